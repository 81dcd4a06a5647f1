import type { ParsedRecord, SourceRef, Usage } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter, AdapterRecord } from '../adapter.js'
import { Excluded, excludedBy } from '../read/excluded.js'
import { isBlank, nameOf } from '../read/field.js'
import { objectOf } from '../read/json-text.js'
import { nestable, settleNestable } from '../read/nested-span.js'
import { readNumber, statedCount } from '../read/number.js'
import { textField } from '../read/option.js'
import { readTags } from '../read/tags.js'
import { readTime } from '../read/time.js'
import { exclusiveUsage, inclusiveUsage } from '../read/usage.js'
import { wordOf } from '../read/word.js'
import { secondsToMs } from '../read/seconds.js'
import { factsExcluded, factsRecord, uncounted } from '../transcript/facts.js'
import { transcriptRequest } from '../transcript/request.js'
import { transcriptResponse } from '../transcript/response.js'
import { taskName } from '../transcript/task-name.js'

const FORMAT = 'datadog'

/** Spans of Datadog's LLM Observability: rows of its export API, or of its intake. Costs are nanodollars. */
export const datadog: Adapter = {
  name: FORMAT,
  detect: (record) => {
    const attributes = record['attributes']
    return payloadOf(record) !== undefined || (isJsonObject(attributes) && 'span_kind' in attributes && ('ml_app' in attributes || 'metrics' in attributes)) || (isJsonObject(record['meta']) && ('kind' in record['meta'] || 'span.kind' in record['meta']) && 'span_id' in record)
  },
  parse: (record, source) => {
    const payload = payloadOf(record)
    return payload ? payload.map((span) => parseSpan(span, source)) : [parseSpan(record, source)]
  },
  settle: settleNestable,
}

/** The spans of what applications send, each with the fields that all of them share. */
function payloadOf(record: JsonObject): readonly JsonObject[] | undefined {
  const data = record['data']
  const attributes = isJsonObject(data) ? data['attributes'] : undefined
  if (!isJsonObject(attributes) || !Array.isArray(attributes['spans']) || !('ml_app' in attributes)) return undefined
  const { spans, ...shared } = attributes
  return Array.isArray(spans) ? spans.filter(isJsonObject).map((span) => ({ ...shared, ...span, tags: [...readTags(shared['tags']), ...readTags(span['tags'])] })) : undefined
}

function parseSpan(record: JsonObject, source: SourceRef): AdapterRecord {
  const span: JsonObject = { ...record, ...objectOf(record['meta']), ...objectOf(record['attributes']) }
  try {
    return nestable(FORMAT, source, { trace: span['trace_id'], id: span['span_id'], parent: span['parent_id'] }, spanRecord(record, span, source))
  } catch (error) {
    return excludedBy(error, source, FORMAT)
  }
}

function spanRecord(record: JsonObject, span: JsonObject, source: SourceRef): ParsedRecord {
  const kind = span['span_kind'] ?? span['kind'] ?? span['span.kind']
  if (kind !== 'llm') throw new Excluded('not-a-call', `a span of the kind ${wordOf(kind)}`)
  const metrics = objectOf(span['metrics']) ?? {}
  const parameters = objectOf(span['metadata']) ?? {}
  const cost = costOf(metrics)
  const name = taskName(span['name'])
  const facts = {
    format: FORMAT,
    source,
    id: nameOf(span['span_id'] ?? record['id']),
    requestModel: nameOf(span['model_name']),
    provider: nameOf(span['model_provider']),
    usage: usageOf(metrics),
    costUsd: cost,
    latencyMs: durationMs(span['duration']),
    timeToFirstTokenMs: secondsToMs(metrics['time_to_first_token']),
    startedAt: readTime(span['start_ns'] ?? span['start'] ?? span['timestamp']),
    conversationId: nameOf(span['session_id']),
    tags: readTags(span['tags']),
    metadata: { ...(name !== undefined && { span_name: name }), ...(nameOf(span['ml_app']) !== undefined && { ml_app: nameOf(span['ml_app']) }) },
  }
  if (span['status'] === 'error' || !isBlank(span['error.message'])) return uncounted(facts, 'error', 'the span ended with an error')
  const [input, output] = [textOf(span['input']), textOf(span['output'])]
  if (isBlank(input) && isBlank(output)) return factsExcluded(facts, 'no-text', 'the span carries no messages')
  return factsRecord(facts, () => ({
    request: transcriptRequest(input, { tools: span['tool_definitions'], parameters }),
    response: transcriptResponse(output),
  }))
}

/** Nanodollars, which are whole; what applications state themselves are dollars. */
function costOf(metrics: JsonObject): number | undefined {
  const cost = readNumber(metrics['estimated_total_cost'] ?? metrics['total_cost'])
  if (cost === undefined || cost < 0) return undefined
  return Number.isInteger(cost) ? Number((cost / 1e9).toPrecision(12)) : cost
}

/** Messages count before the text that repeats them. */
function textOf(side: JsonValue | undefined): JsonValue | undefined {
  const object = objectOf(side)
  if (!object) return side
  const messages = object['messages']
  return Array.isArray(messages) && messages.length > 0 ? messages.flatMap(messagesOf) : object['value']
}

/** A message may carry results of tools, which are messages of their own. */
function messagesOf(message: JsonValue): readonly JsonValue[] {
  if (!isJsonObject(message)) return [message]
  const results = Array.isArray(message['tool_results']) ? message['tool_results'].filter(isJsonObject) : []
  const tools = results.map((result: JsonObject): JsonValue => ({ role: 'tool', tool_call_id: result['tool_id'] ?? '', content: textField(result['result']) ?? JSON.stringify(result['result'] ?? '') }))
  const isOnlyResults = tools.length > 0 && isBlank(message['content'])
  // Answers are written without a role.
  return [...tools, ...(isOnlyResults ? [] : [{ ...message, role: textField(message['role']) || 'assistant' }])]
}

function usageOf(metrics: JsonObject): Usage {
  const fresh = statedCount(metrics['non_cached_input_tokens'])
  const rest = {
    output: statedCount(metrics['output_tokens']),
    cacheRead: statedCount(metrics['cache_read_input_tokens']),
    cacheWrite: statedCount(metrics['cache_write_input_tokens']),
    reasoning: statedCount(metrics['reasoning_output_tokens']),
  }
  return fresh === undefined ? inclusiveUsage({ input: statedCount(metrics['input_tokens']), ...rest }) : exclusiveUsage({ input: fresh, ...rest })
}

/** Nanoseconds, or milliseconds where somebody wrote those: no model answers within 10 ms, none takes 3 hours. Unknown between. */
function durationMs(value: JsonValue | undefined): number | undefined {
  const number = readNumber(value)
  if (number === undefined || number <= 0) return undefined
  if (number >= 1e7) return Number((number / 1e6).toPrecision(12))
  return number < 1e6 ? number : undefined
}
