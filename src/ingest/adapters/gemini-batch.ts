import type { SourceRef } from '../../domain/call.js'
import type { JsonObject } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import { halfOf, joinHalves } from '../batch/join.js'
import { geminiWire } from '../gemini/wire.js'
import type { Known } from '../read/draft.js'
import { refuseTextless } from '../read/draft.js'
import { Excluded } from '../read/excluded.js'
import { refuseFailure } from '../read/failure.js'
import { isBlank, nameOf } from '../read/field.js'
import { objectOf } from '../read/json-text.js'
import { readTime } from '../read/time.js'
import { readWire } from '../wire/read-wire.js'

const FORMAT = 'gemini-batch'

/**
 * Batches of Gemini, which cost half: Vertex AI writes request and response into one line or row, the Gemini API into two files whose
 * lines share a key.
 */
export const geminiBatch: Adapter = {
  name: FORMAT,
  detect: (record) => isWhole(record) || isHalf(record),
  parse: (record, source) => {
    if (!isWhole(record)) return [halfOf(FORMAT, 'request' in record ? 'request' : 'answer', nameOf(record['key']) ?? '', record, source)]
    const failure = nameOf(record['status'])
    refuseFailure({ status: failure === undefined ? null : 'error', error: failure ?? null }, objectOf(record['response']))
    return [readWire(objectOf(record['request']) ?? {}, objectOf(record['response']), knownOf(record, source))]
  },
  settle: (parts) => joinHalves(parts, {
    join: (request, answer, source) => {
      refuseFailure({ error: answer['error'] ?? null }, objectOf(answer['response']))
      return readWire(objectOf(request['request']) ?? {}, objectOf(answer['response']), knownOf(answer, source))
    },
    alone: (answer, source, detail) => {
      refuseFailure({ error: answer['error'] ?? null }, objectOf(answer['response']))
      if (answer['response'] === undefined) throw new Excluded('no-output', 'the answer has no response')
      return refuseTextless({ ...geminiWire.known(objectOf(answer['response'])), ...knownOf(answer, source) }, 'context-missing', detail)
    },
  }),
}

function isWhole(record: JsonObject): boolean {
  return 'processed_time' in record && 'request' in record && ('response' in record || 'status' in record) && isJsonObject(objectOf(record['request']))
}

function isHalf(record: JsonObject): boolean {
  if (typeof record['key'] !== 'string') return false
  const [request, response] = [record['request'], record['response']]
  if (isJsonObject(request)) return Array.isArray(request['contents']) && isBlank(response)
  return (isJsonObject(response) && ('candidates' in response || 'usageMetadata' in response || 'promptFeedback' in response)) || (isJsonObject(record['error']) && Object.keys(record).length <= 3)
}

function knownOf(record: JsonObject, source: SourceRef): Known {
  return { format: FORMAT, source, record: { key: record['key'] }, provider: 'google', serviceTier: 'batch', startedAt: readTime(record['processed_time']), responseModel: nameOf(objectOf(record['response'])?.['modelVersion']) }
}
