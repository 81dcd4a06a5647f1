import type { JsonObject } from '../../domain/json.js'
import type { ChatRequest } from '../../domain/message.js'
import type { Adapter } from '../adapter.js'
import { CONSUMED_COLUMNS, PLAIN_COLUMNS } from '../plain/columns.js'
import { ASSISTANT, messageList, plainRequest, promptOf } from '../plain/request.js'
import { plainResponse } from '../plain/response.js'
import { modelHolder } from '../plain/holder.js'
import { refuseRow } from '../plain/refuse-row.js'
import { stepKind } from '../plain/step.js'
import { refuseCached } from '../read/cached.js'
import { callOf } from '../read/draft.js'
import { Excluded } from '../read/excluded.js'
import { refuseFailure } from '../read/failure.js'
import { fieldOf, nameOf, plainName } from '../read/field.js'
import { defined, merged, samplingOptions } from '../read/option.js'
import { keysUnder } from '../read/shape.js'
import { transcriptOf } from '../transcript/messages.js'
import { UNKNOWN_MODEL } from '../read/unknown-model.js'

/** Tables of prompts and answers, as CSV or JSON rows, under the names that people give to such columns. */
export const plain: Adapter = {
  name: 'plain',
  promptColumns: PLAIN_COLUMNS.prompt,
  knownBy: ['user', 'assistant'],
  detect: (record) => {
    const names = new Set(Object.keys(record).map(plainName))
    const has = (columns: readonly string[]): boolean => columns.some((column) => names.has(column))
    return !isSpan(names) && (has(PLAIN_COLUMNS.prompt) || (names.has('user') && names.has('assistant'))) && (has(PLAIN_COLUMNS.response) || has(PLAIN_COLUMNS.model)) && isPrompt(record)
  },
  parse: (record, source) => {
    const step = stepKind(record)
    if (step !== undefined) throw new Excluded('not-a-call', `a step of the kind ${step.toLowerCase()}`)
    refuseFailure(record, undefined)
    refuseRow(record)
    refuseCached(record)
    const held = keysUnder(record, PLAIN_COLUMNS.model).length === 0 ? modelHolder(record) : undefined
    const answer = plainResponse(record)
    const request = merged(held ? heldOptions(held) : {}, plainRequest(record))
    return [callOf({
      ...answer,
      format: 'plain',
      source,
      record,
      request,
      requestModel: nameOf(fieldOf(held ?? record, PLAIN_COLUMNS.model)) ?? (answer.responseModel === undefined && isPromptTable(record) ? UNKNOWN_MODEL : undefined),
      consumed: keysUnder(record, ASSISTANT).length > 0 ? CONSUMED_WITH_USER : CONSUMED_COLUMNS,
    })]
  },
}

function heldOptions(held: JsonObject): Pick<ChatRequest, 'temperature' | 'topP' | 'seed'> {
  const { temperature, topP, seed } = samplingOptions(held)
  return defined({ temperature, topP, seed })
}

/** Beside `assistant`, `user` is what was asked. */
const CONSUMED_WITH_USER: ReadonlySet<string> = new Set([...CONSUMED_COLUMNS, 'user'])

/** Words that name much else too: alone they make no call of a row that names no model. */
const VAGUE: ReadonlySet<string> = new Set(['query', 'text', 'request', 'result', 'reply', 'generation'])

/** A table without a column for the model, whose other columns say clearly what they hold. */
function isPromptTable(record: JsonObject): boolean {
  const clear = (columns: readonly string[]): boolean => keysUnder(record, columns).some((key) => !VAGUE.has(plainName(key)))
  return keysUnder(record, PLAIN_COLUMNS.model).length === 0 && (clear(PLAIN_COLUMNS.prompt) || keysUnder(record, ASSISTANT).length > 0) && clear(PLAIN_COLUMNS.response)
}

/** A row of a trace export: parents repeat the text of their children, so to read them as calls would count twice. */
function isSpan(names: ReadonlySet<string>): boolean {
  const marks = ['parentobservationid', 'parentrunid', 'dottedorder', 'spanattributes', 'parentspanid']
  return marks.some((mark) => names.has(mark)) || (names.has('traceid') && names.has('starttime') && names.has('type'))
}

function isPrompt(record: JsonObject): boolean {
  const prompt = promptOf(record)
  return prompt === undefined || typeof prompt === 'string' || messageList(prompt) !== undefined || transcriptOf(prompt) !== undefined
}
