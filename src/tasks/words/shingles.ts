import { tokenWeight } from './gram-set.js'
import { createKeyIndex } from './key-index.js'

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

/** Distinct numbers below a bound, over again for each document, without a set for each. */
function createDistinct(): { readonly start: () => void; readonly isNew: (place: number) => boolean } {
  let stamps = new Int32Array(1 << 12)
  let stamp = 0
  return {
    start: () => { stamp++ },
    isNew: (place) => {
      if (place >= stamps.length) {
        const more = new Int32Array(Math.max(stamps.length * 2, place + 1))
        more.set(stamps)
        stamps = more
      }
      if (stamps[place] === stamp) return false
      stamps[place] = stamp
      return true
    },
  }
}

/** How many documents hold each number that some of them hold. */
export function documentCounts(documents: readonly Int32Array[], numbers: number): Int32Array {
  const counts = new Int32Array(numbers)
  const distinct = createDistinct()
  for (const document of documents) {
    distinct.start()
    // By index: an iterator costs several times as much until the engine has warmed up, which small logs never see.
    for (let at = 0; at < document.length; at++) {
      const number = document[at] ?? 0
      if (distinct.isNew(number)) counts[number] = (counts[number] ?? 0) + 1
    }
  }
  return counts
}

/** Documents as places in a list of all their tokens. */
export interface InternedTokens {
  readonly names: readonly string[]
  /** Per document, its beginning and end marked. */
  readonly places: readonly Int32Array[]
}

export function internTokens(documents: readonly (readonly string[])[]): InternedTokens {
  const names: string[] = []
  const known = new Map<string, number>()
  const placeOf = (token: string): number => {
    const place = known.get(token)
    if (place !== undefined) return place
    known.set(token, names.length)
    return names.push(token) - 1
  }
  const places = documents.map((document) => {
    const own = new Int32Array(document.length + 2)
    own[0] = placeOf(START)
    for (let at = 0; at < document.length; at++) own[at + 1] = placeOf(document[at] ?? '')
    own[document.length + 1] = placeOf(END)
    return own
  })
  return { names, places }
}

/** The tokens that at least `support` documents hold, most frequent first, as places in `names`. */
function frequentTokens(names: readonly string[], places: readonly Int32Array[], support: number): readonly number[] {
  const counts = documentCounts(places, names.length)
  const nameOf = (place: number): string => names[place] ?? ''
  return names.flatMap((_, place) => ((counts[place] ?? 0) >= support ? [place] : []))
    .sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || (nameOf(a) < nameOf(b) ? -1 : 1))
    .slice(0, BASE - 2)
}

/** Numbers by their new ones; those without one (−1) are left out. */
function renumbered(own: Int32Array, numbers: Int32Array): Int32Array {
  const left = new Int32Array(own.length)
  let used = 0
  for (let at = 0; at < own.length; at++) {
    const number = numbers[own[at] ?? 0] ?? -1
    if (number >= 0) left[used++] = number
  }
  return left.slice(0, used)
}

/**
 * Finds the trigrams that at least `support` of the documents hold, beginnings and ends marked, so that a prompt
 * that starts or ends with a fixed phrase shows it. Linear in the number of tokens.
 */
export function frequentShingles({ names, places }: InternedTokens, support: number): Shingles {
  const tokens = frequentTokens(names, places, support)
  const rank = new Int32Array(names.length).fill(-1)
  tokens.forEach((place, index) => { rank[place] = index })
  const trigrams = createKeyIndex()
  const distinct = createDistinct()
  const held = places.map((document) => {
    distinct.start()
    const own = new Int32Array(document.length - 2 < 0 ? 0 : document.length - 2)
    let used = 0
    let a = -1
    let b = rank[document[0] ?? 0] ?? -1
    let c = rank[document[1] ?? 0] ?? -1
    for (let at = 2; at < document.length; at++) {
      a = b
      b = c
      c = rank[document[at] ?? 0] ?? -1
      if (a < 0 || b < 0 || c < 0) continue
      const place = trigrams.placeOf((a * BASE + b) * BASE + c)
      if (distinct.isNew(place)) own[used++] = place
    }
    return own.subarray(0, used)
  })
  const keys = trigrams.keys()
  const counts = documentCounts(held, keys.length)
  const frequent = keys.filter((_, place) => (counts[place] ?? 0) >= support).sort()
  const featureOf = new Int32Array(keys.length).fill(-1)
  frequent.forEach((key, feature) => { featureOf[trigrams.placeOf(key)] = feature })
  const weightOf = (key: number): number => {
    const [first = '', middle = '', last = ''] = [Math.floor(key / BASE / BASE), Math.floor(key / BASE) % BASE, key % BASE].map((id) => names[tokens[id] ?? 0])
    return tokenWeight(middle) + (first === START || last === END ? 0.5 : 0)
  }
  return {
    features: held.map((own) => renumbered(own, featureOf)),
    count: frequent.length,
    weight: frequent.map(weightOf),
  }
}

/**
 * What `frequentShingles` gives for the same documents and a higher support, without reading them again: the tokens that more documents hold come first in the
 * numbers of both, so that what is left keeps its order.
 */
export function narrowedShingles({ features, count, weight }: Shingles, support: number): Shingles {
  const counts = documentCounts(features, count)
  const numbers = new Int32Array(count).fill(-1)
  let used = 0
  for (let feature = 0; feature < count; feature++) if ((counts[feature] ?? 0) >= support) numbers[feature] = used++
  return { features: features.map((own) => renumbered(own, numbers)), count: used, weight: weight.filter((_, feature) => (numbers[feature] ?? -1) >= 0) }
}
