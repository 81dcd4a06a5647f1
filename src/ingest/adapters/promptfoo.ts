import type { ParsedRecord } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'

const FORMAT = 'promptfoo'

/** Results of promptfoo, a whole file or a line for each: tests and their grades, never traffic of users. */
export const promptfoo: Adapter = {
  name: FORMAT,
  detect: (record) => isResult(record) || isFile(record),
  parse: (record, source) => {
    const results = isFile(record) ? resultsOf(record) : [record]
    return results.map((): ParsedRecord => ({ kind: 'excluded', reason: 'evaluation', source, format: FORMAT, detail: 'a test of an evaluation, not a call of users' }))
  },
}

function isResult(record: JsonObject): boolean {
  return ('promptIdx' in record && 'testIdx' in record) || ('testCase' in record && 'gradingResult' in record)
}

function isFile(record: JsonObject): boolean {
  return resultsOf(record).some(isResult)
}

function resultsOf(record: JsonObject): readonly JsonObject[] {
  const results = record['results']
  const list: JsonValue | undefined = isJsonObject(results) ? results['results'] : results
  return Array.isArray(list) ? list.filter(isJsonObject) : []
}
