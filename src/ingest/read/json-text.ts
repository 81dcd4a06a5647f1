import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { LIMITS } from '../limits.js'

export type ParsedText = { readonly value: JsonValue } | { readonly problem: 'cut' | 'invalid' | 'too-deep' }

/** JSON.parse that never throws and refuses nesting beyond the limit, on which recursive code would overflow. */
export function parseJsonText(text: string): ParsedText {
  try {
    const value: JsonValue = JSON.parse(text)
    return isTooDeep(value, LIMITS.maxDepth) ? { problem: 'too-deep' } : { value }
  } catch {
    return { problem: isCut(text) ? 'cut' : 'invalid' }
  }
}

/** True for text that opens an object or array and does not end with its closing bracket. */
function isCut(text: string): boolean {
  const trimmed = text.trim()
  return (trimmed.startsWith('{') && !trimmed.endsWith('}')) || (trimmed.startsWith('[') && !trimmed.endsWith(']'))
}

function isTooDeep(value: JsonValue, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  if (Array.isArray(value)) return value.some((item: JsonValue) => isTooDeep(item, levels - 1))
  const object: JsonObject = value as JsonObject
  for (const key in object) {
    const item = object[key]
    if (typeof item === 'object' && item !== null && isTooDeep(item, levels - 1)) return true
  }
  return false
}

const looksLikeJson = (text: string): boolean => /^\s*[{["]/.test(text)

/**
 * The value, or what its text holds when it is JSON in a string (up to three levels, as exports nest it);
 * cells whose quotes were doubled twice are read too. Text that is no JSON is given back as it is.
 */
export function jsonOf(value: JsonValue | undefined): JsonValue | undefined {
  let current = value
  for (let level = 0; level < 3 && typeof current === 'string' && looksLikeJson(current); level++) {
    const plain = parseJsonText(current)
    const parsed = 'value' in plain || !current.includes('""') ? plain : parseJsonText(current.replaceAll('""', '"'))
    if (!('value' in parsed)) break
    if (typeof parsed.value === 'string' && !looksLikeJson(parsed.value)) break
    current = parsed.value
  }
  return current
}

/** Like `jsonOf`, but only an object. */
export function objectOf(value: JsonValue | undefined): JsonObject | undefined {
  const json = jsonOf(value)
  return isJsonObject(json) ? json : undefined
}

/** Like `jsonOf`, but only an array. */
export function arrayOf(value: JsonValue | undefined): readonly JsonValue[] | undefined {
  const json = jsonOf(value)
  return Array.isArray(json) ? json : undefined
}
