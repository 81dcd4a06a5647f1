import type { JsonObject, JsonValue } from '../../domain/json.js'
import { Excluded } from '../read/excluded.js'
import { FAILED } from '../read/failure.js'
import { isBlank, nameOf } from '../read/field.js'
import { keysUnder } from '../read/shape.js'
import { PLAIN_COLUMNS } from './columns.js'

const SUCCEEDED = ['success', 'succeeded', 'successful', 'issuccess', 'issuccessful']
const FLAGS = ['iserror', 'haserror', 'errored', 'isfailed', 'failed']
const STATES = ['state', 'outcome', 'callstatus', 'requeststatus', 'callstate']
const MESSAGES = ['errormessage', 'errormsg', 'errordetail', 'errordetails', 'errortext', 'exception', 'exceptionmessage']
const OTHER_MODEL = /embed|rerank|moderation|whisper|\btts\b|dall-?e/i
/** So many numbers are a vector. */
const VECTOR = 32

const isTrue = (value: JsonValue | undefined): boolean => value === true || value === 1 || (typeof value === 'string' && /^(?:true|yes|1)$/i.test(value.trim()))
const isFalse = (value: JsonValue | undefined): boolean => value === false || value === 0 || (typeof value === 'string' && /^(?:false|no|0)$/i.test(value.trim()))
const some = (row: JsonObject, names: readonly string[], test: (value: JsonValue | undefined) => boolean): boolean => keysUnder(row, names).some((key) => test(row[key]))

/** Throws Excluded for a row of a table whose columns say that its answer is none of a model, though a text stands there. */
export function refuseRow(row: JsonObject): void {
  if (some(row, SUCCEEDED, isFalse) || some(row, FLAGS, isTrue) || some(row, STATES, (value) => typeof value === 'string' && FAILED.test(value.trim())) || some(row, MESSAGES, (value) => !isBlank(value) && nameOf(value) !== undefined)) throw new Excluded('error', 'the row says that the call failed')
  const model = keysUnder(row, PLAIN_COLUMNS.model).map((key) => nameOf(row[key])).find((name) => name !== undefined)
  const isVector = some(row, PLAIN_COLUMNS.response, (value) => Array.isArray(value) && value.length >= VECTOR && value.every((item: JsonValue) => typeof item === 'number'))
  if (isVector || (model !== undefined && OTHER_MODEL.test(model))) throw new Excluded('not-a-call', 'an embedding, or another task than chat')
}
