import type { JsonObject } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import type { Known } from '../read/draft.js'
import { refuseTextless } from '../read/draft.js'
import { Excluded } from '../read/excluded.js'
import { isBlank, nameOf } from '../read/field.js'
import { jsonOf, objectOf } from '../read/json-text.js'
import { readNumber, readUsd, statedCount } from '../read/number.js'
import { readTime } from '../read/time.js'
import { inclusiveUsage } from '../read/usage.js'
import { wordOf } from '../read/word.js'
import { readWire } from '../wire/read-wire.js'

const FORMAT = 'truefoundry'
const NS_PER_MS = 1e6
/** Spans around that of the model, whose request and answer they repeat. */
const AROUND: ReadonlySet<string> = new Set(['ChatCompletion', 'Completion', 'AgentResponse'])

/** Spans of TrueFoundry's gateway, as its query API returns them: of each request the span of the model is the call. */
export const truefoundry: Adapter = {
  name: FORMAT,
  detect: (record) => ('spanAttributes' in record || 'span_attributes' in record) && Object.keys(attributesOf(record)).some((key) => key.startsWith('tfy.')),
  parse: (record, source) => {
    const attributes = attributesOf(record)
    const kind = nameOf(attributes['tfy.span_type'])
    if (kind !== undefined && AROUND.has(kind)) throw new Excluded('duplicate', 'the span holds that of the model')
    if (kind !== 'Model') throw new Excluded('not-a-call', `a span of the kind ${wordOf(kind)}`)
    if (!isBlank(attributes['tfy.error_message']) || /error/i.test(nameOf(record['statusCode'] ?? record['status_code']) ?? '')) throw new Excluded('error', 'the span ended with an error')
    const metric = (name: string): ReturnType<typeof readNumber> => readNumber(attributes[`tfy.model.metric.${name}`])
    const duration = readNumber(record['durationNs'] ?? record['duration_ns'])
    const own: Known = {
      format: FORMAT,
      source,
      record: { id: record['spanId'] ?? record['span_id'], session_id: attributes['tfy.request.conversation_id'], metadata: objectOf(attributes['tfy.request.metadata']) ?? {} },
      requestModel: nameOf(attributes['tfy.request.model_name']) ?? nameOf(attributes['tfy.model.name']),
      usage: inclusiveUsage({ input: statedCount(attributes['tfy.model.metric.input_tokens']), output: statedCount(attributes['tfy.model.metric.output_tokens']) }),
      costUsd: readUsd(attributes['tfy.model.metric.cost_in_usd']),
      startedAt: readTime(record['timestamp'] ?? record['startTime'] ?? record['start_time']),
      latencyMs: duration === undefined ? metric('latency_in_ms') : duration / NS_PER_MS,
      timeToFirstTokenMs: metric('time_to_first_token_in_ms'),
    }
    const request = jsonOf(attributes['tfy.input'])
    if (!isJsonObject(request)) return refuseTextless(own, 'no-text', 'the span carries no input')
    return [readWire(request, jsonOf(attributes['tfy.output']), own)]
  },
}

function attributesOf(record: JsonObject): JsonObject {
  return objectOf(record['spanAttributes'] ?? record['span_attributes']) ?? {}
}
