import type { Usage } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { anthropicResponse, isAnthropicMessage } from '../anthropic/response.js'
import { isChatCompletion, messageOutput, openaiResponse } from '../openai/response.js'
import { fieldOf, nameOf } from '../read/field.js'
import { readFinishReason } from '../read/finish-reason.js'
import { jsonOf } from '../read/json-text.js'
import { readCount } from '../read/number.js'
import type { ResponseFacts } from '../read/response-facts.js'
import { anthropicUsage, inclusiveUsage, openaiUsage } from '../read/usage.js'
import { PLAIN_COLUMNS } from './columns.js'

/** The answer in a row of a table: text, a message, or a whole response as JSON. */
export function plainResponse(row: JsonObject): ResponseFacts {
  const facts = answerFacts(fieldOf(row, PLAIN_COLUMNS.response))
  const finishReason = facts.output.finishReason ?? readFinishReason(nameOf(fieldOf(row, PLAIN_COLUMNS.finishReason)))
  return {
    ...facts,
    output: { ...facts.output, ...(finishReason !== undefined && { finishReason }) },
    usage: { ...facts.usage, ...usageOf(row) },
  }
}

function answerFacts(value: JsonValue | undefined): ResponseFacts {
  const json = jsonOf(value)
  if (isChatCompletion(json)) return openaiResponse(json)
  if (isAnthropicMessage(json)) return anthropicResponse(json)
  if (isJsonObject(json) && json['role'] === 'assistant') return { output: messageOutput(json, undefined), usage: {} }
  const text = value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)
  return { output: { text, toolCalls: [] }, usage: {} }
}

function usageOf(row: JsonObject): Usage {
  const nested = jsonOf(row['usage'])
  if (isJsonObject(nested)) {
    return 'input_tokens' in nested ? anthropicUsage(nested) : openaiUsage(nested)
  }
  return inclusiveUsage({
    input: readCount(fieldOf(row, PLAIN_COLUMNS.inputTokens)),
    output: readCount(fieldOf(row, PLAIN_COLUMNS.outputTokens)),
    cacheRead: readCount(fieldOf(row, PLAIN_COLUMNS.cachedTokens)),
    reasoning: readCount(fieldOf(row, PLAIN_COLUMNS.reasoningTokens)),
  })
}
