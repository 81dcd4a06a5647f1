import { isMask } from '../../text/words.js'
import { createKeyIndex } from '../words/key-index.js'
import { documentCounts, internTokens } from '../words/shingles.js'

const SAMPLE = 400
const FIXED = 0.9

function sampled<T>(items: readonly T[]): readonly T[] {
  return items.length <= SAMPLE ? items : Array.from({ length: SAMPLE }, (_, index) => items[Math.floor((index * items.length) / SAMPLE)] as T)
}

/** Trigrams of a token list, its beginning and end marked. */
export function trigrams(list: readonly string[]): readonly string[] {
  const padded = ['^', ...list, '$']
  return padded.slice(2).map((token, at) => `${padded[at] ?? ''} ${padded[at + 1] ?? ''} ${token}`)
}

function shares(lists: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const list of lists) for (const item of new Set(list)) counts.set(item, (counts.get(item) ?? 0) + 1)
  return new Map([...counts].map(([item, count]) => [item, count / lists.length]))
}

/** The trigrams that nine of ten lists hold, in the order in which they come first; counted as numbers, for most of them are in few lists. */
function fixedTrigrams(lists: readonly (readonly string[])[]): ReadonlySet<string> {
  const { names, places } = internTokens(lists)
  const n = names.length
  const [pairs, grams] = [createKeyIndex(), createKeyIndex()]
  const held = places.map((own) => {
    const all = new Int32Array(own.length - 2)
    for (let at = 2; at < own.length; at++) all[at - 2] = grams.placeOf(pairs.placeOf((own[at - 2] ?? 0) * n + (own[at - 1] ?? 0)) * n + (own[at] ?? 0))
    return all
  })
  const [pairKeys, keys] = [pairs.keys(), grams.keys()]
  const counts = documentCounts(held, keys.length)
  const fixed = new Set<string>()
  keys.forEach((key, place) => {
    if ((counts[place] ?? 0) / lists.length < FIXED) return
    const pair = pairKeys[Math.floor(key / n)] ?? 0
    fixed.add(`${names[Math.floor(pair / n)] ?? ''} ${names[pair % n] ?? ''} ${names[key % n] ?? ''}`)
  })
  return fixed
}

/** The widest gap between neighbouring shares above one half: fixed words stand over it, the words of slots below. */
function threshold(values: readonly number[]): number {
  const sorted = [0.5, ...values.filter((value) => value > 0.5)].sort((a, b) => a - b)
  let best = { gap: 0, at: FIXED }
  for (let i = 1; i < sorted.length; i++) {
    const [low, high] = [sorted[i - 1] ?? 0, sorted[i] ?? 0]
    if (high >= FIXED && high - low > best.gap + 1e-9) best = { gap: high - low, at: high }
  }
  return best.at
}

/** The trigrams, as `a b c` joined by a space, that at least nine of ten of the token lists hold which some items have; 400 of them are asked for theirs at most. */
export function sharedTrigrams<T>(items: readonly T[], listOf: (item: T) => readonly string[]): ReadonlySet<string> {
  return fixedTrigrams(sampled(items).map(listOf))
}

/** Of the same lists the words in nearly all, in order of their first occurrence in the first; not one is a mask. Deterministic for a given order of the items. */
export function sharedWords<T>(items: readonly T[], listOf: (item: T) => readonly string[]): readonly string[] {
  const probe = sampled(items).map(listOf)
  const wordShares = shares(probe.map((list) => list.filter((token) => /^\p{L}{2}/u.test(token) && !isMask(token))))
  const least = threshold([...wordShares.values()])
  const fixedWords = [...wordShares].filter(([, share]) => share >= least).map(([word]) => word)
  const first = probe[0] ?? []
  return fixedWords.sort((a, b) => (first.indexOf(a) + 1 || first.length + 2) - (first.indexOf(b) + 1 || first.length + 2) || (a < b ? -1 : 1))
}
