import type { ParsedRecord, SourceRef, Usage } from '../../domain/call.js'
import type { JsonObject } from '../../domain/json.js'
import type { ChatRequest } from '../../domain/message.js'
import { callOf } from '../read/draft.js'
import { Excluded } from '../read/excluded.js'
import type { ResponseFacts } from '../read/response-facts.js'

/** What a trace tool says about a call besides its texts; units are in the names, what is unknown is absent. */
export interface Facts {
  readonly format: string
  readonly source: SourceRef
  readonly id?: string | undefined
  readonly requestModel?: string | undefined
  readonly responseModel?: string | undefined
  readonly provider?: string | undefined
  readonly usage: Usage
  readonly costUsd?: number | undefined
  readonly latencyMs?: number | undefined
  readonly timeToFirstTokenMs?: number | undefined
  readonly serviceTier?: string | undefined
  /** ISO 8601, UTC. */
  readonly startedAt?: string | undefined
  readonly conversationId?: string | undefined
  readonly tags?: readonly string[]
  readonly metadata?: JsonObject | undefined
}

/** The texts of a call, read from wherever the tool keeps them. */
export interface Texts {
  readonly request: ChatRequest
  readonly response: ResponseFacts
}

/**
 * The call, when `read` finds its texts; what the response itself says counts where the tool says nothing.
 * An exclusion that `read` throws ends in an excluded record.
 */
export function factsRecord(facts: Facts, read: () => Texts): ParsedRecord {
  try {
    const { request, response } = read()
    return callOf({
      format: facts.format,
      source: facts.source,
      record: recordOf(facts),
      request,
      output: response.output,
      usage: Object.keys(facts.usage).length > 0 ? facts.usage : response.usage,
      requestModel: facts.requestModel,
      responseModel: facts.responseModel ?? response.responseModel,
      responseId: response.responseId,
      startedAt: response.startedAt,
      costUsd: response.costUsd,
    })
  } catch (error) {
    if (!(error instanceof Excluded)) throw error
    return { kind: 'excluded', reason: error.reason, source: facts.source, detail: error.detail, format: facts.format }
  }
}

/** The facts under the names that `callOf` reads. */
function recordOf(facts: Facts): JsonObject {
  const conversation = facts.conversationId === undefined ? {} : { conversation_id: facts.conversationId }
  return {
    id: facts.id,
    provider: facts.provider,
    start_time: facts.startedAt,
    latency_ms: facts.latencyMs,
    cost_usd: facts.costUsd,
    tags: facts.tags ?? [],
    metadata: facts.metadata ?? {},
    ...conversation,
  }
}
