import type { JsonObject, JsonValue } from '../../domain/json.js'

const plainNames = new Map<string, string>()
const REMEMBERED = 10_000

/** The name of a field without case, separators and units' brackets: `Latency (ms)` and `latency_ms` are one. */
export function plainName(key: string): string {
  const known = plainNames.get(key)
  if (known !== undefined) return known
  const name = key.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  // Logs repeat few names; hostile ones with ever new names must not fill the memory.
  if (plainNames.size < REMEMBERED && key.length <= 64) plainNames.set(key, name)
  return name
}

/** True when a value says nothing: null, absent, blank text. */
export function isBlank(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
}

const indexes = new WeakMap<JsonObject, ReadonlyMap<string, JsonValue>>()

/** The values of a record that are not blank, by plain name; the first of several fields of one plain name counts. */
function indexOf(record: JsonObject): ReadonlyMap<string, JsonValue> {
  const known = indexes.get(record)
  if (known) return known
  const index = new Map<string, JsonValue>()
  for (const key of Object.keys(record)) {
    const value = record[key]
    const name = plainName(key)
    if (value !== undefined && !isBlank(value) && !index.has(name)) index.set(name, value)
  }
  indexes.set(record, index)
  return index
}

/** The first value under one of the names (plain names, in order of preference) that is not blank. */
export function fieldOf(record: JsonObject, names: readonly string[]): JsonValue | undefined {
  const index = indexOf(record)
  const name = names.find((candidate) => index.has(candidate))
  return name === undefined ? undefined : index.get(name)
}

/** Text that names something, also from a number; undefined for blanks and for the words that tables use for nothing. */
export function nameOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  return text === '' || /^(?:nan|none|null|undefined|n\/a)$/i.test(text) ? undefined : text
}
