import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { nameOf } from '../read/field.js'
import { arrayOf, objectOf } from '../read/json-text.js'
import { readNumber } from '../read/number.js'
import { textField } from '../read/option.js'
import type { Span } from './span.js'
import { bareSpan } from './span.js'

/** True for a trace as Jaeger exports it. */
export function isJaegerTrace(record: JsonObject): boolean {
  return 'traceID' in record && 'spans' in record && Array.isArray(record['spans'])
}

/** Spans of a trace of Jaeger; what a process says of all its spans is their resource. */
export function jaegerSpans(record: JsonObject): readonly Span[] {
  const processes = objectOf(record['processes']) ?? {}
  return (arrayOf(record['spans']) ?? []).filter(isJsonObject).map((span: JsonObject) => {
    const process = objectOf(span['process'] ?? processes[nameOf(span['processID']) ?? '']) ?? {}
    const parent = (arrayOf(span['references']) ?? []).filter(isJsonObject).find((reference: JsonObject) => reference['refType'] === 'CHILD_OF')
    return bareSpan({
      traceId: span['traceID'],
      spanId: span['spanID'],
      parentId: parent?.['spanID'] ?? span['parentSpanID'],
      name: span['operationName'],
      ...micros(span['startTime'], span['duration']),
      attributes: pairs(span['tags']),
      events: (arrayOf(span['logs']) ?? []).filter(isJsonObject).map((log: JsonObject): JsonObject => {
        const { event, ...attributes } = pairs(log['fields'])
        return { name: event, attributes }
      }),
      status: statusOf(pairs(span['tags'])),
      resource: { attributes: { 'service.name': process['serviceName'], ...pairs(process['tags']) } },
    })
  })
}

/** A row of the table that the ClickHouse exporter of the collector fills: names in capitals, times as text, durations in nanoseconds. */
export function clickhouseSpan(row: JsonObject): Span {
  const [names, attributes] = [arrayOf(row['Events.Name']) ?? [], arrayOf(row['Events.Attributes']) ?? []]
  const duration = readNumber(row['Duration'])
  return {
    ...bareSpan({
      traceId: row['TraceId'],
      spanId: row['SpanId'],
      parentId: row['ParentSpanId'],
      name: row['SpanName'],
      start_time: row['Timestamp'],
      attributes: objectOf(row['SpanAttributes']),
      events: names.map((name: JsonValue, at: number): JsonObject => ({ name, attributes: objectOf(attributes[at]) ?? {} })),
      status: { code: row['StatusCode'], message: row['StatusMessage'] },
      resource: { attributes: { 'service.name': row['ServiceName'], ...objectOf(row['ResourceAttributes']) } },
    }),
    latencyMs: duration === undefined || duration < 0 ? null : Number((duration / 1e6).toFixed(3)),
  }
}

/** A log record of a model call as Google's Cloud Logging keeps it: attributes are labels, all of them text. */
export function cloudLog(entry: JsonObject): Span {
  const attributes = { ...objectOf(entry['jsonPayload']), ...objectOf(entry['labels']) }
  return bareSpan({
    traceId: nameOf(entry['trace'])?.split('/').at(-1),
    spanId: entry['spanId'],
    name: attributes['event.name'],
    start_time: entry['timestamp'],
    attributes,
    events: [],
  })
}

/** A span of Zipkin: tags by name, times in microseconds. */
export function zipkinSpan(record: JsonObject): Span {
  const tags = objectOf(record['tags']) ?? {}
  return bareSpan({
    traceId: record['traceId'],
    spanId: record['id'],
    parentId: record['parentId'],
    name: record['name'],
    ...micros(record['timestamp'], record['duration']),
    attributes: tags,
    events: [],
    status: statusOf(tags),
    resource: { attributes: { 'service.name': objectOf(record['localEndpoint'])?.['serviceName'] } },
  })
}

/** Start and end in nanoseconds, as text: beyond what numbers hold exactly. */
function micros(start: JsonValue | undefined, duration: JsonValue | undefined): JsonObject {
  const [from, length] = [readNumber(start), readNumber(duration)]
  if (from === undefined || !Number.isSafeInteger(from)) return {}
  const at = (time: number): string => `${time}000`
  return { start_time: at(from), ...(length !== undefined && Number.isSafeInteger(length) && length >= 0 && { end_time: at(from + length) }) }
}

function pairs(list: JsonValue | undefined): JsonObject {
  return Object.fromEntries((arrayOf(list) ?? []).filter(isJsonObject).flatMap((pair: JsonObject) => (typeof pair['key'] === 'string' ? [[pair['key'], pair['value']] as const] : [])))
}

function statusOf(tags: JsonObject): JsonObject {
  const isError = tags['error'] === true || (typeof tags['error'] === 'string' && tags['error'] !== 'false') || /^error$/i.test(textField(tags['otel.status_code']) ?? '')
  return isError ? { code: 'ERROR', message: tags['otel.status_description'] } : {}
}
