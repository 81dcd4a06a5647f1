import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { anthropicResponse, isAnthropicMessage } from '../anthropic/response.js'
import { isChatCompletion, messageOutput, openaiResponse } from '../openai/response.js'
import { fieldOf, nameOf } from '../read/field.js'
import { readFinishReason } from '../read/finish-reason.js'
import { arrayOf, jsonOf, objectOf } from '../read/json-text.js'
import { statedCount } from '../read/number.js'
import { refuseEvents } from '../read/sse.js'
import type { ResponseFacts } from '../read/response-facts.js'
import { keysUnder } from '../read/shape.js'
import { inclusiveUsage } from '../read/usage.js'
import { transcriptOf } from '../transcript/messages.js'
import { transcriptResponse } from '../transcript/response.js'
import { envelopeFacts } from './answer-envelope.js'
import { PLAIN_COLUMNS } from './columns.js'
import { recordUsage } from './usage.js'

/** The answer in a row of a table: text, a message, or a whole response as JSON. */
export function plainResponse(row: JsonObject): ResponseFacts {
  const told = answerFacts(fieldOf(row, PLAIN_COLUMNS.response))
  const calls = told.output.toolCalls.length > 0 ? undefined : arrayOf(row['tool_calls'])
  const facts = calls && calls.length > 0 ? { ...told, output: { ...told.output, toolCalls: messageOutput({ tool_calls: [...calls] }, undefined).toolCalls } } : told
  // That the model stopped makes an empty cell an answer, but not a column that is not there.
  const isAnswered = keysUnder(row, PLAIN_COLUMNS.response).length > 0 || facts.output.toolCalls.length > 0
  const finishReason = facts.output.finishReason ?? (isAnswered ? readFinishReason(nameOf(fieldOf(row, PLAIN_COLUMNS.finishReason))) : undefined)
  return {
    ...facts,
    output: { ...facts.output, ...(finishReason !== undefined && { finishReason }) },
    usage: { ...facts.usage, ...recordUsage(row) },
  }
}

function answerFacts(value: JsonValue | undefined): ResponseFacts {
  const json = jsonOf(value)
  // A preference pair in place of the answer: the one that was preferred.
  if (isJsonObject(json) && 'chosen' in json && 'rejected' in json) return answerFacts(json['chosen'])
  if (isChatCompletion(json)) return openaiResponse(json)
  if (isAnthropicMessage(json)) return anthropicResponse(json)
  if (isJsonObject(json) && isLangchain(json)) return langchainFacts(json)
  if (isJsonObject(json) && Array.isArray(json['messages']) && transcriptOf(json['messages'])) return { output: transcriptResponse(json).output, usage: {} }
  if (isJsonObject(json) && json['role'] === 'assistant') return { output: messageOutput(json, undefined), usage: {} }
  if (Array.isArray(json) && json.length === 1 && typeof json[0] === 'string' && typeof value !== 'string') return { output: { text: json[0], toolCalls: [] }, usage: {} }
  if (typeof value === 'string') refuseEvents(value)
  // JSON in a text is what the model wrote, unless a role or tokens stand in it.
  const held = isJsonObject(json) && (typeof value !== 'string' || 'usage' in json) ? envelopeFacts(json) : undefined
  if (held) return held
  const text = value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)
  return { output: { text, toolCalls: [] }, usage: {} }
}

/** A message of LangChain as its serializer writes it. */
const isLangchain = (json: JsonObject): boolean => (json['type'] === 'ai' || json['type'] === 'AIMessage' || json['type'] === 'AIMessageChunk') && ('content' in json || isJsonObject(json['data']))

function langchainFacts(json: JsonObject): ResponseFacts {
  const message = isJsonObject(json['data']) ? json['data'] : json
  const [usage, details] = [objectOf(message['usage_metadata']) ?? {}, objectOf(message['response_metadata']) ?? {}]
  const [input, output] = [objectOf(usage['input_token_details']) ?? {}, objectOf(usage['output_token_details']) ?? {}]
  return {
    output: transcriptResponse(json).output,
    responseModel: nameOf(details['model_name'] ?? details['model']),
    usage: inclusiveUsage({ input: statedCount(usage['input_tokens']), output: statedCount(usage['output_tokens']), cacheRead: statedCount(input['cache_read']), cacheWrite: statedCount(input['cache_creation']), reasoning: statedCount(output['reasoning']) }),
  }
}
