import { BINS, binOf, valueOf } from './bins.js'
import type { Scale } from './bins.js'

/** What stands of a pool in a state file: `counts` holds bin, count, bin, count, … ascending. */
export interface PoolState {
  readonly n: number
  readonly sum: number
  readonly counts: readonly number[]
}

/** All values seen of one quantity, as counts in bins: memory does not grow with their number. */
export interface ValuePool {
  readonly n: number
  readonly sum: number
  add(value: number): void
  /** Values in lower bins, and in the very bin of this value. O(log bins). */
  rank(value: number): { readonly below: number; readonly equal: number }
  /** The value below which a share of all lies, by nearest rank; undefined for none. */
  quantile(share: number): number | undefined
  counts(): Iterable<readonly [bin: number, count: number]>
  remove(other: Iterable<readonly [bin: number, count: number]>, sum: number): void
  clear(): void
  state(): PoolState
}

export const NO_VALUES: PoolState = { n: 0, sum: 0, counts: [] }

/** A pool; the sums of counts below a bin are kept in a Fenwick tree (Fenwick 1994, Softw. Pract. Exper. 24). */
export function createPool(scale: Scale, from: PoolState = NO_VALUES): ValuePool {
  const size = BINS[scale]
  const tree = new Float64Array(size + 1)
  const counts = new Float64Array(size)
  const used = new Set<number>()
  let [n, sum] = [0, 0]
  const put = (bin: number, count: number): void => {
    counts[bin] = (counts[bin] ?? 0) + count
    used.add(bin)
    n += count
    for (let at = bin + 1; at <= size; at += at & -at) tree[at] = (tree[at] ?? 0) + count
  }
  const below = (bin: number): number => {
    let total = 0
    for (let at = bin; at > 0; at -= at & -at) total += tree[at] ?? 0
    return total
  }
  function* entries(): Generator<readonly [number, number]> {
    for (const bin of [...used].sort((a, b) => a - b)) {
      const count = counts[bin] ?? 0
      if (count > 0) yield [bin, count]
    }
  }
  for (let at = 0; at + 1 < from.counts.length; at += 2) put(from.counts[at] ?? 0, from.counts[at + 1] ?? 0)
  sum = from.sum
  return {
    get n() { return n },
    get sum() { return sum },
    add(value) {
      put(binOf(scale, value), 1)
      sum += value
    },
    rank(value) {
      const bin = binOf(scale, value)
      return { below: below(bin), equal: counts[bin] ?? 0 }
    },
    quantile(share) {
      if (n === 0) return undefined
      const rank = Math.max(1, Math.ceil(share * n))
      let seen = 0
      for (const [bin, count] of entries()) {
        seen += count
        if (seen >= rank) return valueOf(scale, bin)
      }
      return undefined
    },
    counts: entries,
    remove(other, otherSum) {
      for (const [bin, count] of other) put(bin, -count)
      sum -= otherSum
    },
    clear() {
      for (const bin of used) counts[bin] = 0
      used.clear()
      tree.fill(0)
      n = 0
      sum = 0
    },
    state: () => ({ n, sum, counts: [...entries()].flat() }),
  }
}
