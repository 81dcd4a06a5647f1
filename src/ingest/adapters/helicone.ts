import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import { Excluded } from '../read/excluded.js'
import { isBlank, nameOf } from '../read/field.js'
import { jsonOf, objectOf } from '../read/json-text.js'
import { readNumber, readUsd, statedCount } from '../read/number.js'
import { textField } from '../read/option.js'
import { readTime } from '../read/time.js'
import { exclusiveUsage } from '../read/usage.js'
import type { Texts } from '../transcript/facts.js'
import { factsExcluded, factsRecord, uncounted } from '../transcript/facts.js'
import { transcriptRequest } from '../transcript/request.js'
import { transcriptResponse } from '../transcript/response.js'
import { requestWireOf, wireOf } from '../wire/wires.js'

const FORMAT = 'helicone'

/** Requests of Helicone: its export with or without bodies, its CSV, and rows of its ClickHouse table. Bodies are the provider's own. */
export const helicone: Adapter = {
  name: FORMAT,
  promptColumns: ['requestbody'],
  detect: (record) => ('response_status' in record && ('request_properties' in record || 'response_id' in record) && ('request_body' in record || 'signed_body_url' in record)) || isTableRow(record),
  parse: (record, source) => {
    const request = jsonOf(record['request_body'])
    const response = answerOf(record['response_body'])
    const properties = { ...objectOf(record['properties']), ...objectOf(record['request_properties']) }
    const path = textField(record['request_path']) ?? textField(record['target_url']) ?? ''
    if (/\/(?:embeddings|moderations|images|audio|rerank)\b/.test(path)) throw new Excluded('not-a-call', 'a request to another endpoint than chat')
    const facts = {
      format: FORMAT,
      source,
      id: nameOf(record['request_id'] ?? record['response_id']),
      requestModel: nameOf(isJsonObject(request) ? request['model'] : undefined) ?? nameOf(record['request_model'] ?? record['model']),
      responseModel: nameOf(record['response_model']) ?? nameOf(record['model']),
      provider: nameOf(record['provider'])?.toLowerCase(),
      usage: usageOf(record, request),
      isUsageDerived: true,
      costUsd: costOf(record),
      latencyMs: positive(record['delay_ms']) ?? (isTableRow(record) ? positive(record['latency']) : undefined),
      timeToFirstTokenMs: positive(record['time_to_first_token']),
      startedAt: readTime(record['request_created_at']),
      conversationId: nameOf(properties['Helicone-Session-Id']),
      metadata: metadataOf(record, properties),
    }
    const status = readNumber(record['response_status'] ?? record['status'])
    if (status !== undefined && (status < 0 || status >= 400)) return [uncounted(facts, 'error', status < 0 ? `no answer (Helicone status ${status})` : `HTTP ${status}`)]
    if (isServedFromCache(record)) return [uncounted(facts, 'cached', 'the answer came from Helicone’s cache')]
    const isEmpty = (body: JsonValue | undefined): boolean => isBlank(body) || (isJsonObject(body) && Object.keys(body).length === 0)
    if (isEmpty(request) && isEmpty(response)) return [factsExcluded(facts, 'no-text', 'the export was made without bodies: use --include-body')]
    if (isEmpty(response)) return [factsExcluded(facts, 'no-output', 'the export holds no response body: Helicone’s CSV never does, its JSONL does with --include-body')]
    return [factsRecord(facts, () => textsOf(request, response))]
  },
}

const isTableRow = (record: JsonObject): boolean => 'request_body' in record && 'request_created_at' in record && 'organization_id' in record && 'status' in record

/** Streams that Helicone did not put together stand under a name of their own. */
function answerOf(body: JsonValue | undefined): JsonValue | undefined {
  const json = jsonOf(body)
  const streamed = isJsonObject(json) && !('choices' in json) && !('content' in json) ? jsonOf(json['streamed_data']) : undefined
  return isBlank(streamed) ? json : streamed
}

/** The bodies by the readers of their API; others by the general one. */
function textsOf(request: JsonValue | undefined, response: JsonValue | undefined): Texts {
  const wire = isJsonObject(request) ? wireOf(request, response) : undefined
  if (!wire || !isJsonObject(request)) return { request: transcriptRequest(request), response: transcriptResponse(response) }
  const asked = requestWireOf(request, wire)
  asked.refuseIncomplete?.(request)
  return { request: asked.request(request), response: wire.response(response) }
}

/**
 * `prompt_tokens` counts fresh tokens, those of the cache stand beside it. Exports without the columns of the cache do not say what a request
 * that asks for caching took.
 */
function usageOf(record: JsonObject, request: JsonValue | undefined) {
  const isCacheLogged = 'prompt_cache_read_tokens' in record || 'prompt_cache_write_tokens' in record
  const isCacheAsked = isJsonObject(request) && JSON.stringify(request).includes('"cache_control"')
  return exclusiveUsage({
    input: isCacheAsked && !isCacheLogged ? undefined : statedCount(record['prompt_tokens']),
    output: statedCount(record['completion_tokens']),
    cacheRead: statedCount(record['prompt_cache_read_tokens']),
    cacheWrite: statedCount(record['prompt_cache_write_tokens']),
    reasoning: statedCount(record['reasoning_tokens']),
  })
}

/** Dollars in exports; the table keeps whole billionths of one. */
function costOf(record: JsonObject): number | undefined {
  const cost = readUsd(record['cost'] ?? record['costUSD'] ?? record['cost_usd'])
  if (cost === undefined) return undefined
  return isTableRow(record) ? Number((cost / 1e9).toPrecision(12)) : cost
}

function isServedFromCache(record: JsonObject): boolean {
  const reference = nameOf(record['cache_reference_id'])
  return reference !== undefined && !/^[0-]+$/.test(reference)
}

function metadataOf(record: JsonObject, properties: JsonObject): JsonObject {
  const user = nameOf(record['request_user_id'] ?? record['user_id'])
  const prompt = nameOf(record['prompt_id'])
  const scores = objectOf(record['scores']) ?? {}
  const rating = record['feedback_rating']
  return {
    ...properties,
    ...(user !== undefined && { user_id: user }),
    ...(prompt !== undefined && { prompt_id: prompt }),
    ...(Object.keys(scores).length > 0 && { scores }),
    ...(typeof rating === 'boolean' && { feedback_rating: rating }),
  }
}

function positive(value: JsonValue | undefined): number | undefined {
  const number = readNumber(value)
  return number !== undefined && number > 0 ? number : undefined
}
