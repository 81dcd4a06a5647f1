import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import { anthropicRequest } from '../anthropic/request.js'
import { anthropicResponse, isAnthropicMessage, messageKnown } from '../anthropic/response.js'
import { isChatCompletion } from '../openai/response.js'
import { readCall } from '../read/draft.js'
import { Excluded } from '../read/excluded.js'
import { refuseFailure } from '../read/failure.js'
import { nameOf } from '../read/field.js'
import { findPair, PAIR_COLUMNS } from '../read/pair.js'

/** Requests and responses of Anthropic's messages API, in the same envelopes as OpenAI's. */
export const anthropicMessagesPairs: Adapter = {
  name: 'anthropic-messages',
  promptColumns: PAIR_COLUMNS,
  detect: (record) => {
    const pair = findPair(record)
    if (!pair) return false
    return isAnthropicMessage(pair.response) || (isAnthropicRequest(pair.request) && !isChatCompletion(pair.response))
  },
  parse: (record, source) => {
    const pair = findPair(record)
    if (!pair) throw new Excluded('unknown-format', 'the record has no request')
    refuseFailure(record, pair.response)
    return [readCall({
      ...messageKnown(pair.response),
      format: 'anthropic-messages',
      source,
      record,
      requestModel: nameOf(pair.request['model']) ?? nameOf(record['model']),
      requestMetadata: pair.request['metadata'],
    }, () => ({ request: anthropicRequest(pair.request), ...anthropicResponse(pair.response) }))]
  },
}

/** What only Anthropic's requests have; for records whose response is an error or missing. */
function isAnthropicRequest(request: JsonObject): boolean {
  const messages = request['messages']
  if (!Array.isArray(messages)) return false
  const tools = request['tools']
  return 'system' in request || 'anthropic_version' in request || 'thinking' in request ||
    (Array.isArray(tools) && tools.some((tool: JsonValue) => isJsonObject(tool) && 'input_schema' in tool)) || messages.some(hasToolBlock)
}

function hasToolBlock(message: JsonValue): boolean {
  const content = isJsonObject(message) ? message['content'] : undefined
  return Array.isArray(content) && content.some((block: JsonValue) => isJsonObject(block) && (block['type'] === 'tool_use' || block['type'] === 'tool_result'))
}
