/** Signs of failing: what a user said, an answer that a user corrected, an answer that its gateway did not serve, one that nobody can use. */
export type FailureKind = 'feedback' | 'correction' | 'fallback' | 'unusable'

/** What a lesson rests on: opinions of users, or what can be told without one. They are never mixed: users speak of few calls, the other is known of all. */
export type FailureSignal = 'said' | 'shown'

export type LessonVerdict = 'propose' | 'refuse' | 'too-few'

/** A share with its exact 95 % interval (Clopper–Pearson). */
export interface Counted {
  readonly n: number
  readonly of: number
  readonly share: number
  readonly interval: readonly [number, number]
}

/** What is known of one route by one signal. Shares in [0,1], money in USD; unknown is null. */
export interface Lesson {
  readonly route: string
  readonly signal: FailureSignal
  readonly verdict: LessonVerdict
  /** One sentence for people. */
  readonly reason: string
  /** The model whose answers failed, and the one that would be asked instead: as `provider/model`. */
  readonly from: string
  readonly to: string | null
  /** What tells the inputs: a rule in words, or a classifier; null where nothing was found. */
  readonly rule: { readonly kind: 'keywords' | 'length' | 'classifier'; readonly words: string } | null
  /** Failures and good answers that it was learned from. */
  readonly learned: { readonly failures: number; readonly others: number }
  /** Measured on requests of which nothing was learned; null where nothing was measured. */
  readonly measured: {
    readonly caught: Counted
    /** Of the requests that did not fail. */
    readonly others: Counted
    readonly traffic: Counted
    readonly pValue: number
    /** What p must not exceed: the level, shared by all lessons of this look and by the looks so far. */
    readonly level: number
    /** Change of the route's cost, as a share of it, and its 95 % interval. */
    readonly costChange: number | null
    readonly costInterval: readonly [number, number] | null
    /** Failures of the model that would be asked, on such inputs: where the log has its answers. */
    readonly upgrade: { readonly failed: number; readonly of: number } | null
  } | null
  readonly notes: readonly string[]
}

/** What `learn --json` writes. */
export interface LearnResult {
  readonly schemaVersion: 1
  readonly kind: 'learn'
  readonly policy: { readonly file: string; readonly id: string; readonly version: number }
  readonly alpha: number
  /** Which look at this version of the policy it is, from 1. */
  readonly look: number
  readonly calls: number
  readonly records: number
  readonly excluded: Readonly<Record<string, number>>
  /** Failures on record after this run, and how many of them are new. */
  readonly failures: { readonly kept: number; readonly added: number; readonly kinds: Readonly<Partial<Record<FailureKind, number>>> }
  readonly lessons: readonly Lesson[]
  /** What the proposed policy does otherwise, in words. */
  readonly changes: readonly string[]
  readonly written: string | null
}
