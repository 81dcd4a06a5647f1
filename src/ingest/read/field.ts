import type { JsonObject, JsonValue } from '../../domain/json.js'
import { keysUnder } from './shape.js'

export { plainName } from './plain-name.js'

/** True when a value says nothing: null, absent, blank text. */
export function isBlank(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || (typeof value === 'string' && (value === '' || (value.charCodeAt(0) <= 32 || value.charCodeAt(0) > 127) && value.trim() === ''))
}

/** The first value under one of the names (plain names, in order of preference) that is not blank. `names` must be a constant. */
export function fieldOf(record: JsonObject, names: readonly string[]): JsonValue | undefined {
  for (const key of keysUnder(record, names)) {
    const value = record[key]
    if (!isBlank(value)) return value
  }
  return undefined
}

/** Text that names something, also from a number; undefined for blanks and for the words that tables use for nothing. */
export function nameOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  return text === '' || (text.length <= 9 && /^(?:nan|none|null|undefined|n\/a)$/i.test(text)) ? undefined : text
}
