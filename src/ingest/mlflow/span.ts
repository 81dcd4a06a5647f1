import type { ParsedRecord, SourceRef, Usage } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { nanosToMs } from '../otlp/value.js'
import { isBlank, nameOf } from '../read/field.js'
import { arrayOf, jsonOf, objectOf, parseJsonText } from '../read/json-text.js'
import { readUsd, statedCount } from '../read/number.js'
import { readTime } from '../read/time.js'
import { inclusiveUsage, openaiUsage } from '../read/usage.js'
import { factsExcluded, factsRecord, uncounted } from '../transcript/facts.js'
import { roleOf } from '../transcript/messages.js'
import { transcriptRequest } from '../transcript/request.js'
import { transcriptResponse } from '../transcript/response.js'
import { taskName } from '../transcript/task-name.js'

export const MLFLOW = 'mlflow'
export const MODEL_KINDS: ReadonlySet<JsonValue | undefined> = new Set(['CHAT_MODEL', 'LLM'])

/** Older versions keep it in a context. */
export function idOf(span: JsonObject): string | undefined {
  return nameOf(span['span_id'] ?? span['spanId'] ?? objectOf(span['context'])?.['span_id'])
}

/** Every value is JSON in a text, texts too. */
export function decoded(attributes: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => {
    const parsed = typeof value === 'string' ? parseJsonText(value) : undefined
    return [key, parsed && 'value' in parsed ? parsed.value : value]
  }))
}

/** The call of a model's span; what the trace says of all its spans goes with it. */
export function spanRecord(span: JsonObject, attributes: JsonObject, shared: JsonObject, source: SourceRef, times: { readonly latencyMs?: number | undefined; readonly startedAt?: string | undefined } = {}): ParsedRecord {
  const inputs = jsonOf(attributes['mlflow.spanInputs'])
  const output = jsonOf(attributes['mlflow.spanOutputs'])
  const request = isJsonObject(inputs) ? inputs : {}
  const [start, end] = [nanosToMs(span['start_time_ns'] ?? span['start_time_unix_nano'] ?? span['startTimeUnixNano'] ?? span['start_time']), nanosToMs(span['end_time_ns'] ?? span['end_time_unix_nano'] ?? span['endTimeUnixNano'] ?? span['end_time'])]
  const name = taskName(span['name'])
  const { session, ...metadata } = shared
  const facts = {
    format: MLFLOW,
    source,
    id: idOf(span),
    requestModel: nameOf(request['model']) ?? nameOf(attributes['mlflow.llm.model']),
    responseModel: isJsonObject(output) ? nameOf(output['model']) ?? nameOf(objectOf(output['llm_output'])?.['model_name']) : undefined,
    provider: nameOf(attributes['mlflow.llm.provider']),
    usage: usageOf(attributes, output),
    isUsageDerived: true,
    costUsd: readUsd(objectOf(attributes['mlflow.llm.cost'])?.['total_cost'] ?? attributes['mlflow.llm.cost']),
    latencyMs: times.latencyMs ?? (start !== undefined && end !== undefined && end >= start ? Number((end - start).toFixed(3)) : undefined),
    startedAt: times.startedAt ?? (start === undefined ? undefined : readTime(Math.round(start))),
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
    input: statedCount(usage['input_tokens']),
    output: statedCount(usage['output_tokens']),
    cacheRead: statedCount(usage['cache_read_input_tokens']),
    cacheWrite: statedCount(usage['cache_creation_input_tokens']),
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
