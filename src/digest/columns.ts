/** Numbers of one call, NaN where unknown: offsets in a row of `numbers`. */
export const NUMBER = { line: 0, inputTokens: 1, outputTokens: 2, cacheRead: 3, cacheWrite: 4, costUsd: 5, latencyMs: 6, startedMs: 7, cacheWriteHour: 8 } as const
export const NUMBERS = 9

/**
 * Whole numbers of one call: offsets in a row of `words`. `served` to `format` index lists of texts, each text once; the digest of what
 * is asked takes four words, the hash of the conversation two, what the call leaves behind and what it goes on from (turn-hash) two each (all 0 for none). Lengths are in bytes, estimates in tokens.
 */
export const WORD = { served: 0, structure: 1, tag: 2, format: 3, content: 4, conversation: 8, textBytes: 10, idBytes: 11, inputEstimate: 12, outputEstimate: 13, answer: 14, tier: 15, turn: 16, before: 18 } as const
export const WORDS = 20

/** Lists of texts that rows index. */
export interface Texts {
  /** JSON of `[provider, requestModel, responseModel, serviceTier]`, null for unknown. */
  readonly served: readonly string[]
  /** JSON of `[tools, format, fingerprint]`. */
  readonly structures: readonly string[]
  /** JSON of `[field, value][]`: metadata that may name the task. */
  readonly tags: readonly string[]
  /** JSON of `[field, value][]`: metadata that may name what the user pays, null for values that are no short text. */
  readonly tiers: readonly string[]
  /** Names of adapters. */
  readonly formats: readonly string[]
}

/** Where texts lie that are not at hand: at a place of the store, or nowhere, for the reason that the system calls by a code. */
export type StoredText = { readonly at: number } | { readonly refused: string }

/** Some calls in the order of their input, as columns: plain data that moves between threads without being copied. */
export interface RowBatch {
  readonly rows: number
  readonly numbers: Float64Array<ArrayBuffer>
  readonly words: Uint32Array<ArrayBuffer>
  /** UTF-8: per row the ids as logged, one after the other. */
  readonly ids: Uint8Array<ArrayBuffer>
  /** UTF-8: per row the canonical request, a line break, and what columns do not say of the call (call-text); valid until the next call is added. */
  readonly text: Uint8Array<ArrayBuffer> | StoredText
  readonly texts: Texts
}
