import type { JsonObject } from './json.js'
import type { ChatRequest, ModelOutput } from './message.js'

/** Where a record was read; `line` counts from 1 (for JSON arrays: the element). */
export interface SourceRef {
  readonly file: string
  readonly line: number
}

/**
 * Tokens of one call. Unknown is undefined, never 0. `inputTokens` includes cached tokens,
 * `outputTokens` includes reasoning tokens (the convention of OpenTelemetry GenAI).
 */
export interface Usage {
  readonly inputTokens?: number
  readonly outputTokens?: number
  readonly cacheReadInputTokens?: number
  readonly cacheWriteInputTokens?: number
  readonly reasoningOutputTokens?: number
}

/** One logged request and response. Field names follow OpenTelemetry GenAI. */
export interface LlmCall {
  /** The record's own id, else `file:line`. */
  readonly id: string
  readonly source: SourceRef
  /** Name of the adapter that read it, e.g. `openai-chat`. */
  readonly format: string
  /** As logged; undefined when the record does not say. */
  readonly provider?: string
  readonly requestModel: string
  readonly responseModel?: string
  readonly request: ChatRequest
  readonly output: ModelOutput
  readonly usage: Usage
  /** USD, as logged. */
  readonly costUsd?: number
  readonly latencyMs?: number
  /** ISO 8601, UTC. */
  readonly startedAt?: string
  readonly conversationId?: string
  readonly tags: readonly string[]
  /** The record's, the request's and the tags' key-value metadata, merged. */
  readonly metadata: JsonObject
}

/**
 * Why a record is not a usable call.
 * `error`: the provider answered with an error · `truncated`: the log cut the text · `redacted`: the text was removed ·
 * `no-prompt`, `no-output`, `no-model`: a needed part is missing · `unreadable`: not valid JSON or CSV ·
 * `unknown-format`: valid, but no adapter knows it · `not-a-call`: valid, but not a call (an embedding, a span) ·
 * `other-model`: usable, but not answered by its task's incumbent.
 */
export type ExclusionReason =
  | 'error' | 'truncated' | 'redacted' | 'no-prompt' | 'no-output' | 'no-model'
  | 'unreadable' | 'unknown-format' | 'not-a-call' | 'other-model'

/** What one record became. */
export type ParsedRecord =
  | { readonly kind: 'call'; readonly call: LlmCall }
  | { readonly kind: 'excluded'; readonly reason: ExclusionReason; readonly source: SourceRef; readonly format?: string; readonly detail: string }
