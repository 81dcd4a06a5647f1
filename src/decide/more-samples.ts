/** Power the estimate aims at: Φ⁻¹(0.8). */
const POWER_QUANTILE = 0.84
const TREND_SAMPLES = 50
/** Beyond this many no one will pay for the answer. */
const REALISTIC = 1_000_000

export interface MoreSamplesInput {
  readonly alpha: number
  readonly logWealth: number
  readonly variance: number
  readonly margin: number
  readonly processed: number
  /** Sum of the differences. */
  readonly sum: number
  readonly population: number | null
}

/**
 * Estimated further cases until the candidate is certified with 80 % power, ≥ 0; null where the trend lies at or below
 * the margin, or more than a million would be needed. σ²(√(2·ln(1/(αW))) + 0.84)²/(d + δ)² with the shrunk trend d,
 * never below ln(1/(αW))/ln((1 + d)/(1 − δ)): by Jensen no bet grows faster on average.
 */
export function moreSamples(input: MoreSamplesInput): number | null {
  const { alpha, logWealth, variance, margin, processed, sum, population } = input
  const missing = -Math.log(alpha) - logWealth
  if (missing <= 0) return 0
  const trend = sum / (processed + TREND_SAMPLES)
  const lead = trend + margin
  if (lead <= 0.25 * margin) return null
  const estimate = (variance * (Math.sqrt(2 * missing) + POWER_QUANTILE) ** 2) / lead ** 2
  const floor = missing / Math.log((1 + trend) / (1 - margin))
  const further = Math.ceil(Math.max(estimate, floor))
  const left = population === null ? Infinity : population - processed
  return Math.min(further, left) > REALISTIC ? null : Math.min(further, left)
}
