import type { Verdict, VerdictReason } from './verdict.js'

/**
 * How two models share a task. `cascade`: the cheap one answers, and the incumbent is asked where that answer fails a check that a gateway makes
 * by itself. `agreement`: two cheap ones are asked, and the incumbent where they disagree. `split`: a classifier of the question says who is asked.
 */
export const STRATEGY_KINDS = ['cascade', 'agreement', 'split'] as const
export type StrategyKind = (typeof STRATEGY_KINDS)[number]

/** A family of strategies, declared before the first paid call: it has its share of the level like any candidate. */
export interface PlannedStrategy {
  readonly kind: StrategyKind
  /** References of the cheap models: the one that answers, and for `agreement` the one that must agree. */
  readonly models: readonly string[]
}

/** What an answer must keep, or the incumbent is asked. Refused answers never do. */
export interface AnswerCheck {
  readonly json: boolean
  /** Top-level names that the JSON must have. */
  readonly required: readonly string[]
}

/** The classifier of a split, as a policy carries it: base64 of little-endian float32. */
export interface SplitClassifier {
  readonly type: 'linear'
  readonly input: 'prompt.last_user'
  readonly ngrams: 1 | 2
  readonly dims: number
  readonly labels: readonly [cheap: string, incumbent: string]
  readonly idf: string
  readonly weights: string
  readonly bias: readonly number[]
}

/** What was found out about one family, at the cheapest of its thresholds that was certified, else at the safest. */
export interface StrategyResult {
  readonly kind: StrategyKind
  readonly models: readonly string[]
  readonly verdict: Verdict
  readonly reason: VerdictReason
  readonly viable: boolean
  readonly notViableBecause: 'latency' | null
  /** Cases pushed to its test; those a classifier was trained on are not among them. */
  readonly trials: number
  /** Plain mean of strategy − incumbent. */
  readonly difference: number | null
  readonly interval: readonly [number, number]
  /** 1/K included. */
  readonly eValue: number
  /** Share of the cases that the incumbent answers, in [0,1]; null when nothing was tried. */
  readonly escalated: number | null
  /** All calls of a case together, USD. */
  readonly costPerCallUsd: number | null
  /** Of the whole chain on the same cases, milliseconds. */
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly p99: number } | null
  readonly message: string
  /** Of a cascade. */
  readonly check?: AnswerCheck
  /** Of a split, once it was certified: the cheap model is asked where the classifier's score of the label `cheap` is at least so much. */
  readonly classifier?: SplitClassifier
  readonly minScore?: number
}
