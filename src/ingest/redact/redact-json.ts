import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { PLACEHOLDER } from '../../text/placeholder.js'
import { parseJsonText } from '../read/json-text.js'

type Redact = (text: string) => string

/** A placeholder where JSON had a number. */
const BARE = new RegExp(`([:[,]\\s*)(${PLACEHOLDER.source})(?=\\s*[,}\\]])`, 'gu')

/** Text that may be JSON: what was JSON stays JSON, with a name beside each value, which says whether it is secret. */
export function redactMaybeJson(text: string, plain: Redact): string {
  const redacted = plain(text)
  if (redacted === text || !/^\s*[{[]/.test(text) || 'value' in parseJsonText(redacted)) return redacted
  const original = parseJsonText(text)
  if (!('value' in original)) return redacted
  const quoted = redacted.replace(BARE, '$1"$2"')
  return 'value' in parseJsonText(quoted) ? quoted : JSON.stringify(redactValue(original.value, plain))
}

/** As `redactMaybeJson` for what is no text; undefined where the rules find nothing. */
export function redactJson<T extends JsonValue>(value: T, plain: Redact): T {
  const text = JSON.stringify(value)
  const redacted = redactMaybeJson(text, plain)
  if (redacted === text) return value
  const parsed = parseJsonText(redacted)
  return ('value' in parsed ? parsed.value : redactValue(value, plain)) as T
}

function redactValue(value: JsonValue, plain: Redact): JsonValue {
  if (typeof value === 'string') return plain(value)
  if (typeof value === 'number') {
    const redacted = plain(String(value))
    return redacted === String(value) ? value : redacted
  }
  if (Array.isArray(value)) return value.map((item: JsonValue) => redactValue(item, plain))
  if (!isJsonObject(value)) return value
  return redactFields(value, plain)
}

function redactFields(fields: JsonObject, plain: Redact): JsonObject {
  return Object.fromEntries(Object.entries(fields).map(([key, item]) => [plain(key), item === undefined ? undefined : redactValue(item, plain)]))
}
