import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { isBlank } from '../read/field.js'
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
    (Array.isArray(tools) && tools.some((tool: JsonValue) => isJsonObject(tool) && 'input_schema' in tool)) || messages.some((message: JsonValue) => hasBlock(message, TOOL_BLOCKS))
}

/** True for a request that OpenAI's chat completions cannot be asked: its system prompt, its tools or its blocks are Anthropic's. */
export function isOnlyAnthropicRequest(request: JsonObject): boolean {
  const messages = Array.isArray(request['messages']) ? request['messages'] : []
  const tools = Array.isArray(request['tools']) ? request['tools'] : []
  return !isBlank(request['system']) || tools.some((tool: JsonValue) => isJsonObject(tool) && 'input_schema' in tool) || messages.some((message: JsonValue) => hasBlock(message, ONLY_ANTHROPIC))
}

/** True for a request with messages or tools that only chat completions know. */
export function isOnlyChatRequest(request: JsonObject): boolean {
  const messages = Array.isArray(request['messages']) ? request['messages'] : []
  const tools = Array.isArray(request['tools']) ? request['tools'] : []
  const isChat = (message: JsonValue): boolean => isJsonObject(message) && (CHAT_ROLES.has(message['role']) || Array.isArray(message['tool_calls']) || hasBlock(message, ONLY_CHAT))
  return isBlank(request['system']) && (messages.some(isChat) || tools.some((tool: JsonValue) => isJsonObject(tool) && isJsonObject(tool['function'])))
}

const CHAT_ROLES: ReadonlySet<JsonValue | undefined> = new Set(['system', 'developer', 'tool', 'function'])
const ONLY_CHAT: ReadonlySet<JsonValue | undefined> = new Set(['image_url', 'input_audio'])
const TOOL_BLOCKS: ReadonlySet<JsonValue | undefined> = new Set(['tool_use', 'tool_result'])
const ONLY_ANTHROPIC: ReadonlySet<JsonValue | undefined> = new Set([...TOOL_BLOCKS, 'image', 'document'])

function hasBlock(message: JsonValue, types: ReadonlySet<JsonValue | undefined>): boolean {
  const content = isJsonObject(message) ? message['content'] : undefined
  return Array.isArray(content) && content.some((block: JsonValue) => isJsonObject(block) && types.has(block['type']))
}
