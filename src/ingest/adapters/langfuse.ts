import type { ParsedRecord, SourceRef } from '../../domain/call.js'
import type { JsonObject } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter, AdapterRecord, Deferred } from '../adapter.js'
import { langfuseObservation } from '../langfuse/observation.js'
import { Excluded, excludedBy } from '../read/excluded.js'
import { nameOf } from '../read/field.js'
import { settleNested } from '../read/nested-calls.js'
import { objectOf } from '../read/json-text.js'
import { textField } from '../read/option.js'
import { readTime } from '../read/time.js'
import { wordOf } from '../read/word.js'

const has = (record: JsonObject, ...keys: string[]): boolean => keys.every((key) => key in record)
const hasOne = (record: JsonObject, ...keys: string[]): boolean => keys.some((key) => key in record)

/** Observations of Langfuse: exports of its pages in both generations, of its blob storage, rows of its tables, and traces with their observations. */
export const langfuse: Adapter = {
  name: 'langfuse',
  promptColumns: ['input'],
  detect: (record) => isObservation(record) || isTrace(record) || isEvent(record),
  parse: (record, source) => {
    const version = versionOf(record, source)
    if (version) return [version]
    if (isObservation(record)) return [observationOf(record, source)]
    if (isEvent(record)) return [eventOf(record, source)]
    const inner = record['observations']
    if (!Array.isArray(inner) || !inner.every(isJsonObject)) throw new Excluded('not-a-call', 'a trace, whose calls are its observations: export those')
    const trace = objectOf(record['trace']) ?? record
    const shared = { userId: trace['userId'], sessionId: trace['sessionId'], traceName: trace['name'], tags: trace['tags'] }
    return inner.map((observation: JsonObject): AdapterRecord => {
      try {
        return observationOf({ traceId: record['id'], ...shared, ...observation }, source)
      } catch (error) {
        return excludedBy(error, source, 'langfuse')
      }
    })
  },
  settle: (parts) => (parts.some(({ role }) => role === 'event') ? settleEvents(parts) : settleObservations(parts)),
}

const EVENT = /^(generation|observation|span|trace|event|score|sdk-log|agent|tool|chain|retriever|embedding|evaluator|guardrail)-(?:create|update)$/

/** What libraries send to be taken in, which an installation of its own keeps in its storage: an observation comes in several of them. */
function isEvent(record: JsonObject): boolean {
  if (!has(record, 'body', 'type') || typeof record['type'] !== 'string') return false
  return EVENT.test(record['type']) && isJsonObject(record['body'])
}

function eventOf(record: JsonObject, source: SourceRef): Deferred {
  const kind = EVENT.exec(textField(record['type']) ?? '')?.[1] ?? ''
  const body = objectOf(record['body']) ?? {}
  const id = nameOf(body['id'])
  if ((kind !== 'generation' && kind !== 'observation') || id === undefined) throw new Excluded('not-a-call', `an event of the kind ${wordOf(record['type'])}, which is no model call`)
  const parent = nameOf(body['parentObservationId'])
  return { kind: 'deferred', format: 'langfuse', keys: [`event ${id}`], ...(parent !== undefined && parent !== id && { parent: `event ${parent}` }), role: 'event', source, record: { at: record['timestamp'], body: { ...(kind === 'generation' && { type: 'GENERATION' }), ...body } } }
}

/** What later events of an observation say counts; what they do not say stays. */
function settleEvents(parts: readonly Deferred[]): readonly ParsedRecord[] {
  const repeats: ParsedRecord[] = []
  const calls = [...byKey(parts)].map(([id, [first, ...others]]) => {
    for (const { source } of others) repeats.push(excludedBy(new Excluded('duplicate', 'another event of the same observation'), source, 'langfuse'))
    const own = [first, ...others].toSorted((a, b) => (timeOf(a, 'at') < timeOf(b, 'at') ? -1 : timeOf(a, 'at') > timeOf(b, 'at') ? 1 : 0))
    const body: JsonObject = Object.fromEntries(own.flatMap(({ record }) => Object.entries(objectOf(record['body']) ?? {}).filter(([, value]) => value !== null)))
    return { id, parentId: own.find(({ parent }) => parent !== undefined)?.parent ?? '', record: recordOf(body, first.source) }
  })
  return [...settleNested(calls), ...repeats]
}

const timeOf = ({ record }: Deferred, field: string): string => readTime(record[field]) ?? ''

function recordOf(row: JsonObject, source: SourceRef): ParsedRecord {
  try {
    return langfuseObservation(row, source)
  } catch (error) {
    return excludedBy(error, source, 'langfuse')
  }
}

function byKey(parts: readonly Deferred[]): ReadonlyMap<string, readonly [Deferred, ...Deferred[]]> {
  const groups = new Map<string, [Deferred, ...Deferred[]]>()
  for (const part of parts) {
    const known = groups.get(part.keys[0] ?? '')
    if (known) known.push(part)
    else groups.set(part.keys[0] ?? '', [part])
  }
  return groups
}

/** A row of the table itself, which keeps every version of an observation until it merges them. */
function versionOf(record: JsonObject, source: SourceRef): Deferred | undefined {
  const id = nameOf(record['id'] ?? record['span_id'])
  if (!('event_ts' in record) || !('is_deleted' in record) || id === undefined || !isObservation(record)) return undefined
  return { kind: 'deferred', format: 'langfuse', ...placeOf(record, id), role: 'version', source, record }
}

/** A generation waits for those around and within it: libraries that are traced twice put one call into two. Throws as `langfuseObservation`. */
function observationOf(record: JsonObject, source: SourceRef): AdapterRecord {
  const read = langfuseObservation(record, source)
  const id = nameOf(record['id'] ?? record['span_id'])
  // It comes out as a ParsedRecord in `settleObservations`.
  return id === undefined ? read : { kind: 'deferred', format: 'langfuse', ...placeOf(record, id), role: 'observation', source, record: { read: read as unknown as JsonObject } }
}

function placeOf(record: JsonObject, id: string): Pick<Deferred, 'keys' | 'parent'> {
  const trace = nameOf(record['traceId'] ?? record['trace_id']) ?? ''
  const parent = nameOf(record['parentObservationId'] ?? record['parent_observation_id'] ?? record['parent_span_id'])
  return { keys: [`${trace} ${id}`], ...(parent !== undefined && parent !== id && { parent: `${trace} ${parent}` }) }
}

/** Of the versions of an observation the last counts, of generations that lie in one another each call once. */
function settleObservations(parts: readonly Deferred[]): readonly ParsedRecord[] {
  const repeats: ParsedRecord[] = []
  const calls = [...byKey(parts)].map(([id, own]) => {
    const last = lastOf(own)
    for (const part of own) if (part !== last) repeats.push(excludedBy(new Excluded('duplicate', part.role === 'version' ? 'an earlier version of the observation' : 'the observation stands in the log more than once'), part.source, 'langfuse'))
    return { id, parentId: last.parent ?? '', record: readObservation(last) }
  })
  return [...settleNested(calls), ...repeats]
}

function lastOf(parts: readonly Deferred[]): Deferred {
  const time = (part: Deferred): string => timeOf(part, 'event_ts')
  return parts.reduce((latest, part) => (time(part) > time(latest) || (part.role === 'version' && time(part) === time(latest)) ? part : latest))
}

function readObservation({ record, source, role }: Deferred): ParsedRecord {
  return role === 'observation' ? record['read'] as unknown as ParsedRecord : recordOf(record, source)
}

function isObservation(record: JsonObject): boolean {
  const isUi = has(record, 'traceId', 'startTime', 'type') && hasOne(record, 'usageDetails', 'parentObservationId', 'providedModelName', 'completionStartTime')
  const isTable = has(record, 'trace_id', 'start_time', 'type') && hasOne(record, 'usage_details', 'provided_model_name', 'parent_observation_id')
  return isUi || isTable
}

function isTrace(record: JsonObject): boolean {
  if (has(record, 'trace', 'observations')) return isJsonObject(record['trace']) && Array.isArray(record['observations'])
  return has(record, 'id', 'timestamp') && hasOne(record, 'bookmarked', 'observations') && hasOne(record, 'public', 'observations') && !('model' in record)
}
