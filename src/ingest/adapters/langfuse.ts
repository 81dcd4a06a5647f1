import type { ParsedRecord, SourceRef } from '../../domain/call.js'
import type { JsonObject } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter, Deferred } from '../adapter.js'
import { langfuseObservation } from '../langfuse/observation.js'
import { Excluded, excludedBy } from '../read/excluded.js'
import { nameOf } from '../read/field.js'
import { readTime } from '../read/time.js'

const has = (record: JsonObject, ...keys: string[]): boolean => keys.every((key) => key in record)
const hasOne = (record: JsonObject, ...keys: string[]): boolean => keys.some((key) => key in record)

/** Observations of Langfuse: exports of its pages in both generations, of its blob storage, rows of its tables, and traces with their observations. */
export const langfuse: Adapter = {
  name: 'langfuse',
  promptColumns: ['input'],
  detect: (record) => isObservation(record) || isTrace(record),
  parse: (record, source) => {
    const version = versionOf(record, source)
    if (version) return [version]
    if (isObservation(record)) return [langfuseObservation(record, source)]
    const inner = record['observations']
    if (!Array.isArray(inner) || !inner.every(isJsonObject)) throw new Excluded('not-a-call', 'a trace, whose calls are its observations: export those')
    const shared = { userId: record['userId'], sessionId: record['sessionId'], traceName: record['name'], tags: record['tags'] }
    return inner.map((observation: JsonObject): ParsedRecord => {
      try {
        return langfuseObservation({ ...shared, ...observation }, source)
      } catch (error) {
        return excludedBy(error, source, 'langfuse')
      }
    })
  },
  settle: settleVersions,
}

/** A row of the table itself, which keeps every version of an observation until it merges them. */
function versionOf(record: JsonObject, source: SourceRef): Deferred | undefined {
  const id = nameOf(record['id'] ?? record['span_id'])
  if (!('event_ts' in record) || !('is_deleted' in record) || id === undefined || !isObservation(record)) return undefined
  return { kind: 'deferred', format: 'langfuse', keys: [id], role: 'version', source, record }
}

/** The last version counts. */
function settleVersions(parts: readonly Deferred[]): readonly ParsedRecord[] {
  const time = ({ record }: Deferred): string => readTime(record['event_ts']) ?? ''
  const last = parts.reduce((latest: Deferred | undefined, part) => (latest === undefined || time(part) >= time(latest) ? part : latest), undefined)
  return parts.map((part): ParsedRecord => {
    try {
      if (part !== last) throw new Excluded('duplicate', 'an earlier version of the observation')
      return langfuseObservation(part.record, part.source)
    } catch (error) {
      return excludedBy(error, part.source, 'langfuse')
    }
  })
}

function isObservation(record: JsonObject): boolean {
  const isUi = has(record, 'traceId', 'startTime', 'type') && hasOne(record, 'usageDetails', 'parentObservationId', 'providedModelName', 'completionStartTime')
  const isTable = has(record, 'trace_id', 'start_time', 'type') && hasOne(record, 'usage_details', 'provided_model_name', 'parent_observation_id')
  return isUi || isTable
}

function isTrace(record: JsonObject): boolean {
  return has(record, 'id', 'timestamp') && hasOne(record, 'bookmarked', 'observations') && hasOne(record, 'public', 'observations') && !('model' in record)
}
