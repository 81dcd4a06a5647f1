import type { BettingTest } from './betting-test.js'
import { createBettingTest } from './betting-test.js'
import type { IntervalInput } from './confidence-interval.js'
import { boundsBy, nullMeans } from './confidence-interval.js'

/** The confidence sequence of `confidenceInterval`, kept up to date case by case: some 240 open bets, a few microseconds a case. */
export interface RunningInterval {
  readonly bounds: () => readonly [lower: number, upper: number]
  /** Takes the next case in the drawn order, as each side's test is to see it. */
  readonly push: (nonInferiority: number, reverse: number) => void
  /** Moves the horizon of the bets to come, as that of the verdict's own tests was moved. */
  readonly extend: (maxSamples: number) => void
}

/** Starts with nothing seen: [-1,1]. Its bounds equal those of `confidenceInterval` on the same cases, at every one of them. */
export function createRunningInterval({ margin, alpha, maxSamples, initialWealth, population, reach = 1 }: Omit<IntervalInput, 'nonInferiority' | 'reverse' | 'extensions'>): RunningInterval {
  const open = ([1, -1] as const).map((direction) => new Map<number, BettingTest>(nullMeans(margin).map((nullMean) =>
    [nullMean, createBettingTest({ nullMean, alpha, maxSamples, initialWealth, direction, population, driftLimit: 2 * margin, reach })])))
  const [below, above] = open
  return {
    bounds: () => boundsBy(margin, (nullMean, direction) => !(direction === 1 ? below : above)?.has(nullMean)),
    push: (nonInferiority, reverse) => {
      for (const tests of open) for (const [nullMean, test] of tests) {
        test.push(tests === below ? nonInferiority : reverse)
        if (test.rejected) tests.delete(nullMean) // once refuted, refuted for good
      }
    },
    extend: (to) => {
      for (const tests of open) for (const test of tests.values()) test.extend(to)
    },
  }
}
