import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { contentText, toolCallParts } from '../openai/messages.js'
import { openaiRequest } from '../openai/request.js'
import { cohereChatRequest, isCohereChat } from './first-chat.js'
import { assembleCohere, cohereEnd, isCohereStream } from './stream.js'
import { Excluded } from '../read/excluded.js'
import { nameOf } from '../read/field.js'
import { readFinishReason } from '../read/finish-reason.js'
import { statedCount } from '../read/number.js'
import type { ResponseFacts } from '../read/response-facts.js'
import { readStream } from '../read/sse.js'
import { inclusiveUsage } from '../read/usage.js'
import type { BesidesAnswer, Wire } from '../wire/wire.js'

const REASONS: ReadonlyMap<string, string> = new Map([['COMPLETE', 'stop'], ['STOP_SEQUENCE', 'stop'], ['MAX_TOKENS', 'length'], ['TOOL_CALL', 'tool_calls'], ['ERROR', 'error'], ['TIMEOUT', 'abort']])

/** Cohere's chat: requests of version 2 are those of chat completions, its answers are not; version 1 has one message and a history. Tokens are those that are billed. */
export const cohereWire: Wire = {
  name: 'cohere',
  isResponse: (response, stream) => (isJsonObject(response) ? REASONS.has(nameOf(response['finish_reason']) ?? '') && (isFirst(response) || (isJsonObject(response['message']) && response['message']['role'] === 'assistant')) : isCohereStream(stream)),
  isRequest: () => false,
  request: (request) => (isCohereChat(request) ? cohereChatRequest(request) : openaiRequest(request)),
  response: cohereResponse,
  known: cohereKnown,
}

/** A whole response of version 1, whose answer is its text. */
const isFirst = (response: JsonObject): boolean => typeof response['text'] === 'string' && ('generation_id' in response || 'response_id' in response)

function cohereResponse(logged: JsonValue | undefined): ResponseFacts {
  const stream = readStream(logged)
  const response = stream && isCohereStream(stream) ? assembleCohere(stream) : logged
  const message = isJsonObject(response) ? (isJsonObject(response['message']) ? response['message'] : messageOf(response)) : undefined
  if (!isJsonObject(response) || !message) throw new Excluded('no-output', 'the record has no response')
  const finishReason = readFinishReason(REASONS.get(nameOf(response['finish_reason']) ?? ''))
  return {
    ...cohereKnown(response),
    output: { text: contentText(message['content']), toolCalls: toolCallParts(message).map(({ name, arguments: text }) => ({ name, arguments: text })), ...(finishReason !== undefined && { finishReason }) },
  }
}

/** Version 1 writes calls as a name and its parameters. */
function messageOf(response: JsonObject): JsonObject | undefined {
  if (typeof response['text'] !== 'string') return undefined
  const calls = Array.isArray(response['tool_calls']) ? response['tool_calls'].filter(isJsonObject) : []
  return { content: response['text'], tool_calls: calls.map((call: JsonObject): JsonObject => ({ function: { name: call['name'], arguments: call['parameters'] ?? {} } })) }
}

/** Never throws. */
function cohereKnown(logged: JsonValue | undefined): BesidesAnswer {
  const stream = readStream(logged)
  const response = stream && isCohereStream(stream) ? cohereEnd(stream) : logged
  if (!isJsonObject(response)) return { usage: {} }
  const usage = [response['usage'], response['meta']].find(isJsonObject) ?? {}
  const counts = [usage['billed_units'], usage['tokens']].find(isJsonObject) ?? {}
  return { usage: inclusiveUsage({ input: statedCount(counts['input_tokens']), output: statedCount(counts['output_tokens']) }), responseId: nameOf(response['id'] ?? response['response_id']) }
}
