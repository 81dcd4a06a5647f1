import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { objectOf } from '../read/json-text.js'
import { keysPassing } from '../read/shape.js'

/** Where exports keep their list of records, as dotted paths. */
const LIST_PATHS: ReadonlySet<string> = new Set([
  'data', 'value', 'events', 'items', 'records', 'rows', 'logs', 'calls', 'runs', 'results', 'results.results', 'log.entries',
])
const PARENT_PATHS: ReadonlySet<string> = new Set(['results', 'log'])

/** Fields of a record proper: an object that has one is no envelope, whatever else it holds. */
const RECORD_KEYS: readonly string[] = ['request', 'response', 'model', 'messages', 'prompt', 'input', 'output', 'choices', 'inputs', 'outputs', 'conversations', 'span_id', 'trace_id', 'traceId']

/** What may stand beside the list in an envelope besides plain values: paging and the like, never the fields of a record. */
const SIDE_KEYS: ReadonlySet<string> = new Set(['meta', 'metadata', 'links', 'pagination', 'paging', 'stats', 'summary', 'searchedLogStreams', 'creator', 'browser', 'pages'])

const FIRST_KEYS: ReadonlySet<string> = new Set([...LIST_PATHS, ...PARENT_PATHS].map((path) => path.split('.')[0] ?? ''))
const mayLeadToList = (name: string): boolean => FIRST_KEYS.has(name)

/** True when an array at this path of a document is a list of records rather than a field of one. */
export function isListPath(path: readonly string[]): boolean {
  return LIST_PATHS.has(path.join('.'))
}

/** True when an object (or what is known of it so far) cannot be an envelope: it has a record's keys, or parts of its own. */
export function isNoEnvelope(object: JsonObject): boolean {
  return RECORD_KEYS.some((key) => key in object) || Object.entries(object).some(([key, value]) => typeof value === 'object' && value !== null && !SIDE_KEYS.has(key))
}

/** The records inside an envelope such as `{"object":"list","data":[…]}`; the value itself when it is no envelope. */
export function unwrap(value: JsonValue): readonly JsonValue[] {
  if (!isJsonObject(value)) return [value]
  if (Array.isArray(value['result']) && typeof value['success'] === 'boolean' && value['result'].every((item: JsonValue) => isJsonObject(item))) return value['result']
  if (keysPassing(value, mayLeadToList).length === 0) return [unwrapMessage(value)]
  return listOf(value, [])?.map(unwrapMessage) ?? [unwrapMessage(value)]
}

function listOf(object: JsonObject, path: readonly string[]): readonly JsonValue[] | undefined {
  for (const key of Object.keys(object)) {
    const at = [...path, key]
    const isList = isListPath(at)
    if (!isList && !PARENT_PATHS.has(at.join('.'))) continue
    const { [key]: inner, ...rest } = object
    if (isNoEnvelope(rest)) continue
    if (isList && Array.isArray(inner) && inner.every((item: JsonValue) => isJsonObject(item))) return inner
    const found = isJsonObject(inner) ? listOf(inner, at) : undefined
    if (found) return found
  }
  return undefined
}

/** Log shippers put the record as JSON text into `message`; its own timestamp is kept where the record has none. */
function unwrapMessage(value: JsonValue): JsonValue {
  if (!isJsonObject(value) || typeof value['message'] !== 'string' || isNoEnvelope(value)) return value
  const inner = objectOf(value['message'])
  if (!inner) return value
  const timestamp = value['timestamp']
  return timestamp === undefined || 'timestamp' in inner ? inner : { ...inner, timestamp }
}
