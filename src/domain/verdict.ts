export type Verdict = 'non-inferior' | 'inferior' | 'inconclusive' | 'not-evaluated'

export type VerdictReason = 'certified' | 'dropped-futile' | 'budget' | 'data' | 'blocked' | 'skipped'

/** Fixed before the first paid call. */
export interface DecisionRule {
  /** Non-inferiority margin δ, in score units, in (0,1). */
  readonly margin: number
  /** Level α: chance of declaring a worse model viable, in (0, 0.5). */
  readonly alpha: number
  /** n_max of the betting test, ≥ 1. */
  readonly maxSamples: number
  readonly order: 'cheapest-first'
  readonly futility: boolean
  /** Number of eligible cases when the log itself is the target (without replacement); null for traffic. */
  readonly population: number | null
  /**
   * `sequential` (the default): betting, at any stop, with the right to go on. `fixed`: all of the level is spent within `maxSamples` ≤ 500
   * cases of 0/1 scores, which certifies more often there and cannot be extended.
   */
  readonly design?: 'sequential' | 'fixed'
}
