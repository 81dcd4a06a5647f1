import type { ExclusionReason, SourceRef } from './call.js'
import type { InputSummary, LatencySummary, TaskSummary, Totals } from './result.js'

/** A task of `inspect`: what the traffic is, without any model having been tried. */
export interface InspectTask extends TaskSummary {
  /** Calls by model, as logged. */
  readonly models: Readonly<Record<string, number>>
  readonly latencyMs: LatencySummary | null
  readonly template?: string
  /** The validator that a run would choose. */
  readonly validator?: string
  /** Why it would. */
  readonly validatorReason?: string
  /** Calls that exactly repeat another: what a cache would have answered. */
  readonly repeats: number
  /** USD that the repeats cost; null when none of their costs is known. */
  readonly repeatsCostUsd: number | null
  /** Means over the calls that say; null when none does. */
  readonly tokensPerCall: { readonly input: number | null; readonly output: number | null }
  /** Calls by the user's tier or plan, where a metadata field names it. */
  readonly tiers?: Readonly<Record<string, number>>
  /** USD; what would be saved at list prices if the cheapest candidate were good enough here, and cached as these calls did where that is cheaper. Null when a price or all tokens are unknown. */
  readonly mostSavingUsd: number | null
  /** Text of one prompt. */
  readonly example?: string
  /** Set where only the text tells the task's calls from others and a sample was read: 95 % interval of its share of the usable calls. */
  readonly estimatedShare?: readonly [number, number]
  readonly recognition?: { readonly precision: number; readonly recall: number }
}

/** Usable calls of no task. */
export interface InspectOther {
  readonly calls: number
  /** In [0,1]. */
  readonly share: number
  readonly costUsd: number | null
  readonly members?: readonly string[]
}

export interface InspectTotals extends Totals {
  /** USD; what would be saved if the cheapest candidate were good enough for every task. Null when a price is unknown. */
  readonly mostSavingUsd: number | null
  /** USD that exact repeats cost. */
  readonly repeatsCostUsd: number | null
}

/**
 * A task whose share of the traffic changed beyond chance since the last log, or that fell into several or became one of several while their traffic together
 * did not change (`split`, `merged`). Shares in [0,1], of all of them together.
 */
export interface TaskChange {
  readonly id: string
  readonly label: string
  readonly change: 'new' | 'gone' | 'grown' | 'shrunk' | 'split' | 'merged'
  readonly shareBefore: number
  readonly shareNow: number
}

/** What changed since the log that was looked at before. */
export interface TaskDrift {
  /** When that was; ISO 8601, UTC. */
  readonly since: string
  /** Its usable calls. */
  readonly calls: number
  /** The largest first. */
  readonly changes: readonly TaskChange[]
}

/** Why records were left out, with the first of them. `detail` never quotes a prompt or an answer. */
export interface ExcludedRecords {
  readonly reason: ExclusionReason
  readonly count: number
  readonly first: readonly { readonly source: SourceRef; readonly detail: string }[]
}

/** Logged against recomputed cost of one format. */
export interface CostCheck {
  readonly format: string
  /** Calls with both a logged cost and a list price. */
  readonly calls: number
  /** Median of logged over recomputed cost; 1 when both agree. */
  readonly ratio: number
  /** Calls beside them whose logged cost is for more than text tokens at list price: a priority tier, audio, searches at the provider. In no ratio. */
  readonly beyondList?: number
  /** The likely cause, in plain words, where the ratio is far from 1. */
  readonly alarm?: string
}

/** Traffic that was served and paid for, but whose text cannot be replayed. It is in no task and in no total. */
export interface KeptCost {
  readonly calls: number
  /** USD; null when no call's cost is known. */
  readonly costUsd: number | null
  /** Calls whose cost is not known. */
  readonly unpriced: number
  readonly reasons: Readonly<Record<string, number>>
  /** Calls by `provider/model`, the most first; beyond 1,000 names as `other`. */
  readonly models: Readonly<Record<string, number>>
  /** Sums over the calls that say; null when none does. */
  readonly tokens: { readonly input: number | null; readonly output: number | null }
}

/** Usable calls of unknown cost, because their price or tokens are: in no sum of USD. */
export interface UnpricedCalls {
  readonly calls: number
  /** Calls by `provider/model`, the most first. */
  readonly models: Readonly<Record<string, number>>
}

/** What `inspect --json` writes. */
export interface InspectResult {
  readonly schemaVersion: 1
  readonly input: InputSummary
  readonly tasks: readonly InspectTask[]
  readonly other: InspectOther
  /** Absent where the cost of every usable call is known. */
  readonly unpriced?: UnpricedCalls
  /** By reason, most frequent first. */
  readonly excluded: readonly ExcludedRecords[]
  /** Set for a log that was counted where it lies: calls that were sampled, and what came over the wire. */
  readonly sampled?: { readonly calls: number; readonly rows: number; readonly bytes: number }
  /** By format, the most calls first; empty when no call has both costs, absent in older results. */
  readonly costCheck?: readonly CostCheck[]
  readonly keptForCost?: KeptCost
  /** Present when an earlier log was looked at in this directory. */
  readonly drift?: TaskDrift
  readonly totals: InspectTotals
}
