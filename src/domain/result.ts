import type { Guarantee } from './guarantee.js'
import type { JudgeSummary } from './judgement.js'
import type { Stratum } from './stratum.js'
import type { PlannedStrategy, StrategyResult } from './strategy.js'
import type { TaskType } from './task.js'
import type { Verdict, VerdictReason } from './verdict.js'

/** Milliseconds. */
export interface Percentiles {
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

/** A candidate's latency, of the attempts that were answered. */
export interface LatencySummary extends Percentiles {
  /** To the first token, where answers were streamed. */
  readonly firstToken?: Percentiles
  /** The incumbent's on the same cases, as logged or as asked again. */
  readonly incumbent?: Percentiles
}

/** What the audit found out about one candidate on one task. Field names are a contract (docs/cli.md). */
export interface CandidateResult {
  readonly model: string
  readonly verdict: Verdict
  readonly reason: VerdictReason
  readonly viable: boolean
  readonly notViableBecause: 'latency' | 'constraint' | null
  /** Cases pushed to the test. */
  readonly trials: number
  readonly failed: number
  readonly unscored: number
  /** Means in [0,1]; null when nothing was pushed. */
  readonly score: number | null
  readonly incumbentScore: number | null
  /** Plain mean of candidate − incumbent over what was pushed. */
  readonly difference: number | null
  readonly interval: readonly [number, number]
  /** Wealth of the non-inferiority test at its stop, 1/K included. */
  readonly eValue: number
  /** Estimated further trials that would decide; 0 when decided, null where none realistic would. */
  readonly morePlanned: number | null
  readonly costPerCallUsd: number | null
  readonly latencyMs: LatencySummary | null
  /** One sentence for people: why this verdict, and the way out. */
  readonly message: string
  /** Cases behind a certificate that belong together by a field or a long passage: in how many groups, and how far those of a group go the same way; null where too few differ to tell. */
  readonly kin?: { readonly by: string; readonly groups: number; readonly correlation: number | null }
  /** Parts of the trials, exploratory: a candidate may be equal on average and bad on long inputs. */
  readonly strata?: readonly Stratum[]
}

export interface TaskDecision {
  readonly model: string
  readonly strategy: 'single' | 'cascade' | 'split' | 'incumbent'
  /** Which of the task's strategies it is, where it is one; an agreement of two models is a cascade, too. */
  readonly family?: PlannedStrategy
  /** Beside a strategy: the single model that would be next, where one is viable and saves money. */
  readonly otherwise?: string
  readonly reason: string
  /** USD over the logged period; null when a price is unknown. */
  readonly savingUsd: number | null
  readonly savingInterval: readonly [number, number] | null
}

export interface TaskSummary {
  readonly id: string
  readonly label: string
  readonly taskType: TaskType
  readonly calls: number
  /** Share of the usable calls, in [0,1]. */
  readonly share: number
  /** USD over the log; null when no call's cost is known. */
  readonly costUsd: number | null
  readonly members?: readonly string[]
}

export interface TaskResult extends TaskSummary {
  readonly incumbent: string
  readonly validator: string
  /** Why this validator. */
  readonly validatorReason?: string
  /** Share of the incumbent's repeated answers that its own validator accepts, in [0,1]; null where it was not asked again. */
  readonly selfAgreement?: number | null
  /** Set where a judge was asked. */
  readonly judge?: JudgeSummary
  readonly control: 'logged' | 'rerun'
  readonly target: 'traffic' | 'log'
  readonly eligible: number
  /** Of the logged calls that could be drawn; null when the log carries none. */
  readonly incumbentLatencyMs?: LatencySummary | null
  readonly excluded: Readonly<Record<string, number>>
  readonly candidates: readonly CandidateResult[]
  /** Families of two-model strategies that were declared; absent where there are none. */
  readonly strategies?: readonly StrategyResult[]
  readonly decision: TaskDecision
  /** Set where the evidence goes on from that of an earlier run: its id, and how many cases come from there. */
  readonly continues?: { readonly runId: string; readonly cases: number }
  /** Set where nothing changed since an earlier run: the run that found it, and when (ISO 8601). */
  readonly carriedOver?: { readonly runId: string; readonly decidedAt: string }
}

export interface InputSummary {
  /** All records read, usable or not. */
  readonly calls: number
  readonly excluded: Readonly<Record<string, number>>
  /** Usable calls by format. */
  readonly formats: Readonly<Record<string, number>>
}

export interface Totals {
  readonly costUsd: number | null
  readonly projectedCostUsd: number | null
  readonly savingUsd: number | null
  readonly savingShare: number | null
  /** Of a day like those of the log; null where the log spans less than a day or shows no times. Absent in results of earlier versions. */
  readonly savingPerDayUsd?: number | null
  readonly replayCalls: number
  readonly replayCostUsd: number
  readonly cachedCalls: number
  readonly wallMs: number
}

/** What `--json` writes. */
export interface AuditResult {
  readonly schemaVersion: 1
  readonly runId: string
  readonly seed: number
  /** null when tasks differ. */
  readonly incumbent: string | null
  readonly rule: { readonly margin: number; readonly alpha: number; readonly maxSamples: number; readonly design?: 'fixed' }
  /** What the verdicts promise. Absent in results of earlier versions. */
  readonly guarantee?: Guarantee
  readonly input: InputSummary
  /** ISO 8601; absent when the log carries no times. */
  readonly logWindow?: { readonly from: string; readonly to: string }
  readonly tasks: readonly TaskResult[]
  readonly totals: Totals
  /** Path of the policy file as given; null when none was written. */
  readonly policy: string | null
  readonly stoppedBy: 'budget' | null
  readonly warnings: readonly string[]
}
