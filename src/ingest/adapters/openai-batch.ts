import type { SourceRef } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import { halfOf, joinHalves } from '../batch/join.js'
import type { Known } from '../read/draft.js'
import { refuseTextless } from '../read/draft.js'
import { Excluded } from '../read/excluded.js'
import { refuseFailure } from '../read/failure.js'
import { nameOf } from '../read/field.js'
import { objectOf } from '../read/json-text.js'
import { textField } from '../read/option.js'
import { readWire } from '../wire/read-wire.js'
import { wireOf } from '../wire/wires.js'

const FORMAT = 'openai-batch'
const OTHER_ENDPOINT = /\/v1\/(?!chat\/completions|responses)/

/** OpenAI's batches: the input file and the output or error file, joined by custom id whatever their order. They cost half. */
export const openaiBatch: Adapter = {
  name: FORMAT,
  detect: (record) => typeof record['custom_id'] === 'string' && (isInput(record) || isOutput(record)),
  parse: (record, source) => {
    const id = textField(record['custom_id']) ?? ''
    if (isInput(record)) {
      if (OTHER_ENDPOINT.test(nameOf(record['url']) ?? '')) throw new Excluded('not-a-call', 'a request to another endpoint than chat')
      return [halfOf(FORMAT, 'request', id, record, source)]
    }
    refuseOther(bodyOf(record))
    return [halfOf(FORMAT, 'answer', id, record, source)]
  },
  settle: (parts) => joinHalves(parts, {
    join: (request, answer, source) => {
      refuseFailed(answer)
      const body = objectOf(request['body'])
      if (!body) throw new Excluded('no-prompt', 'the line of the input file has no body')
      return readWire(body, bodyOf(answer), knownOf(answer, source))
    },
    alone: (answer, source, detail) => {
      refuseFailed(answer)
      const stated = wireOf({}, bodyOf(answer))?.known(bodyOf(answer))
      return refuseTextless({ ...stated, ...knownOf(answer, source) }, 'context-missing', detail)
    },
  }),
}

/** Some providers (Fireworks, Together) leave out method and address. */
function isInput(record: JsonObject): boolean {
  if (typeof record['url'] === 'string') return 'body' in record
  const body = ['response', 'output', 'completion'].some((key) => key in record) ? undefined : record['body']
  return isJsonObject(body) && Array.isArray(body['messages'])
}

function isOutput(record: JsonObject): boolean {
  if (!('response' in record)) return false
  return 'error' in record || (isBody(record['response']) && !['request', 'messages', 'prompt', 'input', 'body'].some((key) => key in record))
}

const isBody = (response: JsonValue | undefined): boolean => isJsonObject(response) && ('choices' in response || 'output' in response) && !('body' in response)

/** The body stands beside a status, or is the whole response. */
function bodyOf(answer: JsonObject): JsonObject | undefined {
  const response = objectOf(answer['response'])
  return isBody(response) ? response : objectOf(response?.['body'])
}

/** What a line of the output says for itself; its response calls the tier `default`, but a batch pays half. */
function knownOf(answer: JsonObject, source: SourceRef): Known {
  return { format: FORMAT, source, record: { id: answer['id'], custom_id: answer['custom_id'] }, serviceTier: 'batch', responseModel: nameOf(bodyOf(answer)?.['model']) }
}

function refuseFailed(answer: JsonObject): void {
  refuseFailure({ error: answer['error'], status: objectOf(answer['response'])?.['status_code'] }, bodyOf(answer))
  if (!bodyOf(answer)) throw new Excluded('no-output', 'the line of the output file has no body')
}

function refuseOther(body: JsonObject | undefined): void {
  const data = body?.['data']
  if (body?.['object'] === 'list' && Array.isArray(data) && data.some((one) => isJsonObject(one) && 'embedding' in one)) throw new Excluded('not-a-call', 'an answer of another endpoint than chat')
}
