import type { SourceRef } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { Excluded } from '../read/excluded.js'
import type { Known } from '../read/draft.js'
import { refuseFailure } from '../read/failure.js'
import { isBlank, nameOf } from '../read/field.js'
import { jsonOf, objectOf } from '../read/json-text.js'
import { readTime } from '../read/time.js'
import { litellmUsage } from './usage.js'

const CHAT_CALLS: ReadonlySet<string> = new Set(['completion', 'acompletion', 'text_completion', 'atext_completion', 'responses', 'aresponses', 'anthropic_messages', 'generate_content', 'agenerate_content', 'agenerate_content_stream', 'generate_content_stream', 'pass_through_endpoint', 'llm_passthrough_route', 'allm_passthrough_route'])

/** Throws Excluded for what is no call to a provider: other endpoints, failures, answers from the gateway's cache. */
export function refuseNoCall(record: JsonObject, metadata: JsonObject): void {
  const type = nameOf(record['call_type'])
  if (type !== undefined && !CHAT_CALLS.has(type)) throw new Excluded('not-a-call', `a call of another kind than chat (${type.slice(0, 40)})`)
  refuseFailure({ status: record['status'], error: record['error_str'] ?? metadata['error_information'] }, undefined)
  if (metadata['status'] === 'failure') throw new Excluded('error', 'failure')
  if (record['cache_hit'] === true || /^true$/i.test(nameOf(record['cache_hit']) ?? '')) throw new Excluded('cached', 'answered by the cache of the gateway')
}

/**
 * What both of LiteLLM's logs say beside the texts. `model` is the provider's name, `model_group` the alias that was asked for;
 * `session_id` and `trace_id` name a trace with its retries, no conversation.
 */
export function litellmKnown(format: string, record: JsonObject, metadata: JsonObject, source: SourceRef, cost: JsonValue | undefined): Known {
  const [start, first, end] = ['startTime', 'completionStartTime', 'endTime'].map((key) => readTime(record[key])) as [string | undefined, string | undefined, string | undefined]
  const spendLogs = objectOf(metadata['spend_logs_metadata']) ?? objectOf(objectOf(metadata['requester_metadata'])?.['spend_logs_metadata'])
  const { spend_logs_metadata: _, ...requester } = objectOf(metadata['requester_metadata']) ?? {}
  const named = { model_group: record['model_group'], team: metadata['user_api_key_team_alias'], end_user: record['end_user'], user: record['user'], trace_id: record['trace_id'] ?? record['session_id'] }
  return {
    format,
    source,
    record: {
      id: record['request_id'] ?? record['id'],
      cost,
      request_tags: jsonOf(record['request_tags']),
      metadata: { ...Object.fromEntries(Object.entries(named).filter(([, value]) => !isBlank(value))), ...requester, ...spendLogs },
    },
    provider: nameOf(record['custom_llm_provider']),
    requestModel: nameOf(record['model']) ?? nameOf(record['model_group']),
    usage: litellmUsage(record, metadata),
    startedAt: start,
    // `response_time` is the time to the first token when streaming: the latency is the difference.
    latencyMs: elapsed(start, end),
    timeToFirstTokenMs: first !== undefined && first !== end ? elapsed(start, first) : undefined,
  }
}

function elapsed(start: string | undefined, end: string | undefined): number | undefined {
  const ms = start === undefined || end === undefined ? undefined : Date.parse(end) - Date.parse(start)
  return ms !== undefined && ms >= 0 ? ms : undefined
}
