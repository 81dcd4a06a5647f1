import type { Price } from '../domain/model.js'
import type { TaskPlan } from '../domain/plan.js'
import { costOf, tierCost } from '../prices/book.js'
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
 * cases does not bias it. Undefined when a price or token counts are unknown.
 * @param sendable share of that cost whose calls may go to the candidate, in [0,1]
 */
export function savingOf(plan: TaskPlan, price: Price, pushed: readonly PushedCase[], sendable: number): Saving | undefined {
  const { incumbentCostUsd } = plan
  const { price: incumbentPrice } = plan.incumbent
  if (incumbentCostUsd === null || !incumbentPrice) return undefined
  const pairs = pushed.flatMap(({ one, trial }) => {
    const candidate = trial.outcome.status === 'answered' ? costOf(trial.outcome.usage, price) : undefined
    const incumbent = one.costUsd ?? tierCost(one.usage, incumbentPrice, one.serviceTier)
    return candidate === undefined || incumbent === undefined ? [] : [{ candidate, incumbent }]
  })
  const incumbentSum = pairs.reduce((sum, pair) => sum + pair.incumbent, 0)
  if (pairs.length < 2 || incumbentSum <= 0) return undefined
  const ratio = pairs.reduce((sum, pair) => sum + pair.candidate, 0) / incumbentSum
  const squares = pairs.reduce((sum, pair) => sum + (pair.candidate - ratio * pair.incumbent) ** 2, 0)
  const standardError = Math.sqrt((squares / (pairs.length - 1)) * pairs.length) / incumbentSum
  const saved = (r: number) => incumbentCostUsd * sendable * (1 - r)
  return { usd: saved(ratio), interval: [saved(ratio + Z * standardError), saved(ratio - Z * standardError)] }
}
