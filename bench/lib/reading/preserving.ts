import type { JsonObject, JsonValue } from '../../../src/domain/json.js'
import { isJsonObject } from '../../../src/domain/json.js'
import { unwrap } from '../../../src/ingest/container/envelope.js'

/** A change of a log after which it says the same; undefined where it does not apply. */
export interface Preserving {
  readonly name: string
  readonly apply: (records: readonly JsonObject[], random: () => number) => readonly JsonValue[] | undefined
}

/** The value with each object in it changed, from the inside; `depth` counts from the record, which is 0. */
function mapObjects(value: JsonValue, change: (object: JsonObject, depth: number, key: string) => JsonObject, depth = 0, key = ''): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => mapObjects(item, change, depth + 1, key))
  if (!isJsonObject(value)) return value
  return change(Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, mapObjects(inner ?? null, change, depth + 1, name)])), depth, key)
}

function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  const all = [...items]
  for (let at = all.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    const [a, b] = [all[at], all[other]]
    if (a !== undefined && b !== undefined) [all[at], all[other]] = [b, a]
  }
  return all
}

/** True for logs of records as they are: what holds a list of records is no place for fields or envelopes of a record. */
const isBare = (records: readonly JsonObject[]): boolean => records.every((record) => { const [only, ...others] = unwrap(record); return only === record && others.length === 0 })

const each = (change: (record: JsonObject, random: () => number) => JsonValue | undefined): Preserving['apply'] => (records, random) => {
  const all = records.map((record) => change(record, random))
  const isChanged = all.some((record, at) => record !== undefined && JSON.stringify(record) !== JSON.stringify(records[at]))
  return isChanged ? all.map((record, at) => record ?? records[at] ?? null) : undefined
}

/** A field that a tool may add one day, whose inside is about something else. */
const NASTY: JsonObject = { type: 'tool', model: 'other-model', messages: [{ role: 'user', content: 'unrelated' }], prompt: 'unrelated', response: 'unrelated', error: 'unrelated', status: 500, usage: { prompt_tokens: 9999, completion_tokens: 9999 }, cost: 99, latency_ms: 99_999, timestamp: '1999-01-01T00:00:00Z' }
const withOwn = (object: JsonObject, key: string, value: JsonValue): JsonObject => JSON.parse(`${JSON.stringify(object).slice(0, -1)}${Object.keys(object).length > 0 ? ',' : ''}${JSON.stringify(key)}:${JSON.stringify(value)}}`) as JsonObject

/** What no reader takes for anything: sides of a call that a log leaves empty. */
const OPTIONAL = ['error', 'cost', 'latency_ms', 'tags', 'metadata', 'service_tier', 'end_time', 'session_id', 'refusal', 'tool_calls', 'function_call', 'audio', 'tools', 'stop', 'response_format', 'name', 'annotations', 'logprobs', 'system_fingerprint', 'seed']
/** Objects whose fields are data: what is added to them is said. */
const isData = (key: string): boolean => /^(?:properties|parameters|schema|arguments|args|metadata|input|output|inputs|outputs|attributes|vars|labels|fields|headers|input_schema|inputSchema|mapping|history|kwargs|Item|tags)$/.test(key)

const COUNTED = /token|latency|duration|cost|spend|price|units|elapsed/i
const TIMED = /time|created|date|_at$|At$/i
const ISO = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?)Z$/

const mapLeaves = (record: JsonValue, change: (key: string, value: JsonValue) => JsonValue): JsonValue => mapObjects(record, (object) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, typeof value === 'object' && value !== null ? value : change(key, value ?? null)])))

const CHANGES: readonly Preserving[] = [
  { name: 'keys in another order', apply: each((record, random) => mapObjects(record, (object) => Object.fromEntries(shuffled(Object.entries(object), random)))) },
  { name: 'keys in reverse', apply: each((record) => mapObjects(record, (object) => Object.fromEntries(Object.entries(object).toReversed()))) },
  { name: 'an unknown field first', apply: each((record) => ({ x_custom_note: 'abc', ...record })) },
  { name: 'an unknown object', apply: each((record) => withOwn(record, 'x_custom', NASTY)) },
  { name: 'an unknown list', apply: each((record) => withOwn(record, 'x_list', [NASTY, NASTY])) },
  { name: 'an unknown object in each object', apply: each((record) => mapObjects(record, (object, depth, key) => (depth > 3 || isData(key) || Object.keys(object).length < 3 ? object : withOwn(object, 'x_custom', NASTY)))) },
  { name: 'fields of the names of methods', apply: each((record) => ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'length'].reduce((all, key) => withOwn(all, key, 'x'), record)) },
  { name: 'an object under __proto__', apply: each((record) => withOwn(record, '__proto__', NASTY)) },
  { name: 'null for what is absent', apply: each((record) => mapObjects(record, (object, depth, key) => (depth > 4 || isData(key) || Object.keys(object).length < 2 ? object : { ...object, ...Object.fromEntries(OPTIONAL.filter((name) => !(name in object)).map((name) => [name, null])) }))) },
  { name: 'counts as text', apply: each((record) => mapLeaves(record, (key, value) => (typeof value === 'number' && COUNTED.test(key) && !/max/i.test(key) ? String(value) : value))) },
  { name: 'times at an offset', apply: each((record) => mapLeaves(record, (key, value) => { const ms = typeof value === 'string' && TIMED.test(key) && ISO.test(value) ? Date.parse(value) : undefined; return ms === undefined ? value : `${new Date(ms + 7_200_000).toISOString().slice(0, -1)}+02:00` })) },
  { name: 'times without a letter between', apply: each((record) => mapLeaves(record, (key, value) => (typeof value === 'string' && TIMED.test(key) ? value.replace(ISO, (_, time: string) => `${time.replace('T', ' ')}+00:00`) : value))) },
  { name: 'times with microseconds', apply: each((record) => mapLeaves(record, (key, value) => (typeof value === 'string' && TIMED.test(key) && ISO.test(value) ? `${new Date(Date.parse(value)).toISOString().slice(0, -1)}000Z` : value))) },
  { name: 'times as milliseconds', apply: each((record) => mapLeaves(record, (key, value) => (typeof value === 'string' && TIMED.test(key) && ISO.test(value) ? Date.parse(value) : value))) },
  { name: 'times as milliseconds in text', apply: each((record) => mapLeaves(record, (key, value) => (typeof value === 'string' && TIMED.test(key) && ISO.test(value) ? String(Date.parse(value)) : value))) },
  { name: 'objects of a record as JSON text', apply: each((record) => Object.fromEntries(Object.entries(record).map(([key, value]) => [key, typeof value === 'object' && value !== null ? JSON.stringify(value) : value]))) },
  { name: 'the record as JSON text', apply: each((record) => JSON.stringify(record)) },
  { name: 'in _source', apply: each((record) => ({ _index: 'llm', _id: 'x', _score: 1, _source: record })) },
  { name: 'in a line of Docker', apply: each((record) => ({ log: `${JSON.stringify(record)}\n`, stream: 'stdout' })) },
  { name: 'in msg of a logger', apply: each((record) => ({ level: 30, pid: 7, hostname: 'h', msg: JSON.stringify(record), v: 0 })) },
  { name: 'as an object of a logger', apply: each((record) => ({ level: 'info', logger: 'llm', event: 'call', data: record })) },
  { name: 'in jsonPayload', apply: each((record) => ({ insertId: 'x', resource: { type: 'global' }, severity: 'INFO', jsonPayload: record })) },
  ...['data', 'records', 'items', 'rows', 'results', 'value'].map((key): Preserving => ({ name: `in a list of ${key}`, apply: (records) => [{ [key]: [...records] }] })),
  { name: 'in hits of Elasticsearch', apply: (records) => [{ took: 3, timed_out: false, hits: { total: { value: records.length }, hits: records.map((record) => ({ _index: 'llm', _id: 'x', _source: record })) } }] },
  { name: 'beside records of another format', apply: (records) => records.flatMap((record) => [record, { level: 'info', x: 1 }]) },
]

/** What is put into or around a record is not tried on envelopes. */
const ANYWHERE: ReadonlySet<string> = new Set(CHANGES.map(({ name }) => name).filter((name) => /^(?:keys|counts|times|beside)/.test(name)))
export const PRESERVING: readonly Preserving[] = CHANGES.map(({ name, apply }) => ({ name, apply: (records, random) => (ANYWHERE.has(name) || isBare(records) ? apply(records, random) : undefined) }))
