import { createBettingTest } from './betting-test.js'

/** Half a point between null means, thirty points either way. */
const STEPS_PER_UNIT = 200
const REACH = 60

/** From the case at index `after` on, bets aim at `maxSamples`. */
export interface Extension {
  readonly after: number
  readonly maxSamples: number
}

export interface IntervalInput {
  readonly margin: number
  readonly alpha: number
  readonly maxSamples: number
  /** 1/K, as in the verdict's own tests. */
  readonly initialWealth: number
  readonly population: number | null
  /** Differences in [-1,1] in the drawn order; `nonInferiority` gives the lower bound, `reverse` the upper. */
  readonly nonInferiority: readonly number[]
  readonly reverse: readonly number[]
  readonly extensions?: readonly Extension[]
  /** Largest possible difference; default 1. */
  readonly reach?: number
}

/**
 * Confidence sequence for the mean difference at its current end: [lower, upper] in [-1,1], each side one-sided at
 * alpha·initialWealth and valid at every stop, by inverting the betting test over a grid of null means
 * (Waudby-Smith & Ramdas 2024). A bound lies where the rejected null means end, read from its side of the grid; the
 * grid always holds −margin, by the same test as the verdict, so lower ≥ −margin exactly when that test has rejected
 * and upper < −margin exactly when the reverse one has.
 */
export function confidenceInterval(input: IntervalInput): readonly [lower: number, upper: number] {
  return boundsBy(input.margin, (nullMean, direction) => rejects(input, nullMean, direction))
}

/** The bounds where the rejections of a grid of null means end; `refuted` tells of one null mean, from one side. */
export function boundsBy(margin: number, refuted: (nullMean: number, direction: 1 | -1) => boolean): readonly [lower: number, upper: number] {
  const grid = nullMeans(margin)
  const lower = lastRejected(grid, -margin, (mean) => refuted(mean, 1)) ?? -1
  const reached = lastRejected(grid.toReversed(), -margin, (mean) => refuted(mean, -1)) ?? 1
  const upper = reached === -margin ? below(reached) : reached
  // Both sides can err at once on data that drift: then the hull is reported, which still holds each one-sided bound.
  return lower <= upper ? [lower, upper] : [upper, lower]
}

/** Null means, ascending; −margin replaces the grid point it all but falls on. */
export function nullMeans(margin: number): readonly number[] {
  const grid = Array.from({ length: 2 * REACH + 1 }, (_, i) => (i - REACH) / STEPS_PER_UNIT)
  return [...grid.filter((mean) => Math.abs(mean + margin) > 1e-9), -margin].toSorted((a, b) => a - b)
}

/**
 * The last null mean of an unbroken run of rejections from the start of `grid`; undefined when not even the first is
 * rejected. What refutes −margin refutes all that lies beyond it: where −margin is rejected the run begins there.
 */
function lastRejected(grid: readonly number[], verdictMean: number, refuted: (nullMean: number) => boolean): number | undefined {
  const verdict = grid.indexOf(verdictMean)
  const begins = refuted(verdictMean)
  let next = begins ? verdict + 1 : 0
  const end = begins ? grid.length : verdict
  while (next < end && refuted(grid[next] ?? 0)) next += 1
  return grid[next - 1]
}

function rejects(input: IntervalInput, nullMean: number, direction: 1 | -1): boolean {
  const { alpha, maxSamples, initialWealth, population, margin, extensions = [] } = input
  const test = createBettingTest({ nullMean, alpha, maxSamples, initialWealth, direction, population, driftLimit: 2 * margin, ...(input.reach === undefined ? {} : { reach: input.reach }) })
  const differences = direction === 1 ? input.nonInferiority : input.reverse
  let next = 0
  for (const difference of differences) {
    for (let extension = extensions[next]; extension && extension.after <= test.processed; extension = extensions[next]) {
      test.extend(extension.maxSamples)
      next += 1
    }
    test.push(difference)
    if (test.rejected) return true
  }
  return false
}

/** The largest double below a negative number: "less than −margin" said as a closed bound. */
function below(value: number): number {
  return value * (1 + Number.EPSILON)
}
