import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'

/** A field by its name in the REST API, or as Python writes it. */
export function either(object: JsonObject, camel: string): JsonValue | undefined {
  return object[camel] ?? object[camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]
}

/** Like `either`, for objects; {} where there is none. */
export function eitherObject(object: JsonObject, camel: string): JsonObject {
  const value = either(object, camel)
  return isJsonObject(value) ? value : {}
}
