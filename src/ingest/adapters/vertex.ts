import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import type { Known } from '../read/draft.js'
import { refuseTextless } from '../read/draft.js'
import { Excluded } from '../read/excluded.js'
import { refuseFailure } from '../read/failure.js'
import { nameOf } from '../read/field.js'
import { jsonOf, objectOf } from '../read/json-text.js'
import { readNumber } from '../read/number.js'
import { readTime } from '../read/time.js'
import { readWire } from '../wire/read-wire.js'

const FORMAT = 'vertex'

/** Vertex AI's log of requests and responses in BigQuery. It is sampled where `sampling_rate` was below 1: volumes are lower bounds then. */
export const vertex: Adapter = {
  name: FORMAT,
  promptColumns: ['fullrequest', 'requestpayload'],
  detect: (record) => ('full_request' in record || 'request_payload' in record) && ['logging_time', 'api_method', 'deployed_model_id', 'endpoint'].some((key) => key in record),
  parse: (record, source) => {
    if (/embed|(?<!raw)predict$/i.test(nameOf(record['api_method']) ?? '')) throw new Excluded('not-a-call', 'a request of another kind than chat')
    const [request, response] = [objectOf(payload(record, 'full_request', 'request_payload')), jsonOf(payload(record, 'full_response', 'response_payload'))]
    refuseFailure({ status: record['status'] }, isJsonObject(response) ? response : undefined)
    const metadata = objectOf(record['metadata']) ?? {}
    const own: Known = {
      format: FORMAT,
      source,
      record: { id: record['request_id'], metadata: { ...objectOf(request?.['labels']) } },
      provider: 'google',
      requestModel: modelOf(record['model'] ?? record['deployed_model_id'] ?? record['endpoint']),
      startedAt: readTime(record['logging_time']),
      latencyMs: readNumber(metadata['request_latency']),
    }
    if (!request) return refuseTextless(own, 'no-prompt', 'the row has no request')
    return [readWire(request, response, own)]
  },
}

/** A column of JSON, or a list of the texts that were sent. */
function payload(record: JsonObject, whole: string, list: string): JsonValue | undefined {
  const value = jsonOf(record[whole])
  if (isJsonObject(value) || (Array.isArray(value) && value.length > 0)) return value
  const texts = jsonOf(record[list])
  if (!Array.isArray(texts)) return texts
  return texts.length === 1 ? jsonOf(texts[0]) : texts.map((text: JsonValue) => jsonOf(text) ?? null)
}

/** `publishers/google/models/gemini-…` names the model last. */
function modelOf(value: JsonValue | undefined): string | undefined {
  return nameOf(value)?.split('/').at(-1)
}
