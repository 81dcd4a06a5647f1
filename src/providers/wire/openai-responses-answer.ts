import type { Usage } from '../../domain/call.js'
import type { JsonObject } from '../../domain/json.js'
import type { FinishReason } from '../../domain/message.js'
import type { Completion } from '../completion.js'
import { malformed, streamFailure } from '../failure.js'
import { countAt, numberAt, objectAt, objectsAt, textAt } from './fields.js'
import type { Assembler } from './wire.js'

function usageOf(usage: JsonObject | undefined): Usage {
  const [inputTokens, outputTokens] = [numberAt(usage, 'input_tokens'), numberAt(usage, 'output_tokens')]
  const cached = countAt(objectAt(usage, 'input_tokens_details'), 'cached_tokens')
  const reasoning = countAt(objectAt(usage, 'output_tokens_details'), 'reasoning_tokens')
  return {
    ...(inputTokens === undefined ? {} : { inputTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
    ...(cached === undefined ? {} : { cacheReadInputTokens: cached }),
    ...(reasoning === undefined ? {} : { reasoningOutputTokens: reasoning }),
  }
}

function finishOf(body: JsonObject, refused: boolean, called: boolean): FinishReason {
  const cut = textAt(objectAt(body, 'incomplete_details'), 'reason')
  if (body['status'] === 'incomplete') return cut === 'max_output_tokens' ? 'length' : cut === 'content_filter' ? 'content_filter' : 'other'
  return refused ? 'refusal' : called ? 'tool_calls' : 'stop'
}

/** The answer in normal form. @throws ProviderError when the response failed or holds no output */
export function fromResponse(body: JsonObject): Completion {
  if (body['status'] === 'failed') throw streamFailure(objectAt(body, 'error') ?? {})
  if (!Array.isArray(body['output'])) throw malformed('the answer holds no output')
  const output = objectsAt(body, 'output')
  const content = output.flatMap((item) => (item['type'] === 'message' ? objectsAt(item, 'content') : []))
  const refusal = content.flatMap((part) => (part['type'] === 'refusal' ? [textAt(part, 'refusal') ?? ''] : [])).join('')
  const text = content.flatMap((part) => (part['type'] === 'output_text' ? [textAt(part, 'text') ?? ''] : [])).join('')
  const toolCalls = output.flatMap((item) => (item['type'] === 'function_call' ? [{ name: String(item['name']), arguments: textAt(item, 'arguments') ?? '{}' }] : []))
  const responseModel = textAt(body, 'model')
  return {
    output: { text: text || refusal, toolCalls, finishReason: finishOf(body, refusal !== '', toolCalls.length > 0) },
    usage: usageOf(objectAt(body, 'usage')),
    ...(responseModel ? { responseModel } : {}),
  }
}

/** Events of a streamed response; its last one carries the whole. */
export function responseAssembler(): Assembler {
  let whole: JsonObject | undefined
  return {
    take: (event) => {
      const type = textAt(event, 'type') ?? ''
      if (type === 'error') throw streamFailure(objectAt(event, 'error') ?? event)
      if (type === 'response.completed' || type === 'response.incomplete' || type === 'response.failed') whole = objectAt(event, 'response')
      return type.endsWith('.delta')
    },
    body: () => {
      if (!whole) throw malformed('the stream ended before the answer did')
      return whole
    },
  }
}
