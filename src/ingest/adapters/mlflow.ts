import type { ParsedRecord, SourceRef, Usage } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import { otlpAttributes } from '../otlp/value.js'
import { nanosToMs } from '../otlp/value.js'
import { Excluded, excludedBy } from '../read/excluded.js'
import { isBlank, nameOf } from '../read/field.js'
import { arrayOf, jsonOf, objectOf, parseJsonText } from '../read/json-text.js'
import { readCount, readUsd } from '../read/number.js'
import { textField } from '../read/option.js'
import { readTime } from '../read/time.js'
import { inclusiveUsage, openaiUsage } from '../read/usage.js'
import { wordOf } from '../read/word.js'
import { factsExcluded, factsRecord, uncounted } from '../transcript/facts.js'
import { roleOf } from '../transcript/messages.js'
import { transcriptRequest } from '../transcript/request.js'
import { transcriptResponse } from '../transcript/response.js'
import { taskName } from '../transcript/task-name.js'

const FORMAT = 'mlflow'
const MODEL_KINDS: ReadonlySet<JsonValue | undefined> = new Set(['CHAT_MODEL', 'LLM'])

/** Traces of MLflow: one record for each of their spans, of which those of models without a model's span inside are calls. */
export const mlflow: Adapter = {
  name: FORMAT,
  promptColumns: ['spans'],
  detect: (record) => spansOf(record).some((span) => 'mlflow.spanType' in otlpAttributes(span['attributes'])),
  parse: (record, source) => {
    const spans = spansOf(record).map((span) => ({ span, attributes: decoded(otlpAttributes(span['attributes'])) }))
    const parents = new Set(spans.filter(({ attributes }) => MODEL_KINDS.has(attributes['mlflow.spanType'])).map(({ span }) => parentOf(span)).filter((id) => id !== undefined))
    const shared = traceMetadata(record)
    return spans.map(({ span, attributes }): ParsedRecord => {
      const kind = attributes['mlflow.spanType']
      if (!MODEL_KINDS.has(kind)) return excludedBy(new Excluded('not-a-call', `a span of type ${wordOf(kind)}`), source, FORMAT)
      const id = idOf(span)
      if (id !== undefined && parents.has(id)) return excludedBy(new Excluded('duplicate', 'the span holds another span of the same model call'), source, FORMAT)
      return spanRecord(span, attributes, shared, source)
    })
  },
}

function spansOf(record: JsonObject): readonly JsonObject[] {
  const data = objectOf(record['data'])
  return (arrayOf(data?.['spans'] ?? record['spans']) ?? []).map((span) => objectOf(span)).filter((span) => span !== undefined)
}

/** Older versions keep it in a context. */
function idOf(span: JsonObject): string | undefined {
  return nameOf(span['span_id'] ?? span['spanId'] ?? objectOf(span['context'])?.['span_id'])
}

function parentOf(span: JsonObject): string | undefined {
  return nameOf(span['parent_id'] ?? span['parent_span_id'] ?? span['parentSpanId'])
}

/** Every value is JSON in a text, texts too. */
function decoded(attributes: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => {
    const parsed = typeof value === 'string' ? parseJsonText(value) : undefined
    return [key, parsed && 'value' in parsed ? parsed.value : value]
  }))
}

function spanRecord(span: JsonObject, attributes: JsonObject, shared: JsonObject, source: SourceRef): ParsedRecord {
  const inputs = jsonOf(attributes['mlflow.spanInputs'])
  const output = jsonOf(attributes['mlflow.spanOutputs'])
  const request = isJsonObject(inputs) ? inputs : {}
  const [start, end] = [nanosToMs(span['start_time_ns'] ?? span['start_time_unix_nano'] ?? span['startTimeUnixNano'] ?? span['start_time']), nanosToMs(span['end_time_ns'] ?? span['end_time_unix_nano'] ?? span['endTimeUnixNano'] ?? span['end_time'])]
  const name = taskName(span['name'])
  const { session, ...metadata } = shared
  const facts = {
    format: FORMAT,
    source,
    id: idOf(span),
    requestModel: nameOf(request['model']) ?? nameOf(attributes['mlflow.llm.model']),
    responseModel: isJsonObject(output) ? nameOf(output['model']) ?? nameOf(objectOf(output['llm_output'])?.['model_name']) : undefined,
    provider: nameOf(attributes['mlflow.llm.provider']),
    usage: usageOf(attributes, output),
    isUsageDerived: true,
    costUsd: readUsd(objectOf(attributes['mlflow.llm.cost'])?.['total_cost'] ?? attributes['mlflow.llm.cost']),
    latencyMs: start !== undefined && end !== undefined && end >= start ? Number((end - start).toFixed(3)) : undefined,
    startedAt: start === undefined ? undefined : readTime(Math.round(start)),
    conversationId: nameOf(session),
    metadata: { ...metadata, ...(name !== undefined && { span_name: name }) },
  }
  if (isFailed(span)) return uncounted(facts, 'error', 'the span ended with an error')
  const chat = arrayOf(attributes['mlflow.chat.messages'])
  if (isBlank(inputs) && isBlank(output) && chat === undefined) return factsExcluded(facts, 'no-text', 'the span carries no text')
  return factsRecord(facts, () => ({
    request: transcriptRequest(isPrompt(inputs) ? inputs : promptIn(chat) ?? inputs, { tools: attributes['mlflow.chat.tools'], parameters: objectOf(attributes['mlflow.invocation_params']) }),
    response: transcriptResponse(output),
  }))
}

/** Counted by MLflow, or by LangChain before MLflow did. */
function usageOf(attributes: JsonObject, output: JsonValue | undefined): Usage {
  const usage = objectOf(attributes['mlflow.chat.tokenUsage'])
  if (!usage) return openaiUsage(objectOf(isJsonObject(output) ? output['llm_output'] : undefined)?.['token_usage'])
  return inclusiveUsage({
    input: readCount(usage['input_tokens']),
    output: readCount(usage['output_tokens']),
    cacheRead: readCount(usage['cache_read_input_tokens']),
    cacheWrite: readCount(usage['cache_creation_input_tokens']),
  })
}

const isPrompt = (inputs: JsonValue | undefined): boolean => !isBlank(inputs) && (!isJsonObject(inputs) || ['messages', 'input', 'prompt', 'contents'].some((key) => key in inputs))

/** The messages of the chat end with the answer. */
function promptIn(chat: readonly JsonValue[] | undefined): readonly JsonValue[] | undefined {
  const last = chat?.at(-1)
  return isJsonObject(last) && roleOf(last) === 'assistant' ? chat?.slice(0, -1) : chat
}

function isFailed(span: JsonObject): boolean {
  const status = span['status']
  const code = isJsonObject(status) ? status['code'] ?? status['status_code'] : span['status_code'] ?? status
  return code === 2 || (typeof code === 'string' && /error/i.test(code))
}

/** What a trace says about all its spans: tags and metadata of the application, and who and which session it was. */
function traceMetadata(record: JsonObject): JsonObject {
  const info = objectOf(record['info']) ?? record
  const own = objectOf(info['trace_metadata'] ?? info['request_metadata']) ?? {}
  const given = { ...objectOf(info['tags']), ...own }
  const custom = Object.entries(given).filter(([key, value]) => !key.startsWith('mlflow.') && !isBlank(value))
  const [user, session] = [textField(own['mlflow.trace.user']), textField(own['mlflow.trace.session'])]
  return { ...Object.fromEntries(custom), ...(user && { user_id: user }), ...(session && { session }) }
}
