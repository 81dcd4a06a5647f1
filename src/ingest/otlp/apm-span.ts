import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { isBlank } from '../read/field.js'
import { objectOf } from '../read/json-text.js'
import { readNumber } from '../read/number.js'
import type { Span } from './span.js'
import { bareSpan } from './span.js'

/** Elastic's APM server writes attributes that it does not know as labels, with underscores for dots, and cuts their texts. */
const LABEL_LIMIT = 1024
const LABEL = /^(?:labels|numeric_labels)\.(gen_ai_\w+|llm_\w+|traceloop_\w+|session_id|user_id)$/
/** Names whose own underscores stay. */
const NAMES: readonly string[] = [
  'gen_ai.operation.name', 'gen_ai.system', 'gen_ai.provider.name', 'gen_ai.request.model', 'gen_ai.response.model', 'gen_ai.response.id', 'gen_ai.response.finish_reasons', 'gen_ai.conversation.id', 'gen_ai.agent.name', 'gen_ai.tool.name', 'gen_ai.tool.definitions',
  'gen_ai.request.temperature', 'gen_ai.request.top_p', 'gen_ai.request.top_k', 'gen_ai.request.max_tokens', 'gen_ai.request.seed', 'gen_ai.request.frequency_penalty', 'gen_ai.request.presence_penalty', 'gen_ai.request.stop_sequences', 'gen_ai.request.reasoning_effort',
  'gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens', 'gen_ai.usage.prompt_tokens', 'gen_ai.usage.completion_tokens', 'gen_ai.usage.total_tokens', 'gen_ai.usage.cache_read_input_tokens', 'gen_ai.usage.cache_creation_input_tokens', 'gen_ai.usage.reasoning_tokens', 'gen_ai.usage.cost',
  'gen_ai.input.messages', 'gen_ai.output.messages', 'gen_ai.system_instructions', 'gen_ai.prompt', 'gen_ai.completion', 'gen_ai.openai.request.response_format', 'gen_ai.openai.request.service_tier', 'gen_ai.openai.response.service_tier', 'gen_ai.response.service_tier',
  'llm.request.type', 'llm.usage.total_tokens', 'traceloop.workflow.name', 'session.id', 'user.id', 'error.type',
]
const BY_LABEL: ReadonlyMap<string, string> = new Map([...NAMES.map((name) => [name.replaceAll('.', '_'), name] as const), ['gen_ai_usage_cache_read_input_tokens', 'gen_ai.usage.cache_read_input_tokens']])

/** Names of attributes with numbers inside: messages, their calls, and the functions that were offered. */
const NUMBERED = /^(gen_ai_prompt|gen_ai_completion|llm_request_functions)_(\d{1,4})_(?:(tool_calls)_(\d{1,4})_)?(\w+)$/

function attributeOf(label: string): string {
  const [, list, at, inner, index, name] = NUMBERED.exec(label) ?? []
  if (list === undefined || name === undefined) return BY_LABEL.get(label) ?? label
  return [list === 'llm_request_functions' ? 'llm.request.functions' : list.replace('gen_ai_', 'gen_ai.'), at, inner, index, name].filter((part) => part !== undefined).join('.')
}

/** The labels of a document of Elastic's APM, nested or as columns; undefined when none of them is of a model. */
export function apmAttributes(record: JsonObject): JsonObject | undefined {
  const isDocument = isJsonObject(record['labels']) && ('processor' in record || 'span' in record || 'transaction' in record)
  const labels = isDocument ? { ...objectOf(record['labels']), ...objectOf(record['numeric_labels']) } : columnsOf(record)
  if (!Object.keys(labels).some((key) => key.startsWith('gen_ai_'))) return undefined
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [attributeOf(key), value]))
}

function columnsOf(record: JsonObject): JsonObject {
  // By the names alone: of most records no value need be looked at.
  return Object.fromEntries(Object.keys(record).flatMap((key) => {
    const label = key.startsWith('labels.') || key.startsWith('numeric_labels.') ? LABEL.exec(key)?.[1] : undefined
    return label === undefined || isBlank(record[key]) ? [] : [[label, record[key]] as const]
  }))
}

/** A span or transaction of Elastic's APM. */
export function apmSpan(record: JsonObject): Span {
  const at = (...path: readonly string[]): JsonValue | undefined => record[path.join('.')] ?? path.reduce<JsonValue | undefined>((value, key) => (isJsonObject(value) ? value[key] : undefined), record)
  const micros = readNumber(at('span', 'duration', 'us') ?? at('transaction', 'duration', 'us'))
  const span = bareSpan({
    traceId: at('trace', 'id'),
    spanId: at('span', 'id') ?? at('transaction', 'id'),
    parentId: at('parent', 'id'),
    name: at('span', 'name') ?? at('transaction', 'name'),
    start_time: at('timestamp', 'us') ?? record['@timestamp'],
    attributes: apmAttributes(record),
    events: [],
    status: at('event', 'outcome') === 'failure' ? { code: 'ERROR' } : {},
    resource: { attributes: { 'service.name': at('service', 'name') } },
  })
  return { ...span, latencyMs: micros !== undefined && micros >= 0 ? micros / 1000 : null, attributes: withCuts(span.attributes) }
}

/** A text as long as labels may be was cut there: it says so as other logs do. */
function withCuts(attributes: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, typeof value === 'string' && value.length === LABEL_LIMIT ? `${value}... [truncated]` : value]))
}
