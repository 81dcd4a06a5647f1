import type { ParsedRecord } from '../../domain/call.js'
import type { JsonObject } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import { langfuseObservation } from '../langfuse/observation.js'
import { Excluded, excludedBy } from '../read/excluded.js'

const has = (record: JsonObject, ...keys: string[]): boolean => keys.every((key) => key in record)
const hasOne = (record: JsonObject, ...keys: string[]): boolean => keys.some((key) => key in record)

/** Observations of Langfuse: exports of its pages in both generations, of its blob storage, rows of its tables, and traces with their observations. */
export const langfuse: Adapter = {
  name: 'langfuse',
  promptColumns: ['input'],
  detect: (record) => isObservation(record) || isTrace(record),
  parse: (record, source) => {
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
}

function isObservation(record: JsonObject): boolean {
  const isUi = has(record, 'traceId', 'startTime', 'type') && hasOne(record, 'usageDetails', 'parentObservationId', 'providedModelName', 'completionStartTime')
  const isTable = has(record, 'trace_id', 'start_time', 'type') && hasOne(record, 'usage_details', 'provided_model_name', 'parent_observation_id')
  return isUi || isTable
}

function isTrace(record: JsonObject): boolean {
  return has(record, 'id', 'timestamp') && hasOne(record, 'bookmarked', 'observations') && hasOne(record, 'public', 'observations') && !('model' in record)
}
