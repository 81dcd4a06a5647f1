import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { objectOf } from '../read/json-text.js'
import { textField } from '../read/option.js'
import { elapsedMs, readTime } from '../read/time.js'
import { flatten } from './flatten.js'
import { nanosToMs, otlpAttributes } from './value.js'

/** A span of any exporter as plain data; attributes by dotted name. */
export type Span = {
  readonly traceId: string
  readonly spanId: string
  readonly parentId: string
  readonly name: string
  readonly startedAt: string | null
  readonly latencyMs: number | null
  readonly attributes: JsonObject
  readonly events: readonly JsonObject[]
  readonly resource: JsonObject
  /** Error text; '' for an error without one, null when the span did not fail. */
  readonly error: string | null
}

/** All spans of one object of OTLP/JSON (`resourceSpans`, old names included). */
export function otlpSpans(record: JsonObject): readonly Span[] {
  return scopesOf(record, 'resourceSpans', ['scopeSpans', 'instrumentationLibrarySpans']).flatMap(({ scope, resource }) => listOf(scope['spans']).map((span) => otlpSpan(span, resource)))
}

/** The log records of one object of OTLP/JSON, each as the span-like thing that it describes; `name` is the name of the event. */
export function otlpLogs(record: JsonObject): readonly Span[] {
  return scopesOf(record, 'resourceLogs', ['scopeLogs', 'instrumentationLibraryLogs']).flatMap(({ scope, resource }) => listOf(scope['logRecords']).map((log): Span => {
    const attributes = otlpAttributes(log['attributes'])
    const body = otlpAttributes([{ key: 'body', value: log['body'] ?? null }])['body']
    return {
      traceId: textField(log['traceId']) ?? '',
      spanId: textField(log['spanId']) ?? '',
      parentId: '',
      name: textField(log['eventName']) ?? textField(attributes['event.name']) ?? '',
      startedAt: isoOfMs(nanosToMs(log['timeUnixNano']) ?? nanosToMs(log['observedTimeUnixNano'])),
      latencyMs: null,
      attributes: { ...(isJsonObject(body) ? body : {}), ...attributes },
      events: [],
      resource,
      error: textField(attributes['error.type']) ?? null,
    }
  }))
}

interface Scope {
  readonly scope: JsonObject
  readonly resource: JsonObject
}

function scopesOf(record: JsonObject, key: string, scopes: readonly string[]): readonly Scope[] {
  return listOf(record[key]).flatMap((group) => {
    const resource = otlpAttributes(isJsonObject(group['resource']) ? group['resource']['attributes'] : undefined)
    return scopes.flatMap((name) => listOf(group[name])).map((scope) => ({ scope, resource }))
  })
}

function listOf(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

function otlpSpan(span: JsonObject, resource: JsonObject): Span {
  const [start, end] = [nanosToMs(span['startTimeUnixNano']), nanosToMs(span['endTimeUnixNano'])]
  const attributes = otlpAttributes(span['attributes'])
  return {
    traceId: textField(span['traceId']) ?? '',
    spanId: textField(span['spanId']) ?? '',
    parentId: textField(span['parentSpanId']) ?? '',
    name: textField(span['name']) ?? '',
    startedAt: isoOfMs(start),
    latencyMs: start !== undefined && end !== undefined && end >= start ? Number((end - start).toFixed(3)) : null,
    attributes,
    events: listOf(span['events']).map((event) => ({ name: event['name'] ?? '', attributes: otlpAttributes(event['attributes']) })),
    resource,
    error: errorOf(span['status'], attributes),
  }
}

/** A span written alone: by a console exporter, by Phoenix, by a table whose columns start with `attributes.`. */
export function bareSpan(record: JsonObject): Span {
  const context = objectOf(record['context']) ?? {}
  const dotted = Object.fromEntries(Object.entries(record).flatMap(([key, value]) => (key.startsWith('attributes.') ? [[key.slice(11), value] as const] : key.startsWith('span.attributes.') ? [[key.slice(16).replaceAll('@', '.'), value] as const] : key.startsWith('gen_ai.') ? [[key, value] as const] : [])))
  const attributes = flatten({ ...dotted, ...objectOf(record['attributes']) })
  const kind = textField(record['span_kind'])
  const parent = objectOf(record['parentSpanContext'])?.['spanId'] ?? record['parentSpanId'] ?? record['parent_id'] ?? record['parentId'] ?? record['parent_span_id']
  const startedAt = readTime(timeOf(started(record))) ?? null
  const ended = timeOf(firstOf(record, ENDS))
  return {
    traceId: text(context['trace_id'] ?? record['context.trace_id'] ?? record['traceId'] ?? record['trace_id']),
    spanId: text(context['span_id'] ?? record['context.span_id'] ?? record['spanId'] ?? record['span_id'] ?? record['id']),
    parentId: text(parent),
    name: text(record['name'] ?? record['span_name']),
    startedAt,
    latencyMs: plausible(nanosBetween(started(record), ended) ?? elapsedMs(startedAt ?? undefined, ended)),
    attributes: { ...(kind !== undefined && isOpenInferenceKind(kind, attributes) && { 'openinference.span.kind': kind }), ...attributes },
    events: (Array.isArray(record['events']) ? record['events'] : []).filter(isJsonObject).map((event: JsonObject) => ({ name: event['name'] ?? '', attributes: objectOf(event['attributes']) ?? {} })),
    resource: { ...(typeof record['service_name'] === 'string' && { 'service.name': record['service_name'] }), ...objectOf(objectOf(record['resource'])?.['attributes']) },
    error: errorOf(record['status'] ?? record['status_code'] ?? record['otel_status_code'], attributes),
  }
}

const OPEN_INFERENCE_KINDS: ReadonlySet<string> = new Set(['LLM', 'CHAIN', 'TOOL', 'AGENT', 'RETRIEVER', 'EMBEDDING', 'RERANKER', 'GUARDRAIL', 'EVALUATOR', 'PROMPT'])

/** Phoenix keeps the kind in a column, and calls a span of other instrumentations UNKNOWN; elsewhere a column of that name says CLIENT or SERVER. */
function isOpenInferenceKind(kind: string, attributes: JsonObject): boolean {
  return OPEN_INFERENCE_KINDS.has(kind.toUpperCase()) || !Object.keys(attributes).some((key) => key.startsWith('gen_ai.') || key.startsWith('ai.'))
}

const LONGEST_MS = 86_400_000

/** Times in a unit that was guessed wrong give spans of days: no model answers that long. */
const plausible = (latencyMs: number | undefined): number | null => (latencyMs === undefined || latencyMs > LONGEST_MS ? null : latencyMs)

const STARTS = ['start_time', 'startTime', 'start_timestamp', 'start_time_ns', 'start_time_unix_nano', 'startTimeUnixNano', 'timestamp'] as const
const ENDS = ['end_time', 'endTime', 'end_timestamp', 'end_time_ns', 'end_time_unix_nano', 'endTimeUnixNano'] as const

const firstOf = (record: JsonObject, names: readonly string[]): JsonValue | undefined => names.map((name) => record[name]).find((value) => value !== undefined && value !== null)
const started = (record: JsonObject): JsonValue | undefined => firstOf(record, STARTS)

/** Milliseconds between two times in nanoseconds, which are exact where the time of day is cut to milliseconds. */
function nanosBetween(start: JsonValue | undefined, end: JsonValue | undefined): number | undefined {
  const isNanos = (value: JsonValue | undefined): boolean => (typeof value === 'number' || (typeof value === 'string' && /^\d{18,20}$/.test(value))) && Number(value) > 1e17
  const [from, to] = isNanos(start) && isNanos(end) ? [nanosToMs(start), nanosToMs(end)] : []
  return from !== undefined && to !== undefined && to >= from ? Number((to - from).toFixed(3)) : undefined
}

/** JavaScript's SDK keeps times as `[seconds, nanoseconds]`. */
function timeOf(value: JsonValue | undefined): JsonValue | undefined {
  if (!Array.isArray(value)) return value
  const [seconds, nanos] = value
  return typeof seconds === 'number' && typeof nanos === 'number' ? seconds * 1000 + nanos / 1e6 : undefined
}

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value.replace(/^0x/, '') : '')

function isoOfMs(ms: number | undefined): string | null {
  return (ms === undefined ? undefined : readTime(Math.round(ms))) ?? null
}

function errorOf(status: JsonValue | undefined, attributes: JsonObject): string | null {
  const object = isJsonObject(status) ? status : {}
  const code = isJsonObject(status) ? object['code'] ?? object['status_code'] : status
  const isError = code === 2 || (typeof code === 'string' && /^(?:status_code_)?error$/i.test(code)) || typeof attributes['error.type'] === 'string'
  return isError ? textField(object['message']) ?? textField(attributes['error.type']) ?? '' : null
}
