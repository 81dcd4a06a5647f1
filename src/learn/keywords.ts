import { PLACEHOLDER } from '../text/placeholder.js'
import { words } from '../text/words.js'
import { separation, separationOf, shareOf, type Rule } from './rule.js'
import type { Unit } from './unit.js'

const LEAST_LENGTH = 3
const LEAST_FAILURES = 4
const LEAST_SHARE = 0.05
const SHORTLIST = 40
const MOST_WORDS = 3
const wordsOf = (text: string): ReadonlySet<string> => new Set(words(text.replace(PLACEHOLDER, ' ')).filter((word) => word.length >= LEAST_LENGTH))

/** Words that occur in failures more often than elsewhere, the most telling first. */
function shortlist(units: readonly Unit[]): readonly string[] {
  const counts = new Map<string, [failed: number, other: number]>()
  let failures = 0
  for (const { text, failed } of units) {
    if (failed) failures += 1
    for (const word of wordsOf(text)) {
      const own = counts.get(word) ?? [0, 0]
      own[failed ? 0 : 1] += 1
      counts.set(word, own)
    }
  }
  const least = Math.max(LEAST_FAILURES, LEAST_SHARE * failures)
  return [...counts].filter(([, [failed]]) => failed >= least)
    .map(([word, [failed, other]]) => ({ word, z: separation(failed, failures, other, units.length - failures) }))
    .filter(({ z }) => z > 0).toSorted((a, b) => b.z - a.z || (a.word < b.word ? -1 : 1)).slice(0, SHORTLIST).map(({ word }) => word)
}

/** One to three words, any of which tells failures best, and that hold of at most a share of the traffic; undefined where no word does. */
export function keywordRule(units: readonly Unit[], traffic: readonly Unit[], most: number): Rule | undefined {
  const lower = new Map<Unit, string>()
  const holds = (list: readonly string[]) => (unit: Unit): boolean => {
    const text = lower.get(unit) ?? unit.text.toLowerCase()
    lower.set(unit, text)
    return list.some((word) => text.includes(word))
  }
  const candidates = shortlist(units)
  let chosen: readonly string[] = []
  let best = 0
  while (chosen.length < MOST_WORDS) {
    const next = candidates.filter((word) => !chosen.some((own) => own.includes(word) || word.includes(own))).map((word) => ({ list: [...chosen, word], z: separationOf(units, holds([...chosen, word])) }))
      .toSorted((a, b) => b.z - a.z).find(({ list, z }) => z > best && shareOf(traffic, holds(list)) <= most)
    if (next === undefined) break
    chosen = next.list
    best = next.z
  }
  if (chosen.length === 0) return undefined
  return { kind: 'keywords', words: `the last message says ${chosen.map((word) => JSON.stringify(word)).join(' or ')}`, condition: () => ({ field: 'prompt.last_user', keywords_any: chosen }) }
}
