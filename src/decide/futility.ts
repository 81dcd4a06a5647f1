import { millsRatio, normalDensity, normalQuantile, normalTail } from './normal.js'

const FIRST_LOOK = 10
/** Below this chance, even on an optimistic trend, a candidate is dropped. */
const LEAST_CHANCE = 0.2
/** Where the direct term alone, Φ̄ of this, exceeds the least chance: most looks end here. */
const CLEAR = 0.84
const OPTIMISM = 1.64
const PRIOR_SAMPLES = 20
const PRIOR_VARIANCE = 0.1
/** How many cases of difference 0 the trend is shrunk by. */
const TREND_SAMPLES = 50

export interface ConditionalPowerInput {
  readonly alpha: number
  readonly wealth: number
  /** Second moment of a difference about the null mean, > 0. */
  readonly variance: number
  /** Assumed mean difference of the cases to come, in [-1,1]. */
  readonly drift: number
  readonly margin: number
  /** Cases to come, ≥ 1. */
  readonly remaining: number
}

/**
 * Chance in [0,1] that the test rejects within the remaining cases, were `drift` the true difference: Brownian motion
 * with drift against a fixed level, by the reflection principle (Siegmund 1985, Sequential Analysis, ch. III).
 */
export function conditionalPower(input: ConditionalPowerInput): number {
  const { barrier, trend } = course(input)
  return barrier === Infinity ? 0 : Math.min(1, normalTail(barrier - trend) + reflected(barrier, trend))
}

/** Height to be reached and expected rise until the horizon, both in standard deviations of the path. */
function course({ alpha, wealth, variance, drift, margin, remaining }: ConditionalPowerInput): { readonly barrier: number; readonly trend: number } {
  return { barrier: -normalQuantile(Math.min(1, alpha * wealth) / 2), trend: (drift + margin) * Math.sqrt(remaining / variance) }
}

/** exp(2bt)·Φ̄(b + t), written so that neither factor overflows nor vanishes. */
function reflected(barrier: number, trend: number): number {
  const far = barrier + trend
  return far > 0 ? normalDensity(barrier - trend) * millsRatio(far) : Math.exp(2 * barrier * trend) * normalTail(far)
}

export interface FutilityInput {
  readonly alpha: number
  readonly wealth: number
  readonly variance: number
  readonly margin: number
  readonly maxSamples: number
  readonly processed: number
  /** Sum of the differences, and of their squares. */
  readonly sum: number
  readonly squares: number
  /** Size of the population when drawn without replacement; null for traffic. */
  readonly population: number | null
}

/**
 * Whether going on is not worth its money: even an upper 95 % trend leaves less than a 20 % chance of certification.
 * Non-binding: neither obeying nor ignoring it ever raises the chance of a false viable.
 */
export function isFutile(input: FutilityInput): boolean {
  const { alpha, wealth, variance, margin, maxSamples, processed, sum, squares, population } = input
  if (processed < FIRST_LOOK || processed >= maxSamples) return false
  const drift = optimisticDrift(processed, sum, squares)
  const outlook = { alpha, wealth, variance, drift, margin, remaining: maxSamples - processed }
  const { barrier, trend } = course(outlook)
  if (barrier - trend <= CLEAR || conditionalPower(outlook) >= LEAST_CHANCE) return false
  return population === null || finalChance(input, population, drift) < LEAST_CHANCE
}

/** Upper 95 % end of the trend of the differences so far, shrunk towards 0; `squares` is the sum of their squares. */
export function optimisticDrift(processed: number, sum: number, squares: number): number {
  const deviation = Math.sqrt((PRIOR_SAMPLES * PRIOR_VARIANCE + squares) / (PRIOR_SAMPLES + processed))
  return (sum + OPTIMISM * deviation * Math.sqrt(processed + TREND_SAMPLES)) / (processed + TREND_SAMPLES)
}

/**
 * Chance of certification at the horizon n of a population of N, where the bar melts as the unseen part does: about
 * −δn + σ√(2·ln(1/α)·n(1 − n/N)) for the sum, by the finite-population correction; at n = N only the margin is left.
 */
function finalChance({ alpha, variance, margin, maxSamples, processed, sum }: FutilityInput, population: number, drift: number): number {
  const remaining = maxSamples - processed
  const unseen = Math.max(0, 1 - maxSamples / population)
  const bar = Math.sqrt(-2 * Math.log(alpha) * variance * maxSamples * unseen) - margin * maxSamples
  return normalTail((bar - sum - remaining * drift) / Math.sqrt(variance * remaining))
}
