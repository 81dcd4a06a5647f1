import { isMask } from '../../text/words.js'
import { tokenHash } from './token-hashes.js'

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
 * bounds. Only trigrams that are admitted. Undefined for texts that share nothing. Deterministic for a given order of the texts.
 */
export function gramSetOf(lists: readonly (readonly string[])[], admits: (gram: number) => boolean = () => true): GramSet | undefined {
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
  const common = [...counts].filter(([gram, { n }]) => n >= COMMON * texts.length && admits(gram))
    .sort(([a, inA], [b, inB]) => inB.n - inA.n || a - b).slice(0, MAX_GRAMS).sort(([a], [b]) => a - b)
  if (common.length === 0) return undefined
  const set = { grams: common.map(([gram]) => gram), weights: common.map(([, { n, weight }]) => Math.round((100 * weight * n) / texts.length) / 100) }
  const shares = texts.map((text) => held(set, text)).sort((a, b) => a - b)
  const loosest = shares[Math.floor(OUTLIERS * shares.length)] ?? 1
  return { ...set, least: Math.round(100 * Math.min(CEILING, Math.max(FLOOR, 0.9 * loosest))) / 100 }
}

/** Finds the wording of some that a text follows, told by the hashes of its tokens; undefined when it follows none. */
export type GramMatcher = (hashes: Int32Array) => number | undefined

/** Trigrams of some wordings by open addressing: an engine's map would take most of the time that placing a text takes. */
interface GramIndex {
  /** The number of a trigram among those of all wordings; −1 for none of theirs. */
  readonly numberOf: (gram: number) => number
  /** By number: where its wordings begin in `sets` and `weights`; one more at the end. */
  readonly starts: Uint32Array
  readonly sets: Uint32Array
  readonly weights: Float64Array
}

function indexGrams(all: readonly GramSet[]): GramIndex {
  const holders = new Map<number, (readonly [set: number, weight: number])[]>()
  all.forEach((set, index) => set.grams.forEach((gram, at) => {
    const holder = [index, set.weights[at] ?? 0] as const
    const list = holders.get(gram)
    if (list) list.push(holder)
    else holders.set(gram, [holder])
  }))
  const places = 2 ** Math.ceil(Math.log2(Math.max(8, holders.size * 2.5)))
  const [keys, numbers] = [new Uint32Array(places), new Int32Array(places).fill(-1)]
  const starts = new Uint32Array(holders.size + 1)
  const pairs = [...holders.values()]
  let number = 0
  for (const [gram, list] of holders) {
    let at = gram & (places - 1)
    while (numbers[at] !== -1) at = (at + 1) & (places - 1)
    keys[at] = gram
    numbers[at] = number
    starts[number + 1] = (starts[number] ?? 0) + list.length
    number++
  }
  return {
    numberOf: (gram) => {
      let at = gram & (places - 1)
      while (numbers[at] !== -1 && keys[at] !== gram) at = (at + 1) & (places - 1)
      return numbers[at] ?? -1
    },
    starts,
    sets: Uint32Array.from(pairs.flat(), ([set]) => set),
    weights: Float64Array.from(pairs.flat(), ([, weight]) => weight),
  }
}

/** The wording that explains most of a text wins, among those of which it holds enough; the first of equals. */
export function gramMatcher(all: readonly GramSet[]): GramMatcher {
  const { numberOf, starts, sets, weights } = indexGrams(all)
  const totals = all.map((set) => set.weights.reduce((sum, weight) => sum + weight, 0))
  const scores = new Float64Array(all.length)
  /** By number of a trigram: the text that held it last, so that each counts once a text. */
  const heldBy = new Uint32Array(starts.length)
  let texts = 0
  return (hashes) => {
    scores.fill(0)
    texts = (texts + 1) >>> 0
    let before = EDGE
    let own = hashes[0] ?? EDGE
    for (let at = 0; at < hashes.length; at++) {
      const after = at + 1 === hashes.length ? EDGE : hashes[at + 1] ?? EDGE
      const number = numberOf(mix(before, Math.imul(own, 3), Math.imul(after, 7)))
      if (number >= 0 && heldBy[number] !== texts) {
        heldBy[number] = texts
        for (let pair = starts[number] ?? 0; pair < (starts[number + 1] ?? 0); pair++) {
          const set = sets[pair] ?? 0
          scores[set] = (scores[set] ?? 0) + (weights[pair] ?? 0)
        }
      }
      before = own
      own = after
    }
    let best: number | undefined
    scores.forEach((score, index) => {
      if (score > 0 && score >= (all[index]?.least ?? 1) * (totals[index] ?? 0) && (best === undefined || score > (scores[best] ?? 0) + 1e-9)) best = index
    })
    return best
  }
}
