import type { JsonObject } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import { litellmKnown, refuseNoCall } from '../litellm/record.js'
import { refuseTextless } from '../read/draft.js'
import { isBlank, nameOf } from '../read/field.js'
import { jsonOf, objectOf } from '../read/json-text.js'
import { readWire } from '../wire/read-wire.js'

const FORMAT = 'litellm-standard'

/** LiteLLM's standard logging payload, as its callbacks write it to object stores: one object a file. */
export const litellmStandard: Adapter = {
  name: FORMAT,
  detect: (record) => 'call_type' in record && 'model_parameters' in record && ('hidden_params' in record || 'model_map_information' in record || 'response_cost' in record),
  parse: (record, source) => {
    const metadata = objectOf(record['metadata']) ?? {}
    refuseNoCall(record, metadata)
    const own = litellmKnown(FORMAT, record, metadata, source, record['response_cost'])
    if (isBlank(record['messages'])) return refuseTextless(own, 'no-text', 'the gateway does not log messages')
    // A text that was redacted stands in the place of the list.
    if (typeof record['messages'] === 'string' && record['messages'].length < 60 && /redacted/i.test(record['messages'])) return refuseTextless(own, 'redacted', 'the messages were removed from the log')
    return [readWire(requestOf(record), jsonOf(record['response']), own)]
  },
}

/** `messages` is a list, a request, or text; tools and options stand in `model_parameters`. */
function requestOf(record: JsonObject): JsonObject {
  const options = objectOf(record['model_parameters']) ?? {}
  const messages = jsonOf(record['messages'])
  if (isJsonObject(messages)) {
    if (typeof messages['role'] === 'string') return { ...options, messages: [messages] }
    return { ...options, ...messages }
  }
  if (typeof messages === 'string') {
    return { ...options, ...((nameOf(record['call_type']) ?? '').endsWith('responses') ? { input: messages } : { messages: [{ role: 'user', content: messages }] }) }
  }
  return (nameOf(record['call_type']) ?? '').endsWith('responses') ? { ...options, input: messages ?? null } : { ...options, messages: messages ?? null }
}
