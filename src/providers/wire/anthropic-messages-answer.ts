import type { Usage } from '../../domain/call.js'
import type { JsonObject } from '../../domain/json.js'
import type { FinishReason, ModelOutput } from '../../domain/message.js'
import type { Completion } from '../completion.js'
import { malformed, streamFailure } from '../failure.js'
import { numberAt, objectAt, objectsAt, textAt } from './fields.js'
import type { Assembler } from './wire.js'

const STOP: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop', stop_sequence: 'stop', max_tokens: 'length', model_context_window_exceeded: 'length', tool_use: 'tool_calls', refusal: 'refusal',
}

/** Input tokens here exclude the cache; the normal form includes it. */
function usageOf(usage: JsonObject | undefined): Usage {
  const input = numberAt(usage, 'input_tokens')
  if (input === undefined) return {}
  const [read, write, outputTokens] = [numberAt(usage, 'cache_read_input_tokens') ?? 0, numberAt(usage, 'cache_creation_input_tokens') ?? 0, numberAt(usage, 'output_tokens')]
  return {
    inputTokens: input + read + write,
    ...(outputTokens === undefined ? {} : { outputTokens }),
    ...(read > 0 ? { cacheReadInputTokens: read } : {}),
    ...(write > 0 ? { cacheWriteInputTokens: write } : {}),
  }
}

/** The answer in normal form. @throws ProviderError when it holds no content list */
export function fromMessage(body: JsonObject): Completion {
  if (!Array.isArray(body['content'])) throw malformed('the answer holds no content')
  const content = objectsAt(body, 'content')
  const output: ModelOutput = {
    text: content.flatMap((part) => (part['type'] === 'text' ? [textAt(part, 'text') ?? ''] : [])).join(''),
    toolCalls: content.flatMap((part) => (part['type'] === 'tool_use' ? [{ name: String(part['name']), arguments: JSON.stringify(part['input'] ?? {}) }] : [])),
    finishReason: STOP[textAt(body, 'stop_reason') ?? ''] ?? 'other',
  }
  const responseModel = textAt(body, 'model')
  return { output, usage: usageOf(objectAt(body, 'usage')), ...(responseModel ? { responseModel } : {}) }
}

interface BlockDraft {
  readonly start: JsonObject
  text: string
  input: string
}

function inputOf(text: string): JsonObject {
  try {
    return text === '' ? {} : (JSON.parse(text) as JsonObject)
  } catch {
    throw malformed('the arguments of a tool call are not valid JSON')
  }
}

/** Events of a streamed message → the message. */
export function messageAssembler(): Assembler {
  const blocks = new Map<number, BlockDraft>()
  let message: JsonObject = {}
  let ended = false
  return {
    take: (event) => {
      const index = numberAt(event, 'index') ?? 0
      switch (event['type']) {
        case 'error': throw streamFailure(objectAt(event, 'error') ?? {})
        case 'message_start': message = objectAt(event, 'message') ?? {}; return false
        case 'content_block_start': blocks.set(index, { start: objectAt(event, 'content_block') ?? {}, text: '', input: '' }); return false
        case 'content_block_delta': {
          const draft = blocks.get(index)
          const delta = objectAt(event, 'delta')
          if (!draft) throw malformed('the stream goes on with a part that it did not begin')
          draft.text += textAt(delta, 'text') ?? ''
          draft.input += textAt(delta, 'partial_json') ?? ''
          return true
        }
        case 'message_delta': message = { ...message, ...objectAt(event, 'delta'), usage: { ...objectAt(message, 'usage'), ...objectAt(event, 'usage') } }; return false
        case 'message_stop': ended = true; return false
        default: return false
      }
    },
    body: () => {
      if (!ended) throw malformed('the stream ended before the answer did')
      const content = [...blocks].toSorted(([a], [b]) => a - b).map(([, { start, text, input }]) =>
        start['type'] === 'tool_use' ? { ...start, input: inputOf(input) } : { ...start, text: (textAt(start, 'text') ?? '') + text })
      return { ...message, content }
    },
  }
}
