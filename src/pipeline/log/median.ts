/** A median over numbers that come one by one. */
export interface Median {
  readonly add: (value: number) => void
  /** Numbers so far. */
  readonly count: () => number
  /** 0 when there was none. */
  readonly median: () => number
}

/** Numbers that are kept: up to here the median is exact; of more, a uniform sample, whose median is off by 0.3 points of rank as a rule. */
const KEPT = 100_000

/** Memory is bounded: beyond `kept` numbers each new one takes the place of a random other with the probability that keeps the sample uniform (reservoir sampling). */
export function createMedian(kept = KEPT): Median {
  const values: number[] = []
  let seen = 0
  // A generator of its own, so that the same log gives the same figure (xorshift32).
  let state = 0x9e3779b9
  const below = (limit: number): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return Math.floor(((state >>> 0) / 2 ** 32) * limit)
  }
  return {
    add: (value) => {
      seen++
      if (values.length < kept) {
        values.push(value)
        return
      }
      const at = below(seen)
      if (at < kept) values[at] = value
    },
    count: () => seen,
    median: () => {
      const sorted = Float64Array.from(values).sort()
      const middle = Math.floor(sorted.length / 2)
      const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle] ?? 0, sorted[middle] ?? 0]
      return (low + high) / 2
    },
  }
}
