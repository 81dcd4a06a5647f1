import type { JsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import { CONSUMED_COLUMNS, PLAIN_COLUMNS } from '../plain/columns.js'
import { messageList, plainRequest } from '../plain/request.js'
import { plainResponse } from '../plain/response.js'
import { callOf } from '../read/draft.js'
import { refuseFailure } from '../read/failure.js'
import { fieldOf, nameOf, plainName } from '../read/field.js'
import { keysUnder } from '../read/shape.js'

/** Stands for the model of a table that has no column for it; `models: { unknown: { as: … } }` in the configuration says which it was. */
const UNKNOWN_MODEL = 'unknown'

/** Tables of prompts and answers, as CSV or JSON rows, under the names that people give to such columns. */
export const plain: Adapter = {
  name: 'plain',
  promptColumns: PLAIN_COLUMNS.prompt,
  detect: (record) => {
    const names = new Set(Object.keys(record).map(plainName))
    const has = (columns: readonly string[]): boolean => columns.some((column) => names.has(column))
    return !isSpan(names) && has(PLAIN_COLUMNS.prompt) && (has(PLAIN_COLUMNS.response) || has(PLAIN_COLUMNS.model)) && isPrompt(record)
  },
  parse: (record, source) => {
    refuseFailure(record, undefined)
    const request = plainRequest(record)
    return [callOf({
      ...plainResponse(record),
      format: 'plain',
      source,
      record,
      request,
      requestModel: nameOf(fieldOf(record, PLAIN_COLUMNS.model)) ?? (keysUnder(record, PLAIN_COLUMNS.model).length === 0 ? UNKNOWN_MODEL : undefined),
      consumed: CONSUMED_COLUMNS,
    })]
  },
}

/** A row of a trace export: parents repeat the text of their children, so to read them as calls would count twice. */
function isSpan(names: ReadonlySet<string>): boolean {
  const marks = ['parentobservationid', 'parentrunid', 'dottedorder', 'spanattributes', 'parentspanid']
  return marks.some((mark) => names.has(mark)) || (names.has('traceid') && names.has('starttime') && names.has('type'))
}

function isPrompt(record: JsonObject): boolean {
  const prompt = fieldOf(record, PLAIN_COLUMNS.prompt)
  return prompt === undefined || typeof prompt === 'string' || messageList(prompt) !== undefined
}
