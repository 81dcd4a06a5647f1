import type { Reading } from './reading.js'
import { agreed } from './reading.js'

const REACH = 4000
const OPEN = '(?:(?:the|la|le|die|a|o|el) )?(?:option|choice|answer|letter|Option|Antwort|opción|letra|lettre|opção|alternativa|lettera|opzione|réponse|вариант|ответ)?[\\s("\'*`\\[$]{0,5}'
const END = '[)\\]"\'*`$]{0,4}(?=[.,;:!\\n]|$|\\s[–—-]\\s|\\s\\()'
const LEFT = '(?<![\\p{L}\\p{N}])'

/** Ways of picking an option without saying “the answer is”; each names its letter in the first group. */
const PICKS: readonly RegExp[] = [
  new RegExp(`${LEFT}[Ii](?:['’]d| would| will|['’]ll)? (?:choose|pick|select|go (?:with|for)|opt for|say|think(?: it is|['’]s)?|believe(?: it is)?) ${OPEN}([A-Z])${END}`, 'gmu'),
  new RegExp(`(?:^|[.;:!?]\\s)(?:(?:[Ss]o|[Tt]hus|[Hh]ence|[Tt]herefore),? )?(?:[Ii]t is|[Ii]t['’]s|[Ii]t (?:must|has to) be) ${OPEN}([A-Z])${END}`, 'gmu'),
  new RegExp(`(?:^|[.;!?]\\s)(?:[Nn]ot|[Nn]one of|[Nn]either) [^.:;\\n]{1,60}[:;] ?(?:so |but |hence )?(?:it is )?${OPEN}([A-Z])${END}`, 'gmu'),
  new RegExp(`^\\W{0,3}([A-Z])\\s\\([^()\\n]{1,60}\\)(?=[.,;:\\n]|$)`, 'gmu'),
  new RegExp(`(?:^|[.;:!?,]\\s)(?:[Ss]o|[Tt]hus|[Hh]ence|[Tt]herefore|[Aa]lso|[Dd]aher|[Dd]onc|[Pp]or tanto|[Pp]ortanto|[Qq]uindi|[Сс]ледовательно)[,:]? ${OPEN}([A-Z])${END}`, 'gmu'),
  new RegExp(`^\\W{0,4}(?:[Ss]elect(?:ed)?(?: option| answer)?|[Cc]orrect(?: option| choice)?|[Rr]esponse|[Rr]esult|[Ff]inal|[Ss]olution|[Ll]etter|[Aa]ns|ANS|[Tt]he (?:correct )?letter is|[Tt]he best option here is)[*_]{0,2}[:.]?[*_]{0,2}\\s${OPEN}([A-Z])${END}`, 'gmu'),
  new RegExp(`(?:^|[.;:!?]\\s|[Hh]ence,? |[Tt]hus,? |[Ss]o,? |[Tt]herefore,? )(?:[Oo]ption )?\\(?([A-Z])\\)? (?:is (?:correct|right|true)|fits best)${END}`, 'gmu'),
  new RegExp(`^\\W{0,3}(?:[Oo]ption |[Cc]hoice )?\\(?([A-Z])\\)?,?\\s(?:because|since|and not|but not|not|rather than)\\s`, 'gmu'),
  new RegExp(`(?:^|[.;:!?,]\\s)(?:[Rr]ichtig|[Kk]orrekt|[Cc]orrecte?|[Cc]orrect[ao]|[Cc]orrett[ao]|[Vv]erdadera|[Пп]равильн\\p{L}{1,3}|[Вв]ерн\\p{L}{1,3})\\s(?:(?:ist|es|est|é|è|—|–|-|:)\\s)?(?:die |la |a )?${OPEN}([A-Z])${END}`, 'gmu'),
  new RegExp(`${LEFT}(?:alternativa|opção|opción|opzione|option|letra|lettre|réponse|respuesta|risposta|resposta)\\s(?:correct[ao]|correcte|corretta|certa|bonne)\\s(?:es|é|è|est)\\s${OPEN}([A-Z])${END}`, 'gmu'),
  new RegExp(`${LEFT}(?:[Nn]icht|[Kk]eine?|[Ww]eder|[Nn]i|[Nn]o|[Nn]on|[Nn]ão|[Nn]em|[Pp]as|[Нн]и|[Нн]е)\\s[^.;\\n]{1,60}[,;]\\s(?:sondern|sino|ma|mais|mas|а|но)\\s${OPEN}([A-Z])${END}`, 'gmu'),
  new RegExp(`${LEFT}which is ${OPEN}([A-Z])${END}`, 'gmu'),
]

/** The one Latin letter of a text in another script. */
const LONE_LATIN = /^(?=[^]*[\u0370-\u1fff\u3040-\ud7ff])[^A-Za-z]*(?<![\p{L}\p{N}])([A-Z])(?![A-Za-z0-9])[^A-Za-z]*$/u
const FOREIGN_DENIAL = /(?<!\p{L})(?:не|ни|нет|кроме|ليست?|ليس|لا|غير)(?!\p{L})|不|非|ない|なく|ません|誤|错|錯|아니|않|틀/u

/** The letter that a text without any outright statement picks in other words; a conflict where its picks differ. */
export function pickedLetter(text: string): Reading {
  const tail = text.slice(-REACH)
  const lone = LONE_LATIN.exec(tail)?.[1]
  if (lone !== undefined && tail.length <= 200 && !FOREIGN_DENIAL.test(tail)) return { kind: 'label', key: lone.toLowerCase() }
  return agreed(PICKS.flatMap((pattern) => [...tail.matchAll(pattern)].map((match) => (match[1] ?? '').toLowerCase())))
}
