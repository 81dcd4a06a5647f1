import { isJsonObject, type JsonValue } from '../domain/json.js'
import type { LlmCall } from '../domain/call.js'

/** The value at a dotted path; undefined when any step is missing. A key that itself holds dots is found, too. */
export function fieldAt(value: unknown, path: string): JsonValue | undefined {
  if (!isJsonObject(value)) return undefined
  const own = (key: string): JsonValue | undefined => (Object.hasOwn(value, key) ? value[key] : undefined)
  const direct = own(path)
  if (direct !== undefined) return direct
  for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
    const inner = own(path.slice(0, dot))
    const found = inner === undefined ? undefined : fieldAt(inner, path.slice(dot + 1))
    if (found !== undefined) return found
  }
  return undefined
}

/** The expected answer that a log carries, at a dotted path on the normalised call; undefined when absent or null. */
export function goldOf(call: LlmCall, path: string): JsonValue | undefined {
  return fieldAt(call, path) ?? undefined
}
