import { isJsonObject, type JsonObject } from '../../domain/json.js'

/** The object under a key; undefined when there is none. */
export function objectAt(value: JsonObject | undefined, key: string): JsonObject | undefined {
  const found = value?.[key]
  return isJsonObject(found) ? found : undefined
}

/** The objects of the list under a key; none when there is no list. */
export function objectsAt(value: JsonObject | undefined, key: string): readonly JsonObject[] {
  const found: unknown = value?.[key]
  return Array.isArray(found) ? (found as unknown[]).filter(isJsonObject) : []
}

export function textAt(value: JsonObject | undefined, key: string): string | undefined {
  const found = value?.[key]
  return typeof found === 'string' ? found : undefined
}

export function numberAt(value: JsonObject | undefined, key: string): number | undefined {
  const found = value?.[key]
  return typeof found === 'number' ? found : undefined
}

/** Only counts above zero say something: many servers write 0 for what they do not count. */
export function countAt(value: JsonObject | undefined, key: string): number | undefined {
  const found = numberAt(value, key)
  return found !== undefined && found > 0 ? found : undefined
}
