import type { JsonObject } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import { OTLP, readLogs, readSpans, settleSpans } from '../otlp/join.js'
import { bareSpan, otlpLogs, otlpSpans } from '../otlp/span.js'

const MODEL_ATTRIBUTE = /^(?:attributes\.)?(?:gen_ai\.|ai\.operationId$|openinference\.span\.kind$|llm\.(?:model_name|request|input_messages|output_messages|token_count))/

/**
 * OpenTelemetry: files of OTLP/JSON with spans or log records, and spans written alone. The calls of three dialects carry the names
 * `otlp-genai`, `otlp-openinference` and `otlp-vercel-ai`.
 */
export const otlp: Adapter = {
  name: OTLP,
  promptColumns: ['attributesllminputmessages', 'attributesgenaiinputmessages', 'attributesinputvalue'],
  detect: (record) => Array.isArray(record['resourceSpans']) || Array.isArray(record['resourceLogs']) || isBareSpan(record),
  parse: (record, source) => {
    if (isBareSpan(record)) return readSpans([bareSpan(record)], source)
    return [...readSpans(otlpSpans(record), source), ...readLogs(otlpLogs(record), source)]
  },
  settle: settleSpans,
}

function isBareSpan(record: JsonObject): boolean {
  const attributes = record['attributes']
  if (isJsonObject(attributes)) return Object.keys(attributes).some((key) => MODEL_ATTRIBUTE.test(key)) || isJsonObject(attributes['gen_ai']) || (isJsonObject(attributes['openinference']) && 'span' in attributes['openinference'])
  return Object.keys(record).some((key) => key.startsWith('gen_ai.') || (key.startsWith('attributes.') && MODEL_ATTRIBUTE.test(key)))
}
