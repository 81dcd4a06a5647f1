import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Wire } from '../wire/wire.js'
import { anthropicRequest } from './request.js'
import { anthropicResponse, isAnthropicMessage, messageKnown } from './response.js'

/** Anthropic's messages API. */
export const anthropicWire: Wire = {
  name: 'anthropic-messages',
  isResponse: isAnthropicMessage,
  isRequest: isAnthropicRequest,
  request: anthropicRequest,
  response: anthropicResponse,
  known: messageKnown,
}

/** What only Anthropic's requests have; for records whose response is an error or missing. */
export function isAnthropicRequest(request: JsonObject): boolean {
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
