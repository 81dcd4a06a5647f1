import type { ServiceTier, Usage } from '../../domain/call.js'
import type { ModelOutput } from '../../domain/message.js'

/** What a response says besides its answer. */
export interface ResponseFacts {
  readonly output: ModelOutput
  readonly usage: Usage
  readonly responseModel?: string | undefined
  readonly responseId?: string | undefined
  readonly startedAt?: string | undefined
  readonly costUsd?: number | undefined
  readonly latencyMs?: number | undefined
  readonly timeToFirstTokenMs?: number | undefined
  readonly serviceTier?: ServiceTier | undefined
}
