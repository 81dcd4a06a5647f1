import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import { litellmKnown, refuseNoCall } from '../litellm/record.js'
import { refuseTextless } from '../read/draft.js'
import { jsonOf, objectOf } from '../read/json-text.js'
import { readWire } from '../wire/read-wire.js'

const FORMAT = 'litellm-spend'

/** LiteLLM's spend logs (table, API or CSV). The prompt is in `proxy_server_request`; `messages` is empty as a rule. */
export const litellmSpend: Adapter = {
  name: FORMAT,
  promptColumns: ['proxyserverrequest'],
  detect: (record) => 'request_id' in record && 'call_type' in record && 'spend' in record && 'startTime' in record,
  parse: (record, source) => {
    const metadata = objectOf(record['metadata']) ?? {}
    refuseNoCall(record, metadata)
    const own = litellmKnown(FORMAT, record, metadata, source, record['spend'])
    const request = requestOf(record)
    const response = answerOf(record)
    if (!request && isEmpty(response)) return refuseTextless(own, 'no-text', 'the gateway does not store prompts (store_prompts_in_spend_logs is off)')
    if (!request) return refuseTextless(own, 'no-prompt', 'the record has no request: proxy_server_request and messages are empty')
    return [readWire(request, response, own)]
  },
}

function requestOf(record: JsonObject): JsonObject | undefined {
  const proxied = objectOf(record['proxy_server_request'])
  const body = objectOf(proxied?.['body']) ?? proxied
  if (body && Object.keys(body).length > 0) return body
  const messages = jsonOf(record['messages'])
  return Array.isArray(messages) && messages.length > 0 ? { messages } : undefined
}

/** Older records in object stores hold the answer as JSON text in a list. */
function answerOf(record: JsonObject): JsonValue | undefined {
  const response = jsonOf(record['response'])
  if (!isEmpty(response)) return response
  const output = jsonOf(record['output'])
  return Array.isArray(output) && output.length === 1 ? jsonOf(output[0]) : response
}

function isEmpty(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || value === '' || (isJsonObject(value) && Object.keys(value).length === 0)
}
