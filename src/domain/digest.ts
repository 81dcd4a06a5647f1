import type { ExclusionReason, LlmCall, SourceRef } from './call.js'
import type { InputSummary } from './result.js'

/** How many of some calls had a value, and the sum over those. Nothing is said of the others: unknown is not 0. */
export interface KnownSum {
  readonly count: number
  readonly sum: number
}

/**
 * A histogram with logarithmic bins (DDSketch: Masson, Rim and Lee, VLDB 2019, section 2): `bins` maps i to the number of values in
 * (γ^(i−1), γ^i], with γ = (1+a)/(1−a) for the relative error a of every quantile. Two of them merge by adding.
 */
export interface LatencySketch {
  /** Values of 0 ms, or below a nanosecond. */
  readonly zeros: number
  readonly bins: Readonly<Record<number, number>>
}

/** Calls of some kind, and their tokens; 0 where nothing is known. */
export interface TokenSums {
  readonly calls: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cacheReadInputTokens: number
  readonly cacheWriteInputTokens: number
}

/** Sums over some calls; two of them merge by adding. */
export interface CallStats {
  readonly calls: number
  readonly inputTokens: KnownSum
  readonly outputTokens: KnownSum
  readonly cacheReadInputTokens: KnownSum
  readonly cacheWriteInputTokens: KnownSum
  /** USD, as logged. */
  readonly costUsd: KnownSum
  /** Of the calls whose logged cost and both token counts are known. */
  readonly priced: TokenSums & { readonly costUsd: number }
  /** Of the calls without a logged cost but with both token counts, by which a list price gives their cost. */
  readonly unpriced: TokenSums
  /** Most output tokens of one call, counted or estimated from its text. */
  readonly longestOutputTokens: number
  /** ISO 8601, UTC; undefined when no call says. */
  readonly firstStartedAt?: string
  readonly lastStartedAt?: string
  readonly latencyMs: LatencySketch
}

/** What calls of one model that share a structural key have in common. */
export interface CallGroup extends CallStats {
  /** See tasks/structural-key. */
  readonly key: string
  /** As logged. */
  readonly provider?: string
  readonly requestModel: string
  readonly responseModel?: string
  /** Different requests among the calls: `calls − distinct` are exact repeats. */
  readonly distinct: number
  /** Of the distinct requests, those left when every conversation counts once: what there is to draw from. */
  readonly eligible: number
}

/** A drawn call: the one that stands for all its exact repeats and for its conversation. */
export interface SampledCall {
  readonly call: LlmCall
  /** Digest of what it asks (sample/content): equal for exact repeats. */
  readonly content: string
  /** Its place in the seeded order (sample/draw): lower comes first. */
  readonly place: string
  /** Calls of its group that ask the same, itself included. */
  readonly repeats: number
}

/** The first records that were excluded for one reason, and how many there are. */
export interface ExclusionExamples {
  readonly reason: ExclusionReason
  readonly count: number
  readonly first: readonly { readonly source: SourceRef; readonly detail: string }[]
}

/**
 * A log as counted where it lies, without its text: what a cluster of databases can compute over any number of rows. Groups with equal
 * keys and models may be merged (digest/call-stats); tasks are made of groups.
 */
export interface LogDigest {
  readonly input: InputSummary
  /** By reason, most frequent first. */
  readonly examples: readonly ExclusionExamples[]
  readonly groups: readonly (CallGroup & {
    /** The first of the group in the seeded order, ascending by place; all that are eligible, or as many as were asked for. */
    readonly sample: readonly SampledCall[]
  })[]
}
