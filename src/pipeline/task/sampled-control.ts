import type { Case } from '../../domain/case.js'
import { contentDigest } from '../../sample/content.js'
import { place } from '../../sample/draw.js'
import { PILOT_CASES } from './control.js'
import type { TaskRun } from './task-run.js'
import type { TrialScore } from './trial-score.js'

/** What the control of a case counts for: see ScoredPair. */
export type ControlWeight = (one: Case, candidate: TrialScore) => number

/** The score of a control that was not asked: it counts for nothing. */
export const NOT_ASKED: TrialScore = { status: 'scored', value: 1, reason: 'the incumbent was not asked again on this case' }

/** So many hex digits are a number below 2^52. */
const DIGITS = 13

/** The lot of a case, uniform in [0,1): by seed and question alone, the same for every candidate, independent of the order of the draw and of all answers. */
export function lotOf(seed: number, one: Pick<Case, 'request'>): number {
  return Number.parseInt(place(seed, 'control', contentDigest(one.request)).slice(0, DIGITS), 16) / 16 ** DIGITS
}

/**
 * Weights of a control that is asked only where it tells most for its price: always where the candidate's answer is not the log's, by lot where it is.
 * D = Y − 1 + w(1 − X) has the mean of Y − X whatever the answers are, for E[w | X, Y] = 1, and is never below −1: so the bets stand.
 * Undefined where every case is asked.
 */
export function controlWeights({ plan, cases, context, allowed }: TaskRun): ControlWeight | undefined {
  const { controlShare: share, incumbent: { model } } = plan
  if (share === undefined || !model) return undefined
  // Those were asked before any candidate.
  const pilot = new Set(cases.filter((one) => allowed(one, model)).slice(0, PILOT_CASES).map(({ index }) => index))
  return (one, candidate) => {
    const agrees = candidate.status === 'scored' && candidate.value >= 1 - 1e-9
    if (!agrees || pilot.has(one.index)) return 1
    return lotOf(context.plan.seed, one) < share ? 1 / share : 0
  }
}
