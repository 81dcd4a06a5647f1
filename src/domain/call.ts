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
  /** Those of the tokens written to a cache that it keeps for an hour, which costs more. */
  readonly cacheWriteHourInputTokens?: number
  readonly reasoningOutputTokens?: number
}

/**
 * How a call was bought, where the log says so; undefined is unknown. `batch` and `flex` pay half, `priority` a premium; `other` pays for
 * what no rate of text tokens says: audio or images by the token, tools that run at the provider, a region that costs more, reserved capacity.
 */
export type ServiceTier = 'standard' | 'batch' | 'flex' | 'priority' | 'other'

/**
 * What is known of traffic that was served and paid for, but whose text cannot be replayed: it counts in the cost baseline only.
 * At least tokens or cost are known.
 */
export interface Traffic {
  readonly provider?: string
  readonly requestModel?: string
  readonly responseModel?: string
  readonly usage: Usage
  /** USD, as logged. */
  readonly costUsd?: number
  readonly latencyMs?: number
  readonly timeToFirstTokenMs?: number
  /** ISO 8601, UTC. */
  readonly startedAt?: string
  readonly serviceTier?: ServiceTier
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
  /** From the start of the request, where the log has it. */
  readonly timeToFirstTokenMs?: number
  /** ISO 8601, UTC. */
  readonly startedAt?: string
  readonly serviceTier?: ServiceTier
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
 * `context-missing`: the request names earlier turns, a stored prompt or a request in another file, which is not in the log ·
 * `no-text`: the log holds tokens and cost, but never text · `cached`: answered by the gateway's cache, at no cost to the provider ·
 * `duplicate`: repeats what another record of the log says (a parent span, a superseded retry) ·
 * `evaluation`: made by an evaluation, not by users · `other-model`: usable, but not answered by its task's incumbent.
 */
export type ExclusionReason =
  | 'error' | 'truncated' | 'redacted' | 'no-prompt' | 'no-output' | 'no-model'
  | 'unreadable' | 'unknown-format' | 'not-a-call' | 'other-model'
  | 'context-missing' | 'no-text' | 'cached' | 'duplicate' | 'evaluation'

/** What one record became. `traffic` is what an excluded record still says about cost. */
export type ParsedRecord =
  | { readonly kind: 'call'; readonly call: LlmCall }
  | { readonly kind: 'excluded'; readonly reason: ExclusionReason; readonly source: SourceRef; readonly format?: string; readonly detail: string; readonly traffic?: Traffic }
