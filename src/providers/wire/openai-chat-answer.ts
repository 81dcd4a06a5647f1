import type { Usage } from '../../domain/call.js'
import { isJsonObject, type JsonObject } from '../../domain/json.js'
import type { FinishReason, ModelOutput } from '../../domain/message.js'
import type { Completion } from '../completion.js'
import { malformed } from '../failure.js'
import { countAt, numberAt, objectAt, objectsAt, textAt } from './fields.js'

const FINISH: Readonly<Record<string, FinishReason>> = { stop: 'stop', length: 'length', tool_calls: 'tool_calls', function_call: 'tool_calls', content_filter: 'content_filter' }

function usageOf(usage: JsonObject | undefined): Usage {
  const [inputTokens, outputTokens] = [numberAt(usage, 'prompt_tokens'), numberAt(usage, 'completion_tokens')]
  const cached = countAt(objectAt(usage, 'prompt_tokens_details'), 'cached_tokens')
  const reasoning = countAt(objectAt(usage, 'completion_tokens_details'), 'reasoning_tokens')
  return {
    ...(inputTokens === undefined ? {} : { inputTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
    ...(cached === undefined ? {} : { cacheReadInputTokens: cached }),
    ...(reasoning === undefined ? {} : { reasoningOutputTokens: reasoning }),
  }
}

/** Some compatible servers answer with a list of parts where the API has a string. */
function contentText(content: unknown): string | undefined {
  if (content === null || content === undefined) return undefined
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) throw malformed('the content of the answer is no text')
  return content.flatMap((part: unknown) => (isJsonObject(part) && typeof part['text'] === 'string' ? [part['text']] : [])).join('')
}

const argumentsText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? {}))

/** The answer in normal form. @throws ProviderError when there is no choice in it */
export function fromChatCompletion(body: JsonObject): Completion {
  const choice = objectsAt(body, 'choices')[0]
  const message = objectAt(choice, 'message')
  if (!message) throw malformed('the answer holds no choice')
  const refusal = textAt(message, 'refusal')
  const output: ModelOutput = {
    text: contentText(message['content']) ?? refusal ?? '',
    toolCalls: objectsAt(message, 'tool_calls').flatMap((call) => {
      const called = call['type'] === 'function' ? objectAt(call, 'function') : undefined
      return called ? [{ name: String(called['name']), arguments: argumentsText(called['arguments']) }] : []
    }),
    finishReason: refusal ? 'refusal' : (FINISH[textAt(choice, 'finish_reason') ?? ''] ?? 'other'),
  }
  const responseModel = textAt(body, 'model')
  return { output, usage: usageOf(objectAt(body, 'usage')), ...(responseModel ? { responseModel } : {}) }
}
