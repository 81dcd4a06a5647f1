import { isJsonObject } from '../../domain/json.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isArray } from '../accepted.js'

/**
 * A JSON value without the fields that its user does not want compared: each by its own name, wherever it stands, or by its path from the top
 * (`meta.note`; elements of a list have the path of their list). What holds nothing else afterwards stays, as an empty object.
 */
export function withoutFields(value: JsonValue, ignored: readonly string[]): JsonValue {
  return ignored.length === 0 ? value : pruned(value, new Set(ignored.map((name) => name.replace(/^\$\.?/, ''))), '')
}

function pruned(value: JsonValue, ignored: ReadonlySet<string>, path: string): JsonValue {
  if (isArray(value)) return value.map((item) => pruned(item, ignored, path))
  if (!isJsonObject(value)) return value
  const kept = Object.entries(value).flatMap(([key, part]): [string, JsonValue][] => {
    const own = path === '' ? key : `${path}.${key}`
    return part === undefined || ignored.has(key) || ignored.has(own) ? [] : [[key, pruned(part, ignored, own)]]
  })
  return Object.fromEntries(kept) satisfies JsonObject
}

/** True where a value holds nothing that could be compared. */
export function isBare(value: JsonValue): boolean {
  return isArray(value) ? value.every(isBare) : isJsonObject(value) && Object.values(value).every((part) => part === undefined || isBare(part))
}
