import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { SourceRef } from '../../domain/call.js'
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

const FORMAT = 'cloudflare'

/**
 * Cloudflare's AI Gateway: the events of Logpush, whose bodies are encrypted unless their owner has decrypted them, and the
 * logs of the REST API, which have no bodies unless those were fetched for them.
 */
export const cloudflare: Adapter = {
  name: FORMAT,
  detect: (record) => isPush(record) || isRest(record),
  parse: (record, source) => {
    const field = (push: string, ...rest: readonly string[]): JsonValue | undefined => (isPush(record) ? record[push] : rest.map((name) => record[name]).find((value) => value !== undefined))
    const [request, response] = [jsonOf(field('RequestBody', 'request', 'request_body')), workersAnswer(jsonOf(field('ResponseBody', 'response', 'response_body')))]
    refuseFailure({ status: field('StatusCode', 'status_code'), error: record['success'] === false ? 'the provider answered with an error' : null }, isEncrypted(response) || !isJsonObject(response) ? undefined : response)
    if (record['RateLimited'] === true) throw new Excluded('error', 'refused by the rate limit of the gateway')
    if (isTrue(field('Cached', 'cached'))) throw new Excluded('cached', 'answered by the cache of the gateway')
    const own = ownOf(record, source)
    if (isEncrypted(request) || isEncrypted(response)) return refuseTextless(own, 'redacted', 'the bodies are encrypted: decrypt them with your private key and put them into RequestBody and ResponseBody')
    if (!isJsonObject(request)) return refuseTextless(own, 'no-text', 'these logs have no bodies')
    return [readWire(request, response, own)]
  },
}

function ownOf(record: JsonObject, source: SourceRef): Known {
  const metadata = objectOf(record['metadata'] ?? record['Metadata'])
  return {
    format: FORMAT,
    source,
    record: { id: record['id'], ...(metadata && !isEncrypted(metadata) && { metadata }) },
    provider: nameOf(record['provider'] ?? record['Provider']),
    requestModel: nameOf(record['model'] ?? record['Model']),
    usage: inclusiveUsage({ input: statedCount(record['tokens_in']), output: statedCount(record['tokens_out']) }),
    costUsd: readUsd(record['cost']),
    startedAt: readTime(record['created_at']),
    latencyMs: readNumber(record['duration']),
  }
}

/** Models that Cloudflare serves itself answer in an envelope of its API. */
function workersAnswer(response: JsonValue | undefined): JsonValue | undefined {
  const result = isJsonObject(response) ? response['result'] : undefined
  if (!isJsonObject(result)) return response
  if (Array.isArray(result['choices'])) return result
  const { response: content = null, tool_calls = null, usage = null } = result
  return 'response' in result ? { choices: [{ index: 0, message: { role: 'assistant', content: typeof content === 'object' && content !== null ? JSON.stringify(content) : content, tool_calls } }], usage } : response
}

function isPush(record: JsonObject): boolean {
  return 'Gateway' in record && 'RequestBody' in record && 'ResponseBody' in record
}

function isRest(record: JsonObject): boolean {
  return 'tokens_in' in record && 'tokens_out' in record && 'cached' in record && ['step', 'request_type', 'custom_cost', 'path'].some((key) => key in record)
}

/** `{key, iv, data}`, all base64. */
function isEncrypted(value: JsonValue | undefined): boolean {
  return isJsonObject(value) && typeof value['iv'] === 'string' && typeof value['data'] === 'string'
}

function isTrue(value: JsonValue | undefined): boolean {
  return value === true || value === 'true' || value === 1
}
