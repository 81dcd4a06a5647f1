import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import type { Known } from '../read/draft.js'
import { refuseTextless } from '../read/draft.js'
import { Excluded } from '../read/excluded.js'
import { refuseFailure } from '../read/failure.js'
import { nameOf } from '../read/field.js'
import { jsonOf, objectOf } from '../read/json-text.js'
import { readNumber, readUsd, statedCount } from '../read/number.js'
import { readTime } from '../read/time.js'
import { inclusiveUsage } from '../read/usage.js'
import { readWire } from '../wire/read-wire.js'

const FORMAT = 'portkey'
const OTHER_ENDPOINT = /\/(?:embeddings|moderations|images|audio|rerank)\b/
const CENTS_PER_USD = 100

/** Portkey's log export. Its cost is in cents. */
export const portkey: Adapter = {
  name: FORMAT,
  detect: (record) => 'ai_org' in record && 'ai_model' in record,
  parse: (record, source) => {
    const [request, response] = [bodyOf(record['request']), bodyOf(record['response'])]
    refuseFailure({ status: record['response_status_code'], error: record['error'] }, isJsonObject(response) ? response : undefined)
    if (/^(?:false|0)$/i.test(String(record['is_success']))) throw new Excluded('error', 'the provider answered with an error')
    if (OTHER_ENDPOINT.test(nameOf(record['request_url']) ?? nameOf(objectOf(record['request'])?.['url']) ?? '')) throw new Excluded('not-a-call', 'a request to another endpoint than chat')
    if (/\bhit\b/i.test(nameOf(record['cache_status']) ?? '')) throw new Excluded('cached', 'answered by the cache of the gateway')
    const cents = readUsd(record['cost'])
    const isUsd = /^(?:usd)?$/i.test(nameOf(record['cost_currency']) ?? '')
    const own: Known = {
      format: FORMAT,
      source,
      record: { id: record['id'], metadata: metadataOf(objectOf(record['metadata']) ?? record) },
      provider: nameOf(record['ai_org']),
      requestModel: nameOf(record['ai_model']),
      usage: isJsonObject(response) && isJsonObject(response['usage']) ? {} : inclusiveUsage({ input: statedCount(record['req_units']), output: statedCount(record['res_units']) }),
      costUsd: cents === undefined || !isUsd ? undefined : Number((cents / CENTS_PER_USD).toPrecision(12)),
      startedAt: readTime(record['created_at']),
      latencyMs: readNumber(record['response_time']),
    }
    if (!isJsonObject(request)) return refuseTextless(own, 'no-text', 'the export was made without the column of requests, or the gateway does not store them')
    return [readWire(request, response, own)]
  },
}

/** `{status, headers, body}`, or the body itself. */
function bodyOf(side: JsonValue | undefined): JsonValue | undefined {
  const json = jsonOf(side)
  return isJsonObject(json) && 'body' in json ? jsonOf(json['body']) : json
}

/** Metadata comes as an object, or as a list of keys beside a list of values. */
function metadataOf(metadata: JsonObject): JsonObject {
  const [keys, values] = [jsonOf(metadata['key'] ?? metadata['metadata.key']), jsonOf(metadata['value'] ?? metadata['metadata.value'])]
  if (!Array.isArray(keys) || !Array.isArray(values)) return 'ai_org' in metadata ? {} : metadata
  return Object.fromEntries(keys.flatMap((key: JsonValue, index) => (typeof key === 'string' ? [[key, values[index]]] : [])))
}
