import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'

const NAMED = new Set(['properties', '$defs', 'definitions'])

/** Google's schema, whose types are upper case and whose nulls are a flag, as JSON Schema. */
export function jsonSchemaOf(schema: JsonValue | undefined): JsonObject | undefined {
  return isJsonObject(schema) ? convert(schema) : undefined
}

function convert(schema: JsonObject): JsonObject {
  const isNullable = schema['nullable'] === true
  return Object.fromEntries(Object.entries(schema).flatMap(([key, value]): readonly (readonly [string, JsonValue])[] => {
    if (value === undefined || key === 'nullable' || key === 'propertyOrdering') return []
    if (key === 'type' && typeof value === 'string') return [[key, isNullable ? [value.toLowerCase(), 'null'] : value.toLowerCase()]]
    if (NAMED.has(key) && isJsonObject(value)) return [[key, Object.fromEntries(Object.entries(value).map(([name, one]) => [name, isJsonObject(one) ? convert(one) : one]))]]
    if (key === 'items' && isJsonObject(value)) return [[key, convert(value)]]
    if (key === 'anyOf' && Array.isArray(value)) return [[key, value.map((one: JsonValue) => (isJsonObject(one) ? convert(one) : one))]]
    return [[key, value]]
  }))
}
