/** Chance that a candidate exactly as good as the incumbent is certified, in [0,1], and the mean trials it takes, at one discordance. */
export interface ForecastPower {
  readonly discordance: number
  readonly certified: number
  readonly meanTrials: number
}

/** What a run would do with one task. */
export interface TaskForecast {
  readonly id: string
  readonly label: string
  readonly incumbent: string
  readonly validator: string
  /** Samples per candidate at most. */
  readonly maxSamples: number
  readonly candidates: readonly string[]
  readonly power: readonly ForecastPower[]
  /** Fewest trials that could certify even a candidate that never loses: ln(α/K) / ln(1−δ). */
  readonly floor: number
  /** Why nothing is run; null when something is. */
  readonly unfit: string | null
  /** Candidate calls and USD at list price and logged length: if every candidate is as good as the incumbent and the first is certified; and if every sample of all is used. */
  readonly expected: { readonly calls: number; readonly usd: number }
  readonly most: { readonly calls: number; readonly usd: number }
}

/** What `plan --json` writes. */
export interface RunForecast {
  readonly schemaVersion: 1
  readonly runId: string
  readonly rule: { readonly margin: number; readonly alpha: number }
  readonly tasks: readonly TaskForecast[]
  readonly totals: { readonly expected: { readonly calls: number; readonly usd: number }; readonly most: { readonly calls: number; readonly usd: number }; readonly budgetUsd: number | null }
}
