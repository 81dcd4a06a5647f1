import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'

/** A value of OTLP/JSON as plain JSON. Integers are sent as text; those that a number cannot hold stay text. */
export function otlpValue(value: JsonValue | undefined): JsonValue {
  if (!isJsonObject(value)) return value ?? null
  if ('stringValue' in value) return value['stringValue'] ?? null
  if ('intValue' in value) return integer(value['intValue'])
  if ('doubleValue' in value) return value['doubleValue'] ?? null
  if ('boolValue' in value) return value['boolValue'] ?? null
  const list = isJsonObject(value['arrayValue']) ? value['arrayValue']['values'] : undefined
  if ('arrayValue' in value) return Array.isArray(list) ? list.map((item: JsonValue) => otlpValue(item)) : []
  if ('kvlistValue' in value) return otlpAttributes(isJsonObject(value['kvlistValue']) ? value['kvlistValue']['values'] : undefined)
  return value['bytesValue'] ?? null
}

/** A list of `{key, value}` as an object. An object is taken as it is: some exporters write it so. */
export function otlpAttributes(list: JsonValue | undefined): JsonObject {
  if (isJsonObject(list)) return list
  if (!Array.isArray(list)) return {}
  return Object.fromEntries(list.filter(isJsonObject).flatMap((pair: JsonObject) => (typeof pair['key'] === 'string' ? [[pair['key'], otlpValue(pair['value'])] as const] : [])))
}

function integer(value: JsonValue | undefined): JsonValue {
  if (typeof value !== 'string' || !/^-?\d{1,20}$/.test(value)) return value ?? null
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/** Milliseconds since 1970 of a time in nanoseconds, whose 19 digits no number holds; undefined for what is no time. */
export function nanosToMs(value: JsonValue | undefined): number | undefined {
  const text = typeof value === 'number' && Number.isFinite(value) ? String(Math.trunc(value)) : value
  if (typeof text !== 'string' || !/^\d{1,20}$/.test(text)) return undefined
  const micros = Number(BigInt(text) / 1000n)
  return micros > 0 ? micros / 1000 : undefined
}
