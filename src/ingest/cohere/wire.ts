import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { contentText, toolCallParts } from '../openai/messages.js'
import { openaiRequest } from '../openai/request.js'
import { Excluded } from '../read/excluded.js'
import { nameOf } from '../read/field.js'
import { readFinishReason } from '../read/finish-reason.js'
import { readCount } from '../read/number.js'
import type { ResponseFacts } from '../read/response-facts.js'
import { inclusiveUsage } from '../read/usage.js'
import type { BesidesAnswer, Wire } from '../wire/wire.js'

const REASONS: ReadonlyMap<string, string> = new Map([['COMPLETE', 'stop'], ['STOP_SEQUENCE', 'stop'], ['MAX_TOKENS', 'length'], ['TOOL_CALL', 'tool_calls'], ['ERROR', 'error'], ['TIMEOUT', 'abort']])

/** Cohere's chat, version 2: its requests are those of chat completions, its answers are not. Tokens are those that are billed. */
export const cohereWire: Wire = {
  name: 'cohere',
  isResponse: (response) => isJsonObject(response) && isJsonObject(response['message']) && response['message']['role'] === 'assistant' && REASONS.has(nameOf(response['finish_reason']) ?? ''),
  isRequest: () => false,
  request: openaiRequest,
  response: cohereResponse,
  known: cohereKnown,
}

function cohereResponse(response: JsonValue | undefined): ResponseFacts {
  const message = isJsonObject(response) && isJsonObject(response['message']) ? response['message'] : undefined
  if (!isJsonObject(response) || !message) throw new Excluded('no-output', 'the record has no response')
  const finishReason = readFinishReason(REASONS.get(nameOf(response['finish_reason']) ?? ''))
  return {
    ...cohereKnown(response),
    output: { text: contentText(message['content']), toolCalls: toolCallParts(message).map(({ name, arguments: text }) => ({ name, arguments: text })), ...(finishReason !== undefined && { finishReason }) },
  }
}

/** Never throws. */
function cohereKnown(response: JsonValue | undefined): BesidesAnswer {
  if (!isJsonObject(response)) return { usage: {} }
  const usage: JsonObject = isJsonObject(response['usage']) ? response['usage'] : {}
  const counts = [usage['billed_units'], usage['tokens']].find(isJsonObject) ?? {}
  return { usage: inclusiveUsage({ input: readCount(counts['input_tokens']), output: readCount(counts['output_tokens']) }), responseId: nameOf(response['id']) }
}
