import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter, AdapterRecord } from '../adapter.js'
import { OTLP, readLogs, readSpans, settleSpans } from '../otlp/join.js'
import { Excluded } from '../read/excluded.js'
import { apmAttributes, apmSpan } from '../otlp/apm-span.js'
import { insightsAttributes, insightsSpan, isSentrySpan, isSplitMessages, sentrySpan, splitMessages } from '../otlp/monitor-span.js'
import { bareSpan, otlpLogs, otlpSpans } from '../otlp/span.js'
import type { Span } from '../otlp/span.js'
import { clickhouseSpan, cloudLog, isJaegerTrace, jaegerSpans, zipkinSpan } from '../otlp/stored-span.js'

const MODEL_ATTRIBUTE = /^(?:attributes\.)?(?:gen_ai\.|langfuse\.observation\.|ai\.operationId$|openinference\.span\.kind$|genkit:type$|mlflow\.spanType$|llm\.(?:model_name|request|input_messages|output_messages|token_count))/

/**
 * OpenTelemetry: files of OTLP/JSON with spans or log records, spans written alone, and as Jaeger, Zipkin and the ClickHouse exporter keep
 * them. The calls of its dialects carry the names `otlp-genai`, `otlp-openinference`, `otlp-vercel-ai` and `langfuse`.
 */
export const otlp: Adapter = {
  name: OTLP,
  promptColumns: ['attributesllminputmessages', 'attributesgenaiinputmessages', 'attributesinputvalue'],
  detect: (record) => Array.isArray(record['resourceSpans']) || Array.isArray(record['resourceLogs']) || isTempoTrace(record) || isJaegerTrace(record) || 'SpanAttributes' in record || isBareSpan(record) || isZipkinSpan(record) || isSpanList(record) || isSpanMap(record) || isCloudLog(record) || storedBy(record) !== undefined || isSplitMessages(record),
  parse: (record, source) => {
    if (isJaegerTrace(record)) return spansOr(readSpans(jaegerSpans(record), source))
    if ('SpanAttributes' in record) return readSpans([clickhouseSpan(record)], source)
    if (isBareSpan(record)) return readSpans([bareSpan(record)], source)
    if (isSpanList(record)) return readSpans((record['spans'] as readonly JsonObject[]).map(bareSpan), source)
    if (isSpanMap(record)) return readSpans(Object.values(record['spans'] as JsonObject).filter(isJsonObject).map(bareSpan), source)
    if (isCloudLog(record)) return readLogs([cloudLog(record)], source)
    if (isSplitMessages(record)) return readLogs([splitMessages(record)], source)
    const stored = storedBy(record)
    if (stored) return readSpans([stored(record)], source)
    if (isZipkinSpan(record)) return readSpans([zipkinSpan(record)], source)
    if (isTempoTrace(record)) return spansOr(readSpans(otlpSpans({ resourceSpans: record['batches'] }), source))
    return [...readSpans(otlpSpans(record), source), ...readLogs(otlpLogs(record), source)]
  },
  settle: settleSpans,
}

/** How a monitor of applications stores spans; undefined for records that are none of a model's. */
function storedBy(record: JsonObject): ((record: JsonObject) => Span) | undefined {
  if (isSentrySpan(record)) return sentrySpan
  if (apmAttributes(record) !== undefined) return apmSpan
  const insights = insightsAttributes(record)
  return insights !== undefined && Object.keys(insights).some((key) => MODEL_ATTRIBUTE.test(key)) ? insightsSpan : undefined
}

/** No record is lost: one without spans says so. */
function spansOr(records: readonly AdapterRecord[]): readonly AdapterRecord[] {
  if (records.length === 0) throw new Excluded('not-a-call', 'a trace without spans')
  return records
}

function isBareSpan(record: JsonObject): boolean {
  const attributes = record['attributes']
  if (isJsonObject(attributes)) return Object.keys(attributes).some((key) => MODEL_ATTRIBUTE.test(key)) || isJsonObject(attributes['gen_ai']) || (isJsonObject(attributes['openinference']) && 'span' in attributes['openinference'])
  return Object.keys(record).some((key) => key.startsWith('gen_ai.') || (key.startsWith('attributes.') && MODEL_ATTRIBUTE.test(key)) || key.startsWith('span.attributes.gen_ai@'))
}

/** Spans of one trace in a list; those of MLflow are read by its own adapter. */
function isSpanList(record: JsonObject): boolean {
  const spans = 'spans' in record ? record['spans'] : undefined
  return Array.isArray(spans) && spans.every((span: JsonValue) => isJsonObject(span) && isJsonObject(span['attributes']) && !('mlflow.spanType' in span['attributes'])) && spans.some((span: JsonValue) => isJsonObject(span) && isBareSpan(span))
}

/** Spans of one trace by their ids, as Genkit keeps them. */
function isSpanMap(record: JsonObject): boolean {
  const spans = 'spans' in record && 'traceId' in record ? record['spans'] : undefined
  return isJsonObject(spans) && Object.values(spans).some((span) => isJsonObject(span) && isJsonObject(span['attributes']) && 'genkit:type' in span['attributes'])
}

function isCloudLog(record: JsonObject): boolean {
  const labels = 'labels' in record && 'logName' in record ? record['labels'] : undefined
  return isJsonObject(labels) && Object.keys(labels).some((key) => key.startsWith('gen_ai.'))
}

function isZipkinSpan(record: JsonObject): boolean {
  if (!('traceId' in record) || !('tags' in record) || !('duration' in record)) return false
  const tags = record['tags']
  return isJsonObject(tags) && Object.keys(tags).some((key) => MODEL_ATTRIBUTE.test(key))
}

/** Tempo's answer to a question for a trace. */
function isTempoTrace(record: JsonObject): boolean {
  const batches = 'batches' in record ? record['batches'] : undefined
  return Array.isArray(batches) && batches.every((batch: JsonValue) => isJsonObject(batch) && ('scopeSpans' in batch || 'instrumentationLibrarySpans' in batch))
}
