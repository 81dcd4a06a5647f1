import type { Reading } from './reading.js'
import { agreed } from './reading.js'

const REACH = 4000
const OPEN = '(?:the )?(?:option|choice|answer|letter)?[\\s("\'*`\\[$]{0,5}'
const END = '[)\\]"\'*`$]{0,4}(?=[.,;:!\\n]|$|\\s[–—-]\\s|\\s\\()'
const LEFT = '(?<![\\p{L}\\p{N}])'

/** Ways of picking an option without saying “the answer is”; each names its letter in the first group. */
const PICKS: readonly RegExp[] = [
  new RegExp(`${LEFT}[Ii](?:['’]d| would| will|['’]ll)? (?:choose|pick|select|go (?:with|for)|opt for|say|think(?: it is|['’]s)?|believe(?: it is)?) ${OPEN}([A-Z])${END}`, 'gmu'),
  new RegExp(`(?:^|[.;:!?]\\s)(?:(?:[Ss]o|[Tt]hus|[Hh]ence|[Tt]herefore),? )?(?:[Ii]t is|[Ii]t['’]s|[Ii]t (?:must|has to) be) ${OPEN}([A-Z])${END}`, 'gmu'),
  new RegExp(`(?:^|[.;!?]\\s)(?:[Nn]ot|[Nn]one of|[Nn]either) [^.:;\\n]{1,60}[:;] ?(?:so |but |hence )?(?:it is )?${OPEN}([A-Z])${END}`, 'gmu'),
  new RegExp(`^\\W{0,3}([A-Z])\\s\\([^()\\n]{1,60}\\)(?=[.,;:\\n]|$)`, 'gmu'),
  new RegExp(`(?:^|[.;:!?,]\\s)(?:[Ss]o|[Tt]hus|[Hh]ence|[Tt]herefore),? ${OPEN}([A-Z])${END}`, 'gmu'),
  new RegExp(`^\\W{0,4}(?:[Ss]elect(?:ed)?(?: option| answer)?|[Cc]orrect(?: option| choice)?|[Rr]esponse|[Rr]esult|[Ff]inal|[Ss]olution|[Ll]etter|[Aa]ns|ANS|[Tt]he (?:correct )?letter is|[Tt]he best option here is)[*_]{0,2}[:.]?[*_]{0,2}\\s${OPEN}([A-Z])${END}`, 'gmu'),
  new RegExp(`(?:^|[.;:!?]\\s|[Hh]ence,? |[Tt]hus,? |[Ss]o,? |[Tt]herefore,? )(?:[Oo]ption )?\\(?([A-Z])\\)? (?:is (?:correct|right|true)|fits best)${END}`, 'gmu'),
  new RegExp(`^\\W{0,3}(?:[Oo]ption |[Cc]hoice )?\\(?([A-Z])\\)?,?\\s(?:because|since|and not|but not|not|rather than)\\s`, 'gmu'),
  new RegExp(`${LEFT}which is ${OPEN}([A-Z])${END}`, 'gmu'),
]

/** The letter that a text without any outright statement picks in other words; a conflict where its picks differ. */
export function pickedLetter(text: string): Reading {
  const tail = text.slice(-REACH)
  return agreed(PICKS.flatMap((pattern) => [...tail.matchAll(pattern)].map((match) => (match[1] ?? '').toLowerCase())))
}
