import type { Constraint } from './constraint.js'
import type { ModelRef, Price } from './model.js'
import type { ProviderAddress } from './provider.js'
import type { InputSummary, TaskSummary } from './result.js'
import type { LabelRow } from './judgement.js'
import type { ValidationContext } from './score.js'
import type { PlannedStrategy } from './strategy.js'
import type { DecisionRule } from './verdict.js'

/** Where a provider is reached and what it declares about itself; never a key. */
export interface PlannedProvider extends ProviderAddress {
  readonly maxConcurrency?: number
  readonly rpm?: number
  readonly tpm?: number
  readonly budgetUsd?: number
  readonly regions: readonly string[]
  readonly compliance: readonly string[]
}

export interface PlannedCandidate {
  readonly model: ModelRef
  /** List price; undefined when unknown, and then the candidate is blocked. */
  readonly price?: Price
  /** List price × the task's logged tokens, mean per call, USD. */
  readonly expectedCostUsd?: number
  /** Named for this task although its list price says that it costs more than the incumbent: tried whatever it costs in use. */
  readonly evenIfDearer?: boolean
  /** Set where it joined a run that goes on from another: it is tried from the case of this index on, which nobody had looked at when it was chosen. */
  readonly from?: number
  /** What its bets aim at, one after the other, where it has joined later than others. */
  readonly horizons?: readonly number[]
  /** Set when the candidate is not to be evaluated, with the way out. */
  readonly unfit?: { readonly reason: 'blocked' | 'skipped'; readonly message: string }
}

export interface PlannedIncumbent {
  readonly ref: string
  /** Undefined when no provider is known that serves it. */
  readonly model?: ModelRef
  readonly price?: Price
}

/** The model that compares answers where candidate and incumbent disagree. */
export interface PlannedJudge {
  readonly model: ModelRef
  readonly price?: Price
  readonly rubric: string
  /** 16 hex digits of the model, the rubric and the wording of the question: labels hold for this judge alone. */
  readonly id: string
}

/** Where the evidence of a task begins: in another run, whose cases are its first ones and whose bets stand. */
export interface Continuation {
  readonly runId: string
  /** How many of the cases come from there; the others are of this run's log. */
  readonly cases: number
  /** Every candidate that was tried before, whether it still is one or not: it keeps its place among the declared. */
  readonly tried: readonly string[]
}

/** The model whose vectors measure how near two texts are. */
export interface PlannedEmbeddings {
  readonly model: ModelRef
  readonly price?: Price
}

/** Everything about one task that is fixed before the first paid call. */
export interface TaskPlan {
  readonly summary: TaskSummary
  readonly incumbent: PlannedIncumbent
  /** Calls that the incumbent answered, and their cost in USD where every one is known. */
  readonly incumbentCalls: number
  readonly incumbentCostUsd: number | null
  /** `name@version`, and what it learned from the log. */
  readonly validator: string
  readonly validatorContext: ValidationContext
  readonly validatorReason: string
  readonly hasGold: boolean
  readonly judge?: PlannedJudge
  /** Where the task's texts are compared by vectors. */
  readonly embeddings?: PlannedEmbeddings
  /** What people have said of this task's disagreements before the run. */
  readonly labels: readonly LabelRow[]
  readonly control: 'logged' | 'rerun' | 'auto'
  /** Chance in (0,1) that the incumbent is asked again on a case where the candidate agrees with the log; absent: on every case. */
  readonly controlShare?: number
  /** The field of which one case of each value is drawn, beside one of each conversation. */
  readonly onePer?: string
  readonly target: 'traffic' | 'log'
  /** `maxSamples` ends a candidate: the configured cap or the eligible cases, whichever is less. */
  readonly rule: DecisionRule
  readonly configuredMaxSamples: number
  /** What the bets aim at, one after the other: the horizons of earlier sessions of this run, then this one's. */
  readonly horizons: readonly number[]
  readonly eligible: number
  /** Digest of the eligible cases, whatever their order: two runs with the same one look at the same evidence. Absent in plans of earlier versions. */
  readonly caseSet?: string
  readonly excluded: Readonly<Record<string, number>>
  /** Strategies that are tested on the paid trials; absent where none were declared. */
  readonly strategies?: readonly PlannedStrategy[]
  /** Trials of each candidate that a strategy uses go on up to here, its own verdict fallen or not; 0: no call is made for them. */
  readonly strategySamples?: number
  /** K: how many candidates and strategy families were declared. A subset that is picked later does not make it smaller. */
  readonly declared: number
  /** Cheapest first; the order is fixed here. */
  readonly ladder: readonly PlannedCandidate[]
  /** Candidates that were never part of the ladder: as dear as the incumbent, or the incumbent itself. */
  readonly outside: readonly PlannedCandidate[]
  /** Longest logged answer in tokens; our own output cap follows from it. */
  readonly longestAnswerTokens: number
  readonly continues?: Continuation
  /** Set when the task is not audited at all. */
  readonly unfit?: { readonly reason: 'blocked' | 'skipped'; readonly message: string }
}

/** A false discovery rate over the tasks of a plan. */
export interface PlannedFdr {
  /** In (0, 0.5). */
  readonly level: number
  /** Tasks that take part: all that are audited, decided or not. */
  readonly tasks: number
}

/** What `plan.json` holds. */
export interface Plan {
  readonly schemaVersion: 1
  readonly runId: string
  readonly seed: number
  readonly input: InputSummary
  readonly tasks: readonly TaskPlan[]
  readonly providers: Readonly<Record<string, PlannedProvider>>
  readonly constraints: readonly Constraint[]
  /** The same as cases say it, where what they name is hidden in them. */
  readonly hiddenConstraints?: readonly Constraint[]
  readonly maxP95Ratio?: number
  /** The model that served most calls of the whole log. */
  readonly mainIncumbent: string
  readonly logWindow?: { readonly from: string; readonly to: string }
  /** Set where tasks are declared together at a false discovery rate. */
  readonly fdr?: PlannedFdr
  readonly warnings: readonly string[]
}
