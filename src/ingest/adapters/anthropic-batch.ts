import type { SourceRef } from '../../domain/call.js'
import type { JsonObject } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import { anthropicWire } from '../anthropic/wire.js'
import { halfOf, joinHalves } from '../batch/join.js'
import type { Known } from '../read/draft.js'
import { refuseTextless } from '../read/draft.js'
import { Excluded } from '../read/excluded.js'
import { refuseFailure } from '../read/failure.js'
import { nameOf } from '../read/field.js'
import { objectOf } from '../read/json-text.js'
import { textField } from '../read/option.js'
import { readWire } from '../wire/read-wire.js'

const FORMAT = 'anthropic-batch'

/** Anthropic's message batches: the requests and the results, joined by custom id whatever their order. They cost half. */
export const anthropicBatch: Adapter = {
  name: FORMAT,
  detect: (record) => typeof record['custom_id'] === 'string' && (isJsonObject(record['params']) || typeof objectOf(record['result'])?.['type'] === 'string'),
  parse: (record, source) => [halfOf(FORMAT, isJsonObject(record['params']) ? 'request' : 'answer', textField(record['custom_id']) ?? '', record, source)],
  settle: (parts) => joinHalves(parts, {
    join: (request, answer, source) => readWire(objectOf(request['params']) ?? {}, messageOf(answer), knownOf(answer, source)),
    alone: (answer, source, detail) => refuseTextless({ ...anthropicWire.known(messageOf(answer)), ...knownOf(answer, source) }, 'context-missing', detail),
  }),
}

/** The message of a result. Throws Excluded 'error' for requests that were not answered: errored, canceled, expired. */
function messageOf(answer: JsonObject): JsonObject {
  const result = objectOf(answer['result']) ?? {}
  if (result['type'] !== 'succeeded') {
    const error = objectOf(result['error'])
    refuseFailure({ error: error?.['error'] ?? error, status: result['type'] }, undefined)
    throw new Excluded('error', `the request was not answered (${(nameOf(result['type']) ?? '').slice(0, 40)})`)
  }
  const message = objectOf(result['message'])
  if (!message) throw new Excluded('no-output', 'the result has no message')
  return message
}

function knownOf(answer: JsonObject, source: SourceRef): Known {
  return { format: FORMAT, source, record: { custom_id: answer['custom_id'] }, provider: 'anthropic', serviceTier: 'batch', responseModel: nameOf(messageOf(answer)['model']) }
}
