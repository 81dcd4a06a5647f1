import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { anthropicResponse, isAnthropicMessage } from '../anthropic/response.js'
import { isChatCompletion, messageOutput, openaiResponse } from '../openai/response.js'
import { fieldOf, nameOf } from '../read/field.js'
import { readFinishReason } from '../read/finish-reason.js'
import { arrayOf, jsonOf } from '../read/json-text.js'
import { refuseEvents } from '../read/sse.js'
import type { ResponseFacts } from '../read/response-facts.js'
import { PLAIN_COLUMNS } from './columns.js'
import { recordUsage } from './usage.js'

/** The answer in a row of a table: text, a message, or a whole response as JSON. */
export function plainResponse(row: JsonObject): ResponseFacts {
  const told = answerFacts(fieldOf(row, PLAIN_COLUMNS.response))
  const calls = told.output.toolCalls.length > 0 ? undefined : arrayOf(row['tool_calls'])
  const facts = calls && calls.length > 0 ? { ...told, output: { ...told.output, toolCalls: messageOutput({ tool_calls: [...calls] }, undefined).toolCalls } } : told
  const finishReason = facts.output.finishReason ?? readFinishReason(nameOf(fieldOf(row, PLAIN_COLUMNS.finishReason)))
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
  if (isJsonObject(json) && json['role'] === 'assistant') return { output: messageOutput(json, undefined), usage: {} }
  if (Array.isArray(json) && json.length === 1 && typeof json[0] === 'string' && typeof value !== 'string') return { output: { text: json[0], toolCalls: [] }, usage: {} }
  if (typeof value === 'string') refuseEvents(value)
  const text = value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)
  return { output: { text, toolCalls: [] }, usage: {} }
}
