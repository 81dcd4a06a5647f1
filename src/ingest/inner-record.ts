import type { JsonObject, JsonValue } from '../domain/json.js'
import { isJsonObject } from '../domain/json.js'
import { isStartName } from './read/draft.js'
import { loggedRecord } from './container/logged-line.js'
import { plainName } from './read/field.js'
import { objectOf } from './read/json-text.js'
import { keysPassing } from './read/shape.js'

/** Fields that make a record a part of a trace, where parents repeat what their children say: a call inside might be counted twice. */
const TRACE = new Set(['spanid', 'parentid', 'parentspanid', 'parentrunid', 'parentobservationid', 'dottedorder', 'spanattributes', 'resourcespans', 'spans'])
/** Fields that are looked into at most. */
const MOST_FIELDS = 40

/**
 * The call inside a record of a log shipper or an application: the only field that holds an object, or JSON in a text, which `isKnown`.
 * Plain values beside it (ids, sessions, and when it was written where it does not say so itself) go with it where it has none of its own. Undefined when there is none, or more than one.
 */
export function innerRecord(record: JsonObject, isKnown: (value: JsonObject) => boolean): JsonObject | undefined {
  const entries = Object.entries(record)
  if (entries.length > MOST_FIELDS || entries.some(([key]) => TRACE.has(plainName(key)))) return undefined
  // What is JSON as it stands comes before what a printed line holds: shippers keep both, and they are the same call.
  const found = [objectIn, printedIn].map((read) => entries.flatMap(([key, value]) => {
    const object = read(key, value)
    return object !== undefined && isKnown(object) ? [{ key, object }] : []
  })).find((some) => some.length > 0) ?? []
  const [only] = found
  if (only === undefined || found.length > 1) return undefined
  const isTimed = keysPassing(only.object, isStartName).length > 0
  const beside = entries.filter(([key, value]) => key !== only.key && !(isTimed && isStartName(plainName(key))) && (typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && value.length < 1000)))
  return { ...Object.fromEntries(beside), ...only.object }
}

/** Fields in which log shippers keep the line as it was printed. */
export const LINES: ReadonlySet<string> = new Set(['log', 'message', 'msg', 'shortmessage', 'fullmessage', 'textpayload', 'line', 'raw', 'body', 'event'])

function objectIn(_: string, value: JsonValue | undefined): JsonObject | undefined {
  if (isJsonObject(value)) return value
  return typeof value === 'string' && /^\s*\{/.test(value) ? objectOf(value) : undefined
}

/** What stands behind the logger's own words in a printed line. Journals keep lines with odd characters as numbers. */
function printedIn(key: string, value: JsonValue | undefined): JsonObject | undefined {
  if (!LINES.has(plainName(key))) return undefined
  const isBytes = Array.isArray(value) && value.length > 0 && value.every((byte: JsonValue) => typeof byte === 'number' && byte >= 0 && byte < 256)
  const text = isBytes ? Buffer.from(value as number[]).toString('utf8').trim() : typeof value === 'string' ? value.trim() : ''
  return text.startsWith('{') ? (isBytes ? objectOf(text) : undefined) : loggedRecord(text)
}
