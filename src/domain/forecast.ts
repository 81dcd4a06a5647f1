/** What a candidate may hope for at one discordance; shares in [0,1], by simulation with the code that decides. */
export interface ForecastPower {
  readonly discordance: number
  /** Chance that a candidate exactly as good as the incumbent is certified, and the mean trials it takes. */
  readonly certified: number
  readonly meanTrials: number
  /** Chance that one a point worse is certified, where the margin allows it. */
  readonly onePointWorse: number
  /** Chance that one ten points worse is dropped or proved worse, and the mean trials that takes. */
  readonly tenPointsWorseEnds: number
  readonly meanTrialsTenPointsWorse: number
}

/** Calls, tokens and USD at list price. */
export interface ForecastAmount {
  readonly calls: number
  /** Input and output together, as logged. */
  readonly tokens: number
  readonly usd: number
}

/** What a run would do with one task. */
export interface TaskForecast {
  readonly id: string
  readonly label: string
  readonly incumbent: string
  readonly validator: string
  /** Samples per candidate at most. */
  readonly maxSamples: number
  /** Set where the design is fixed. */
  readonly design?: 'fixed'
  readonly candidates: readonly string[]
  readonly power: readonly ForecastPower[]
  /** Fewest trials that could certify even a candidate that never loses: ln(α/K) / ln(1−δ). */
  readonly floor: number
  /** Samples for a chance of 80 % for an equal candidate at a discordance of 10 %; null when more than 5,000 or not to be simulated. */
  readonly samplesFor80: number | null
  /** Providers of candidates that constraints keep from some of the cases, and how many may go to each. */
  readonly withheld: readonly { readonly provider: string; readonly sendable: number; readonly cases: number }[]
  /** Why nothing is run; null when something is. */
  readonly unfit: string | null
  /** If every candidate is as good as the incumbent, one in ten answers differs, and the first is certified. */
  readonly expected: ForecastAmount
  /** If every sample of every candidate is used, at logged length. */
  readonly most: ForecastAmount
  /** Calls to the incumbent as control: the pilot; if it shows noise, each case that a candidate is expected to be tried on; all. USD is null where the incumbent's cost is unknown. */
  readonly control: Readonly<Record<'calls' | 'expected' | 'most', number>> & Readonly<Record<'usd' | 'expectedUsd' | 'mostUsd', number | null>>
  /** Verdicts of the judge on disagreements, two each: expected, and if every answer differs and every verdict is as long as its cap; null without a judge. USD is null where its price is unknown. */
  readonly judge: { readonly model: string; readonly calls: number; readonly usd: number | null; readonly most: number; readonly mostUsd: number | null } | null
  /** USD that candidates, control, judge and embeddings can cost at most: every answer as long as its cap allows; what is set aside, call by call. */
  readonly worstUsd: number
  /** USD that candidates, control (as if the incumbent did not always repeat itself) and judge are expected to cost; null where one of them is unknown. */
  readonly outlayUsd: number | null
  /** Minutes for the expected calls under the known limits; null where neither a latency is logged nor a limit is set. */
  readonly minutes: number | null
  /** USD over the logged period that an equal candidate would save, times its chance, per USD that the audit expects to spend; null when unknown. */
  readonly savingPerUsd: number | null
}

export interface ForecastTotal {
  readonly expected: ForecastAmount
  readonly most: ForecastAmount
  readonly worstUsd: number
  /** USD that candidates, control and judge are expected to cost together; null where one of them is unknown. */
  readonly outlayUsd: number | null
  readonly minutes: number | null
  readonly budgetUsd: number
}

/** What `plan --json` writes. */
export interface RunForecast {
  readonly schemaVersion: 1
  readonly runId: string
  readonly rule: { readonly margin: number; readonly alpha: number }
  readonly tasks: readonly TaskForecast[]
  /** Set where tasks are declared together: a task alone needs the e-value tasks/level. The chances given are those of a certificate by itself. */
  readonly fdr?: { readonly level: number; readonly tasks: number }
  readonly totals: ForecastTotal
}
