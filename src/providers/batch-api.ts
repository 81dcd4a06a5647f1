import type { ChatRequest } from '../domain/message.js'
import type { Completion } from './completion.js'

/** One request of a batch. */
export interface BatchItem {
  /** Letters, digits, `_` and `-`; at most 64. */
  readonly id: string
  readonly request: ChatRequest
  readonly maxOutputTokens: number
}

/** What became of one request; `unanswered` ones were not charged: they expired, were cancelled, or failed. */
export type BatchAnswer = { readonly id: string; readonly completion: Completion } | { readonly id: string; readonly unanswered: string }

export type BatchState = { readonly kind: 'working'; readonly done: number; readonly of: number } | { readonly kind: 'ended' } | { readonly kind: 'failed'; readonly message: string }

/** Batches of a provider, at half its price. */
export interface BatchApi {
  /** Requests that one batch may hold. */
  readonly mostItems: number
  /** Hands in a batch. Items that the API cannot express must be left out before: see `canWrite`. @returns the provider's id @throws ProviderError */
  readonly submit: (model: string, items: readonly BatchItem[], mark: string, signal: AbortSignal) => Promise<string>
  /** Why a request cannot be written for this API; undefined when it can. */
  readonly cannotWrite: (model: string, item: BatchItem) => string | undefined
  readonly state: (batchId: string, signal: AbortSignal) => Promise<BatchState>
  /** Answers of a batch that has ended, in any order. @throws ProviderError */
  readonly answers: (batchId: string, signal: AbortSignal) => Promise<readonly BatchAnswer[]>
  /** Ids of batches that may be the one that was handed in with `mark` and so many items since `sinceMs` (epoch), the newest first. */
  readonly find: (mark: string, items: number, sinceMs: number, signal: AbortSignal) => Promise<readonly string[]>
}
