import { tokenWeight } from './gram-set.js'

/** The frequent token trigrams of a set of documents; a feature is a trigram that at least `support` documents hold. */
export interface Shingles {
  /** Per document the ids of its features, distinct, in order of first occurrence. */
  readonly features: readonly Int32Array[]
  /** Number of distinct features; ids are below it. */
  readonly count: number
  /** Per feature what it weighs as evidence of a fixed wording. */
  readonly weight: Float64Array
}

const START = '^'
const END = '$'
const BASE = 131_072

function frequentTokens(documents: readonly (readonly string[])[], support: number): ReadonlyMap<string, number> {
  const seenIn = new Map<string, number>()
  for (const document of documents) for (const token of new Set(document)) seenIn.set(token, (seenIn.get(token) ?? 0) + 1)
  const frequent = [...seenIn].filter(([, documentsWithIt]) => documentsWithIt >= support)
    .sort(([a, inA], [b, inB]) => inB - inA || (a < b ? -1 : 1))
    .slice(0, BASE - 2)
  return new Map(frequent.map(([token], index) => [token, index]))
}

/**
 * Finds the trigrams that at least `support` of the documents hold, beginnings and ends marked, so that a prompt
 * that starts or ends with a fixed phrase shows it. Linear in the number of tokens.
 */
export function frequentShingles(documents: readonly (readonly string[])[], support: number): Shingles {
  const padded = documents.map((document) => [START, ...document, END])
  const tokenIds = frequentTokens(padded, support)
  const names = [...tokenIds.keys()]
  const keysOf = (document: readonly string[]): readonly number[] => {
    const ids = document.map((token) => tokenIds.get(token))
    const keys = new Set<number>()
    for (let at = 2; at < ids.length; at++) {
      const [a, b, c] = [ids[at - 2], ids[at - 1], ids[at]]
      if (a !== undefined && b !== undefined && c !== undefined) keys.add((a * BASE + b) * BASE + c)
    }
    return [...keys]
  }
  const keyed = padded.map(keysOf)
  const seenIn = new Map<number, number>()
  for (const keys of keyed) for (const key of keys) seenIn.set(key, (seenIn.get(key) ?? 0) + 1)
  const frequent = [...seenIn].filter(([, n]) => n >= support).map(([key]) => key).sort((a, b) => a - b)
  const featureIds = new Map(frequent.map((key, index) => [key, index]))
  const weightOf = (key: number): number => {
    const [first = '', middle = '', last = ''] = [Math.floor(key / BASE / BASE), Math.floor(key / BASE) % BASE, key % BASE].map((id) => names[id])
    return tokenWeight(middle) + (first === START || last === END ? 0.5 : 0)
  }
  return {
    features: keyed.map((keys) => Int32Array.from(keys.flatMap((key) => featureIds.get(key) ?? []))),
    count: frequent.length,
    weight: Float64Array.from(frequent, weightOf),
  }
}
