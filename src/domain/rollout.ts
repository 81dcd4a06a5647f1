/** What one stage of a rollout takes. Unknown is null. */
export interface StagePlan {
  readonly stage: 'shadow' | 'canary' | 'full'
  readonly percent: number
  /** Largest accepted loss at this stage. */
  readonly margin: number
  /** Requests of the candidate for a chance of 80 % that one just as good is certified; null when more than 5,000. */
  readonly requests: number | null
  readonly days: number | null
  /** Chance that one just as good is certified with so many, and that one worse by twice the margin is shown to be worse. */
  readonly power: number | null
  readonly detects: number | null
  /** Requests after which one worse by twice the margin is ended, on average. */
  readonly requestsToDetect: number | null
  /** What the stage costs beside what is paid anyway; a canary costs less than nothing. */
  readonly extraUsd: number | null
}

export interface RoutePlan {
  readonly route: string
  readonly target: string
  readonly incumbent: string
  readonly calls: number
  readonly callsPerDay: number | null
  readonly candidateUsd: number | null
  readonly incumbentUsd: number | null
  readonly stages: readonly StagePlan[]
  readonly rollback: { readonly qualityDrop: number; readonly errorRate: number }
  /** Why nothing is planned; null when something is. */
  readonly unfit: string | null
}

/** What `shadow plan --json` writes. */
export interface RolloutPlan {
  readonly schemaVersion: 1
  readonly kind: 'shadow-plan'
  readonly policy: { readonly file: string; readonly id: string; readonly version: number }
  readonly alpha: number
  readonly days: number | null
  readonly routes: readonly RoutePlan[]
  readonly written: string | null
}

export type RolloutVerdict = 'promote' | 'hold' | 'roll-back'
/** What the arms are compared by: expected answers, what users said, agreement with the incumbent's answer, or whether answers can be used. */
export type ArmMetric = 'gold' | 'feedback' | 'agreement' | 'usable'

export interface ArmFigures {
  readonly calls: number
  readonly scored: number
  readonly score: number | null
  readonly costPerCallUsd: number | null
}

export interface RouteAnalysis {
  readonly route: string
  readonly stage: 'shadow' | 'canary' | 'full'
  readonly percent: number
  readonly verdict: RolloutVerdict
  /** One sentence for people. */
  readonly reason: string
  readonly metric: ArmMetric | null
  readonly margin: number
  readonly candidate: ArmFigures
  readonly incumbent: ArmFigures
  /** Pairs of calls, or of blocks of calls, that were compared. */
  readonly pairs: number
  readonly difference: number | null
  readonly interval: readonly [number, number] | null
  readonly eValue: number | null
  readonly costRatio: number | null
  readonly errorRate: number | null
  /** Further pairs that would decide; null where none realistic would, or nothing is known. */
  readonly morePlanned: number | null
  readonly next: { readonly stage: 'shadow' | 'canary' | 'full'; readonly percent: number } | null
  readonly notes: readonly string[]
}

/** What `shadow analyze --json` writes. */
export interface RolloutAnalysis {
  readonly schemaVersion: 1
  readonly kind: 'shadow-analysis'
  readonly policy: { readonly file: string; readonly id: string; readonly version: number }
  readonly alpha: number
  readonly calls: number
  readonly routes: readonly RouteAnalysis[]
  readonly written: string | null
}
