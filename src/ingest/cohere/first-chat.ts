import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { ChatRequest, Message } from '../../domain/message.js'
import { Excluded } from '../read/excluded.js'
import { readCount, readNumber } from '../read/number.js'
import { defined, textField } from '../read/option.js'
import { optionalText, partText } from '../read/part.js'

/** Bodies of Cohere's Command R on Bedrock, the first version of its chat: `message`, `chat_history`, `preamble`. */
export function isCohereChat(body: JsonObject): boolean {
  return typeof body['message'] === 'string' && !('messages' in body)
}

/** The request in normal form. Throws Excluded for tools and documents, which this version writes in a way of its own. */
export function cohereChatRequest(body: JsonObject): ChatRequest {
  if ([body['tools'], body['tool_results'], body['documents']].some((list) => Array.isArray(list) && list.length > 0)) {
    throw new Excluded('unknown-format', 'tools and documents of Cohere’s first chat: other models cannot be asked the same')
  }
  const history = Array.isArray(body['chat_history']) ? body['chat_history'].map(turnOf) : []
  const preamble = optionalText(body['preamble'])
  const system: readonly Message[] = preamble ? [{ role: 'system', parts: [{ type: 'text', text: preamble }] }] : []
  return {
    messages: [...system, ...history, { role: 'user', parts: [{ type: 'text', text: partText(body['message']) }] }],
    ...defined<Omit<ChatRequest, 'messages'>>({
      maxOutputTokens: readCount(body['max_tokens']),
      temperature: readNumber(body['temperature']),
      topP: readNumber(body['p']),
      topK: readCount(body['k']),
    }),
  }
}

function turnOf(turn: JsonValue): Message {
  const role = isJsonObject(turn) ? ROLES.get(textField(turn['role'])?.toUpperCase() ?? '') : undefined
  const text = isJsonObject(turn) ? textField(turn['message']) : undefined
  if (role === undefined || text === undefined) throw new Excluded('unknown-format', 'a turn of the chat is of no known form')
  return { role, parts: [{ type: 'text', text }] }
}

const ROLES: ReadonlyMap<string, Message['role']> = new Map([['USER', 'user'], ['CHATBOT', 'assistant'], ['SYSTEM', 'system']])
