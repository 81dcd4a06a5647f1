import type { JsonValue } from '../../src/domain/json.js'
import { isJsonObject } from '../../src/domain/json.js'

type Fields = Readonly<Record<string, JsonValue>>

/** A value as OTLP/JSON writes it: integers as text. */
export function otlpValueOf(value: JsonValue): JsonValue {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value }
  if (Array.isArray(value)) return { arrayValue: { values: value.map((item: JsonValue) => otlpValueOf(item)) } }
  return isJsonObject(value) ? { kvlistValue: { values: attributesOf(value as Fields) } } : {}
}

export function attributesOf(fields: Fields): readonly JsonValue[] {
  return Object.entries(fields).map(([key, value]) => ({ key, value: otlpValueOf(value) }))
}

/** A span with ids out of one letter each; `more` are fields of the span itself. */
export function spanOf(id: string, attributes: Fields, more: Fields = {}): JsonValue {
  return { traceId: 'f'.repeat(32), spanId: id.repeat(16).slice(0, 16), parentSpanId: '', name: 'span', startTimeUnixNano: '1777888800000000123', endTimeUnixNano: '1777888801250000123', attributes: attributesOf(attributes), status: {}, ...more }
}

export const parent = (id: string): Fields => ({ parentSpanId: id.repeat(16).slice(0, 16) })

export function tracesOf(...spans: readonly JsonValue[]): JsonValue {
  return { resourceSpans: [{ resource: { attributes: attributesOf({ 'service.name': 'shop' }) }, scopeSpans: [{ scope: { name: 's' }, spans }] }] }
}

export function logsOf(...logRecords: readonly JsonValue[]): JsonValue {
  return { resourceLogs: [{ resource: { attributes: [] }, scopeLogs: [{ scope: { name: 's' }, logRecords }] }] }
}

export function logOf(spanId: string, eventName: string, body: JsonValue, attributes: Fields = {}, at = 0): JsonValue {
  return { timeUnixNano: `17778888000${String(at).padStart(2, '0')}000000`, traceId: 'f'.repeat(32), spanId: spanId.repeat(16).slice(0, 16), eventName, body: otlpValueOf(body), attributes: attributesOf(attributes) }
}
