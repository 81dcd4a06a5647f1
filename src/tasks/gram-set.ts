import { isMask } from '../text/words.js'

/** The wording that a group of texts shares, as hashes of its token trigrams; JSON as it stands. */
export interface GramSet {
  /** 32-bit hashes, ascending. */
  readonly grams: readonly number[]
  /** What each says for the wording. */
  readonly weights: readonly number[]
  /** Least share of the whole weight that a text of the group holds, in (0,1]. */
  readonly least: number
}

const SAMPLE = 300
const COMMON = 0.6
const FLOOR = 0.45
const CEILING = 0.75
const OUTLIERS = 0.02
const MAX_GRAMS = 1_500

/** FNV-1a over the UTF-16 units of a token. */
function tokenHash(token: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < token.length; at++) hash = Math.imul(hash ^ token.charCodeAt(at), 0x01000193)
  return hash
}

const EDGE = tokenHash('\u0000edge')

function mix(a: number, b: number, c: number): number {
  let x = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35)
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
  return (x ^ (x >>> 15)) >>> 0
}

/** A fixed word says more than a fixed mark; marks that lay out a prompt count half, others a quarter. */
export function tokenWeight(token: string): number {
  if (isMask(token)) return 0.5
  if (/^\p{L}/u.test(token)) return token.length > 1 ? 1 : 0.5
  return token === '\n' || token === ':' || token === '#' ? 0.5 : 0.25
}

/** Hashes of the distinct trigrams of a token list, its beginning and end marked; each with the place of its middle token. */
export function gramHashes(list: readonly string[]): ReadonlyMap<number, number> {
  const hashes = new Map<number, number>()
  let before = EDGE
  let own = list.length === 0 ? EDGE : tokenHash(list[0] ?? '')
  for (let at = 0; at < list.length; at++) {
    const after = at + 1 === list.length ? EDGE : tokenHash(list[at + 1] ?? '')
    const gram = mix(before, Math.imul(own, 3), Math.imul(after, 7))
    if (!hashes.has(gram)) hashes.set(gram, at)
    before = own
    own = after
  }
  return hashes
}

function evenly<T>(items: readonly T[]): readonly T[] {
  return items.length <= SAMPLE ? items : Array.from({ length: SAMPLE }, (_, index) => items[Math.floor((index * items.length) / SAMPLE)] as T)
}

/** Share of a wording's weight that a text holds, in [0,1]. */
export function held(set: Pick<GramSet, 'grams' | 'weights'>, text: ReadonlyMap<number, number>): number {
  let sum = 0
  let all = 0
  set.grams.forEach((gram, at) => {
    const weight = set.weights[at] ?? 0
    all += weight
    if (text.has(gram)) sum += weight
  })
  return all === 0 ? 0 : sum / all
}

/**
 * What most texts of a group share, and how much of it the loosest of them hold, two in a hundred aside: the threshold is theirs, within
 * bounds. Undefined for texts that share nothing. Deterministic for a given order of the texts.
 */
export function gramSetOf(lists: readonly (readonly string[])[]): GramSet | undefined {
  const probe = evenly(lists)
  const texts = probe.map(gramHashes)
  const counts = new Map<number, { n: number; weight: number }>()
  texts.forEach((text, index) => {
    for (const [gram, at] of text) {
      const entry = counts.get(gram)
      if (entry) entry.n += 1
      else counts.set(gram, { n: 1, weight: tokenWeight(probe[index]?.[at] ?? '') })
    }
  })
  const common = [...counts].filter(([, { n }]) => n >= COMMON * texts.length)
    .sort(([a, inA], [b, inB]) => inB.n - inA.n || a - b).slice(0, MAX_GRAMS).sort(([a], [b]) => a - b)
  if (common.length === 0) return undefined
  const set = { grams: common.map(([gram]) => gram), weights: common.map(([, { n, weight }]) => Math.round((100 * weight * n) / texts.length) / 100) }
  const shares = texts.map((text) => held(set, text)).sort((a, b) => a - b)
  const loosest = shares[Math.floor(OUTLIERS * shares.length)] ?? 1
  return { ...set, least: Math.round(100 * Math.min(CEILING, Math.max(FLOOR, 0.9 * loosest))) / 100 }
}

/** Finds the wording of some that a text follows; undefined when it follows none. */
export type GramMatcher = (list: readonly string[]) => number | undefined

/** The wording that explains most of a text wins, among those of which it holds enough; the first of equals. */
export function gramMatcher(sets: readonly GramSet[]): GramMatcher {
  const holders = new Map<number, number[]>()
  const totals = sets.map((set) => set.weights.reduce((sum, weight) => sum + weight, 0))
  sets.forEach((set, index) => set.grams.forEach((gram, at) => {
    const list = holders.get(gram)
    if (list) list.push(index, set.weights[at] ?? 0)
    else holders.set(gram, [index, set.weights[at] ?? 0])
  }))
  const scores = new Float64Array(sets.length)
  return (list) => {
    scores.fill(0)
    for (const gram of gramHashes(list).keys()) {
      const found = holders.get(gram)
      if (found) for (let at = 0; at < found.length; at += 2) { const index = found[at] ?? 0; scores[index] = (scores[index] ?? 0) + (found[at + 1] ?? 0) }
    }
    let best: number | undefined
    scores.forEach((score, index) => {
      if (score > 0 && score >= (sets[index]?.least ?? 1) * (totals[index] ?? 0) && (best === undefined || score > (scores[best] ?? 0) + 1e-9)) best = index
    })
    return best
  }
}
