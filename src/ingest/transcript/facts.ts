import type { ExclusionReason, ParsedRecord, ServiceTier, SourceRef, Usage } from '../../domain/call.js'
import type { JsonObject } from '../../domain/json.js'
import type { ChatRequest } from '../../domain/message.js'
import type { Draft, Known } from '../read/draft.js'
import { readCall, trafficOf } from '../read/draft.js'
import { Excluded, excludedBy } from '../read/excluded.js'
import { defined } from '../read/option.js'
import type { ResponseFacts } from '../read/response-facts.js'
import { wholeUsage } from '../wire/read-wire.js'

/** What a trace tool says about a call besides its texts; units are in the names, what is unknown is absent. */
export interface Facts {
  readonly format: string
  readonly source: SourceRef
  readonly id?: string | undefined
  readonly requestModel?: string | undefined
  readonly responseModel?: string | undefined
  readonly provider?: string | undefined
  readonly usage: Usage
  /** True where the provider's own response, when it holds usage, says it better than the tool. */
  readonly isUsageDerived?: boolean
  readonly costUsd?: number | undefined
  readonly latencyMs?: number | undefined
  readonly timeToFirstTokenMs?: number | undefined
  readonly serviceTier?: ServiceTier | undefined
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
 * Whatever `read` throws ends in an excluded record, with the traffic where the tool knows tokens or cost.
 */
export function factsRecord(facts: Facts, read: () => Texts): ParsedRecord {
  try {
    return readCall(knownOf(facts), () => {
      const { request, response } = read()
      const isToolsUsage = Object.keys(facts.usage).length > 0 && !(facts.isUsageDerived === true && Object.keys(response.usage).length > 0)
      return {
        request,
        ...defined<Partial<Draft> & Pick<Draft, 'output'>>({
          output: response.output,
          usage: isToolsUsage ? facts.usage : wholeUsage(response.usage, facts.usage),
          responseModel: facts.responseModel ?? response.responseModel,
          responseId: response.responseId,
          startedAt: response.startedAt,
          costUsd: response.costUsd,
          serviceTier: facts.serviceTier ?? response.serviceTier,
        }),
      }
    })
  } catch (error) {
    return excludedBy(error, facts.source, facts.format)
  }
}

/** The record of something that cost nothing, or whose cost another record holds: it leaves no traffic. */
export function uncounted({ source, format }: Facts, reason: ExclusionReason, detail: string): ParsedRecord {
  return excludedBy(new Excluded(reason, detail), source, format)
}

/** The record of a call that was served and paid for and cannot be replayed. */
export function factsExcluded(facts: Facts, reason: ExclusionReason, detail: string): ParsedRecord {
  return excludedBy(new Excluded(reason, detail, trafficOf(knownOf(facts))), facts.source, facts.format)
}

function knownOf(facts: Facts): Known {
  const { format, source, usage, requestModel, responseModel, serviceTier, timeToFirstTokenMs } = facts
  return { format, source, record: recordOf(facts), usage, requestModel, responseModel, serviceTier, timeToFirstTokenMs }
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
