import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { frameRows } from './frame.js'
import { isStartName } from '../read/draft.js'
import { objectOf } from '../read/json-text.js'
import { plainName } from '../read/plain-name.js'
import { keysPassing } from '../read/shape.js'

/** Where exports keep their list of records, as dotted paths. */
const LIST_PATHS: ReadonlySet<string> = new Set([
  'data', 'value', 'events', 'items', 'records', 'rows', 'logs', 'calls', 'runs', 'results', 'results.results', 'log.entries', 'hits.hits', 'logEvents', 'data.result', 'batch', 'data.actor.account.nrql.results',
])
const PARENT_PATHS: ReadonlySet<string> = new Set(['results', 'log', 'hits', 'data', 'data.actor', 'data.actor.account', 'data.actor.account.nrql'])

/** Fields of a record proper: an object that has one is no envelope, whatever else it holds. */
const RECORD_KEYS: readonly string[] = ['request', 'response', 'model', 'messages', 'prompt', 'input', 'output', 'choices', 'inputs', 'outputs', 'conversations', 'span_id', 'trace_id', 'traceId', 'span_kind', 'spanKind', 'parent_id', 'parentId', 'start_time', 'startTime']

/** What may stand beside the list in an envelope besides plain values: paging and the like, never the fields of a record. */
const SIDE_KEYS: ReadonlySet<string> = new Set(['meta', 'metadata', 'schema', 'links', 'pagination', 'paging', 'stats', 'summary', 'searchedLogStreams', 'creator', 'browser', 'pages', '_shards', 'total', 'statistics', 'subscriptionFilters'])

const FIRST_KEYS: ReadonlySet<string> = new Set([...LIST_PATHS, ...PARENT_PATHS].map((path) => plainName(path.split('.')[0] ?? '')))
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
  if (!isJsonObject(value)) return [isQueryRow(value) ? rowOf(value) : value]
  const frame = frameRows(value)
  if (frame) return frame
  if (Array.isArray(value['result']) && typeof value['success'] === 'boolean' && value['result'].every((item: JsonValue) => isJsonObject(item))) return value['result']
  if (keysPassing(value, mayLeadToList).length === 0) return unwrapRow(value)
  return (queryRows(value['results']) ?? listOf(value, []))?.flatMap(unwrapRow) ?? unwrapRow(value)
}

/** Rows as log queries of CloudWatch return them: lists of `{field, value}`. */
function queryRows(rows: JsonValue | undefined): readonly JsonValue[] | undefined {
  if (!Array.isArray(rows) || rows.length === 0) return undefined
  return rows.every(isQueryRow) ? rows.map(rowOf) : undefined
}

const isQueryRow = (row: JsonValue): row is readonly JsonObject[] => Array.isArray(row) && row.length > 0 && row.every((cell: JsonValue) => isJsonObject(cell) && typeof cell['field'] === 'string' && 'value' in cell)
const rowOf = (row: readonly JsonObject[]): JsonObject => Object.fromEntries(row.map((cell) => [String(cell['field']), cell['value']]))

/** One row of an envelope: a stream of Loki is as many records as it has values, an item of DynamoDB has its values under their types. */
function unwrapRow(value: JsonValue): readonly JsonValue[] {
  if (!isJsonObject(value)) return [value]
  // Queries of New Relic answer with lists within a list.
  const [key, ...others] = Object.keys(value)
  if (key === 'events' && others.length === 0 && Array.isArray(value['events'])) return value['events']
  if (isJsonObject(value['stream']) && Array.isArray(value['values']) && value['values'].every(isStreamValue)) {
    return value['values'].map((pair: JsonValue) => unwrapMessage({ timestamp: (pair as readonly JsonValue[])[0] ?? null, message: (pair as readonly JsonValue[])[1] ?? null }))
  }
  const item = value['Item']
  return [unwrapMessage(isJsonObject(item) && Object.keys(value).length === 1 ? dynamoObject(item) : value)]
}

const isStreamValue = (pair: JsonValue): boolean => Array.isArray(pair) && typeof pair[0] === 'string' && typeof pair[1] === 'string'

const dynamoObject = (item: JsonObject): JsonObject => Object.fromEntries(Object.entries(item).map(([key, value]) => [key, dynamoValue(value)]))

/** A value of DynamoDB out of its type, as its exports write it: `{"S": "text"}`, `{"N": "8"}`, `{"M": {…}}`. */
function dynamoValue(value: JsonValue | undefined): JsonValue {
  const [entry, ...others] = isJsonObject(value) ? Object.entries(value) : []
  if (entry === undefined || others.length > 0) return value ?? null
  const [type, inner = null] = entry
  if (type === 'NULL') return null
  if (type === 'M' && isJsonObject(inner)) return dynamoObject(inner)
  if (type === 'L' && Array.isArray(inner)) return inner.map(dynamoValue)
  return ['S', 'N', 'BOOL', 'SS', 'NS', 'B'].includes(type) ? inner : value ?? null
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
  return timestamp === undefined || keysPassing(inner, isStartName).length > 0 ? inner : { ...inner, timestamp }
}
