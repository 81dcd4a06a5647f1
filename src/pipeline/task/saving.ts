import type { Price } from '../../domain/model.js'
import type { TaskPlan } from '../../domain/plan.js'
import { costOf, tierCost } from '../../prices/book.js'
import type { PushedCase } from './pair.js'

/** 97.5 % quantile of the standard normal distribution. */
const Z = 1.959964

export interface Saving {
  readonly usd: number
  /** 95 %, by the delta method for a ratio of means (Cochran 1977, Sampling Techniques, section 6.4). */
  readonly interval: readonly [number, number]
}

/**
 * What switching the incumbent's logged calls to a candidate saves over the logged period, in USD. The candidate's
 * cost is the incumbent's times the ratio of their costs on the same replayed cases, so that a sample of long or short
 * cases does not bias it, and holds its retries and what the incumbent answers where it failed. Undefined when a price or token counts are unknown.
 * @param sendable share of that cost whose calls may go to the candidate, in [0,1]
 */
export function savingOf(plan: TaskPlan, price: Price, pushed: readonly PushedCase[], sendable: number): Saving | undefined {
  const { incumbentCostUsd } = plan
  const { price: incumbentPrice } = plan.incumbent
  if (incumbentCostUsd === null || !incumbentPrice) return undefined
  return ratioSaving(plan, pushed.flatMap(({ one, trial }) => {
    const incumbent = one.costUsd ?? tierCost(one.usage, incumbentPrice, one.serviceTier)
    if (incumbent === undefined) return []
    // A call that failed for good is answered by the incumbent, as the policy's fallback does; what it cost itself is lost.
    if (trial.outcome.status === 'failed') return [{ candidate: trial.costUsd + incumbent, incumbent }]
    const last = costOf(trial.outcome.usage, price)
    // With retries all attempts were paid. An answer at the first goes by list price: one from a batch was cheaper than those that a route will get.
    return last === undefined ? [] : [{ candidate: trial.attempts > 1 ? Math.max(last, trial.costUsd) : last, incumbent }]
  }), sendable)
}

/** Trials before costs are compared. */
const FEWEST = 20
/** Looked at after every trial: so many standard errors, where 1.96 would do for one look. */
const SURE = 4

/**
 * Whether a model of a lower list price costs more than the incumbent in use, because it writes or thinks so much more: it could save nothing however
 * good it is. False where costs are unknown, and until 20 trials show it by four standard errors.
 */
export function isDearer(plan: TaskPlan, price: Price | undefined, pushed: readonly PushedCase[], sendable: number): boolean {
  const saving = price && pushed.length >= FEWEST ? savingOf(plan, price, pushed, sendable) : undefined
  return saving !== undefined && saving.usd + (SURE / Z) * (saving.interval[1] - saving.usd) < 0
}

/** USD of one case, as it would be served and as it was. */
export interface CostPair {
  readonly candidate: number
  readonly incumbent: number
}

/** The saving by the ratio of costs on the same cases; undefined for fewer than two, or where the incumbent's calls cost nothing that is known. */
export function ratioSaving({ incumbentCostUsd }: TaskPlan, pairs: readonly CostPair[], sendable: number): Saving | undefined {
  if (incumbentCostUsd === null) return undefined
  const incumbentSum = pairs.reduce((sum, pair) => sum + pair.incumbent, 0)
  if (pairs.length < 2 || incumbentSum <= 0) return undefined
  const ratio = pairs.reduce((sum, pair) => sum + pair.candidate, 0) / incumbentSum
  const squares = pairs.reduce((sum, pair) => sum + (pair.candidate - ratio * pair.incumbent) ** 2, 0)
  const standardError = Math.sqrt((squares / (pairs.length - 1)) * pairs.length) / incumbentSum
  const saved = (r: number) => incumbentCostUsd * sendable * (1 - r)
  return { usd: saved(ratio), interval: [saved(ratio + Z * standardError), saved(ratio - Z * standardError)] }
}
