import { confidenceInterval, createBettingTest } from '../decide/index.js'
import type { BettingTest } from '../decide/index.js'
import { createFallTest } from './fall-test.js'
import type { FallTest } from './fall-test.js'

/** Scores in [0,1] of one case. */
export interface CheckedScores {
  /** The routed model's: the mean of its draws, those without a score as 0, and as 1. */
  readonly worst: number
  readonly best: number
  /** Undefined where the incumbent gave no score. */
  readonly control: number | undefined
  /** The routed model's own score when it was pinned. */
  readonly baseline: number | undefined
}

export type RegressionState = 'undecided' | 'ok' | 'regressed'

export interface RegressionSummary {
  readonly cases: number
  /** Plain mean of now − incumbent, and its interval at the level of the check; null without cases. */
  readonly difference: number | null
  readonly interval: readonly [number, number]
  /** Plain mean of now − baseline over the cases that have one. */
  readonly sinceBaseline: number | null
  /** What the verdict rests on: the incumbent, or the model's own past. */
  readonly against: 'incumbent' | 'baseline' | null
}

export interface RegressionTest {
  readonly state: RegressionState
  readonly push: (scores: CheckedScores) => RegressionState
  readonly summary: () => RegressionSummary
}

const mean = (values: readonly number[]): number | null => (values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length)

/** The two tests of one comparison, each at half the level: whether it is as good, whether it fell. */
function comparison(margin: number, alpha: number, cases: number): { readonly better: BettingTest; readonly worse: FallTest; readonly push: (low: number, high: number) => void } {
  const better = createBettingTest({ nullMean: -margin, alpha, maxSamples: Math.max(1, cases), initialWealth: 0.5 })
  const worse = createFallTest(margin, alpha / 2)
  return {
    better, worse,
    push: (low, high) => {
      better.push(low)
      worse.push(high)
    },
  }
}

/**
 * Decides whether a routed model has regressed, by betting tests that may be looked at after every case (decide/). Two
 * comparisons share the level, half each: with the incumbent, which is what the policy claims, and with the model's own pinned
 * scores, which is what a silent replacement shows in. `regressed`: in either, the mean is shown to lie below −margin. `ok`:
 * in either, it is shown to lie above. A case without a score counts against what would be shown.
 */
export function createRegressionTest(rule: { readonly margin: number; readonly alpha: number; readonly cases: number; readonly baselines: number }): RegressionTest {
  const { margin, alpha } = rule
  const [incumbent, past] = [comparison(margin, alpha, rule.cases), comparison(margin, alpha, rule.baselines)]
  const [differences, hopeful, since] = [[] as number[], [] as number[], [] as number[]]
  let cases = 0
  let state: RegressionState = 'undecided'
  let against: RegressionSummary['against'] = null
  const look = (): void => {
    for (const [name, { worse }] of [['incumbent', incumbent], ['baseline', past]] as const) if (worse.rejected) [state, against] = ['regressed', name]
    if (state === 'undecided') for (const [name, { better }] of [['baseline', past], ['incumbent', incumbent]] as const) if (better.rejected) [state, against] = ['ok', name]
  }
  return {
    get state() { return state },
    push({ worst, best, control, baseline }) {
      if (state !== 'undecided') return state
      cases += 1
      const low = worst - (control ?? 1)
      const high = best - (control ?? 0)
      differences.push(low)
      hopeful.push(high)
      incumbent.push(low, high)
      if (baseline !== undefined) {
        since.push(worst - baseline)
        past.push(worst - baseline, best - baseline)
      }
      look()
      return state
    },
    summary: () => ({
      cases, difference: mean(differences), sinceBaseline: mean(since), against,
      interval: confidenceInterval({ margin, alpha, maxSamples: Math.max(1, rule.cases), initialWealth: 0.5, population: null, nonInferiority: differences, reverse: hopeful }),
    }),
  }
}
