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
  const inside = entries.flatMap(([key, value]) => {
    const object = isJsonObject(value) ? value : objectIn(key, value)
    return object === undefined ? [] : [{ key, object }]
  })
  const found = inside.filter(({ object }) => isKnown(object))
  const [only] = found
  if (only === undefined || found.length > 1) return undefined
  const isTimed = keysPassing(only.object, isStartName).length > 0
  const beside = entries.filter(([key, value]) => key !== only.key && !(isTimed && isStartName(plainName(key))) && (typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && value.length < 1000)))
  return { ...Object.fromEntries(beside), ...only.object }
}

/** Fields in which log shippers keep the line as it was printed. */
const LINES = new Set(['log', 'message', 'msg', 'shortmessage', 'fullmessage', 'textpayload', 'line', 'raw', 'body', 'event'])

/** The record in a text: JSON, or in a printed line what stands behind the logger's own words. Journals keep lines with odd characters as numbers. */
function objectIn(key: string, value: JsonValue | undefined): JsonObject | undefined {
  const isLine = LINES.has(plainName(key))
  const isBytes = isLine && Array.isArray(value) && value.length > 0 && value.every((byte: JsonValue) => typeof byte === 'number' && byte >= 0 && byte < 256)
  const text = isBytes ? Buffer.from(value as number[]).toString('utf8') : value
  if (typeof text !== 'string') return undefined
  return /^\s*\{/.test(text) ? objectOf(text) : isLine ? loggedRecord(text.trim()) : undefined
}
