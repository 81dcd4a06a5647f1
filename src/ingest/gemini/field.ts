import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'

/** Names that were asked for, as Python writes them; they stand in the program, and are few. */
const snakes = new Map<string, string>()

function snakeOf(camel: string): string {
  const known = snakes.get(camel)
  if (known !== undefined) return known
  const snake = camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  snakes.set(camel, snake)
  return snake
}

/** A field by its name in the REST API, or as Python writes it. */
export function either(object: JsonObject, camel: string): JsonValue | undefined {
  return object[camel] ?? object[snakeOf(camel)]
}

/** Like `either`, for objects; {} where there is none. */
export function eitherObject(object: JsonObject, camel: string): JsonObject {
  const value = either(object, camel)
  return isJsonObject(value) ? value : {}
}
