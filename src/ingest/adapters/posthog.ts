import type { Usage } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import { Excluded } from '../read/excluded.js'
import { isBlank, nameOf } from '../read/field.js'
import { objectOf } from '../read/json-text.js'
import { nestable, settleNestable } from '../read/nested-span.js'
import { readNumber, readUsd, statedCount } from '../read/number.js'
import { textField } from '../read/option.js'
import { readServiceTier } from '../read/service-tier.js'
import { readTime } from '../read/time.js'
import { exclusiveUsage, inclusiveUsage } from '../read/usage.js'
import { wordOf } from '../read/word.js'
import { secondsToMs } from '../read/seconds.js'
import { factsExcluded, factsRecord, uncounted } from '../transcript/facts.js'
import { transcriptRequest } from '../transcript/request.js'
import { transcriptResponse } from '../transcript/response.js'

const FORMAT = 'posthog'

/** `$ai_generation` events of PostHog; properties are an object, or JSON text in tables. */
export const posthog: Adapter = {
  name: FORMAT,
  promptColumns: ['properties', 'aiinput', 'propertiesaiinput'],
  detect: (record) => (typeof record['event'] === 'string' && record['event'].startsWith('$ai_')) || ('$ai_model' in record && '$ai_input_tokens' in record),
  parse: (record, source) => {
    const event = record['event']
    if (typeof event === 'string' && event !== '$ai_generation') throw new Excluded('not-a-call', `an event ${wordOf(event)}`)
    const all = propertiesOf(record)
    const own = (name: string): JsonValue | undefined => all[`$ai_${name}`]
    const facts = {
      format: FORMAT,
      source,
      id: nameOf(record['uuid'] ?? own('generation_id') ?? own('span_id') ?? record['id']),
      requestModel: nameOf(own('model')),
      provider: nameOf(own('provider')),
      usage: usageOf(all),
      costUsd: readUsd(own('total_cost_usd')),
      latencyMs: secondsToMs(own('latency')),
      timeToFirstTokenMs: secondsToMs(own('time_to_first_token')),
      startedAt: startOf(record['timestamp'] ?? record['created_at'], own('latency')),
      serviceTier: readServiceTier(own('service_tier')),
      conversationId: nameOf(own('session_id')),
      metadata: metadataOf(record, all),
    }
    const status = readNumber(own('http_status'))
    if (own('is_error') === true || own('is_error') === 'true' || (status !== undefined && status >= 400)) {
      return [uncounted(facts, 'error', status !== undefined && status >= 400 ? `HTTP ${status}` : 'the call ended with an error')]
    }
    const place = { trace: own('trace_id'), id: own('span_id') ?? own('generation_id'), parent: own('parent_id') }
    if (isBlank(own('input')) && isBlank(own('output_choices') ?? own('output'))) return [nestable(FORMAT, source, place, factsExcluded(facts, 'no-text', 'the event carries no text: privacy mode is on'))]
    return [nestable(FORMAT, source, place, factsRecord(facts, () => ({
      request: transcriptRequest(own('input'), { tools: own('tools'), parameters: objectOf(own('model_parameters')) }),
      response: transcriptResponse(own('output_choices') ?? own('output'), own('stop_reason')),
    })))]
  },
  settle: settleNestable,
}

/** All properties; tables have a column for each, with or without the name of the object. */
function propertiesOf(record: JsonObject): JsonObject {
  const columns = Object.entries(record).flatMap(([key, value]): readonly [string, JsonValue | undefined][] => {
    if (isBlank(value)) return []
    return key.startsWith('$ai_') ? [[key, value]] : key.startsWith('properties.') ? [[key.slice('properties.'.length), value]] : []
  })
  return { ...objectOf(record['properties']), ...Object.fromEntries(columns) }
}

/** The event says whether its input leaves out the cache; older ones do for Anthropic alone. */
function usageOf(all: JsonObject): Usage {
  const counts = {
    input: statedCount(all['$ai_input_tokens']),
    output: statedCount(all['$ai_output_tokens']),
    cacheRead: statedCount(all['$ai_cache_read_input_tokens']),
    cacheWrite: statedCount(all['$ai_cache_creation_input_tokens']),
    reasoning: statedCount(all['$ai_reasoning_tokens']),
  }
  const flag = all['$ai_cache_reporting_exclusive']
  const isExclusive = flag === true || flag === 'true' || (isBlank(flag) && /anthropic/i.test(textField(all['$ai_provider']) ?? ''))
  return isExclusive ? exclusiveUsage(counts) : inclusiveUsage(counts)
}

/** The event is sent when the answer is there. */
function startOf(timestamp: JsonValue | undefined, latency: JsonValue | undefined): string | undefined {
  const ended = readTime(timestamp)
  const ms = secondsToMs(latency)
  return ended === undefined || ms === undefined ? ended : readTime(Date.parse(ended) - ms) ?? ended
}

function metadataOf(record: JsonObject, all: JsonObject): JsonObject {
  const custom = Object.entries(all).filter(([key, value]) => !key.startsWith('$') && !isBlank(value) && key !== 'token' && key !== 'distinct_id')
  const user = nameOf(record['distinct_id'] ?? all['distinct_id'])
  const name = nameOf(all['$ai_span_name'])
  return { ...Object.fromEntries(custom), ...(user !== undefined && { user_id: user }), ...(name !== undefined && { span_name: name }) }
}
