import type { Usage } from '../../domain/call.js'
import type { JsonObject } from '../../domain/json.js'
import { systemText, type ChatRequest, type FinishReason, type Part } from '../../domain/message.js'
import type { Completion } from '../completion.js'
import { inexpressible, malformed } from '../failure.js'
import { argumentsObject, inlineImage, toTurns } from './anthropic-messages.js'
import { countAt, numberAt, objectAt, objectsAt, textAt } from './fields.js'

function imageBlock(url: string): JsonObject {
  const inline = inlineImage(url)
  if (!inline) throw inexpressible('an image by its address')
  const format = /^image\/(png|jpeg|gif|webp)$/.exec(inline.mediaType)?.[1]
  if (format === undefined) throw inexpressible(`an image of type ${inline.mediaType}`)
  return { image: { format, source: { bytes: inline.data } } }
}

function block(part: Part): JsonObject {
  switch (part.type) {
    case 'text': return { text: part.text }
    case 'image': return imageBlock(part.url)
    case 'file':
      if (part.mediaType !== 'application/pdf') throw inexpressible(`a file of type ${part.mediaType}`)
      return { document: { format: 'pdf', name: 'document', source: { bytes: part.data } } } // a name from a log could be refused
    case 'tool_call': return { toolUse: { toolUseId: part.id, name: part.name, input: argumentsObject(part.arguments) } }
    case 'tool_result': return { toolResult: { toolUseId: part.toolCallId, content: [{ text: part.text }], ...(part.isError ? { status: 'error' } : {}) } }
  }
}

function toolConfig({ tools, toolChoice, parallelToolCalls }: ChatRequest): JsonObject {
  if (!tools || tools.length === 0) return {}
  if (toolChoice === 'none') throw inexpressible('tools of which none may be used')
  if (parallelToolCalls === false) throw inexpressible('one tool call at a time')
  const choice = toolChoice === undefined ? undefined : toolChoice === 'auto' ? { auto: {} } : toolChoice === 'required' ? { any: {} } : { tool: { name: toolChoice.name } }
  return {
    toolConfig: {
      tools: tools.map(({ name, description, parameters }) => ({
        toolSpec: { name, ...(description === undefined ? {} : { description }), inputSchema: { json: { ...parameters, type: 'object' } } },
      })),
      ...(choice === undefined ? {} : { toolChoice: choice }),
    },
  }
}

/** The Converse body of a request in normal form; the model stands in the path. @throws ProviderError kind `unsupported` for what the API cannot express */
export function toConverseBody(request: ChatRequest, maxOutputTokens: number): JsonObject {
  if (request.responseFormat !== undefined) throw inexpressible('a response format')
  if (request.frequencyPenalty || request.presencePenalty) throw inexpressible('a frequency or presence penalty')
  if (request.reasoningEffort !== undefined) throw inexpressible('an effort of reasoning')
  if (request.topK !== undefined) throw inexpressible('top_k')
  const system = systemText(request)
  return {
    messages: toTurns(request.messages, block).map(({ role, blocks }) => ({ role, content: blocks })),
    ...(system ? { system: [{ text: system }] } : {}),
    inferenceConfig: {
      maxTokens: maxOutputTokens,
      ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
      ...(request.topP === undefined ? {} : { topP: request.topP }),
      ...(request.stop === undefined ? {} : { stopSequences: [...request.stop] }),
    },
    ...toolConfig(request),
  }
}

const STOP: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop', stop_sequence: 'stop', max_tokens: 'length', model_context_window_exceeded: 'length', tool_use: 'tool_calls',
  guardrail_intervened: 'content_filter', content_filtered: 'content_filter', refusal: 'refusal',
}

/** Input tokens here exclude the cache; the normal form includes it. */
function usageOf(usage: JsonObject | undefined): Usage {
  const [input, outputTokens] = [numberAt(usage, 'inputTokens'), numberAt(usage, 'outputTokens')]
  const [read, write] = [countAt(usage, 'cacheReadInputTokens'), countAt(usage, 'cacheWriteInputTokens')]
  return {
    ...(input === undefined ? {} : { inputTokens: input + (read ?? 0) + (write ?? 0) }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
    ...(read === undefined ? {} : { cacheReadInputTokens: read }),
    ...(write === undefined ? {} : { cacheWriteInputTokens: write }),
  }
}

/** The answer in normal form. @throws ProviderError when it holds no message */
export function fromConverse(body: JsonObject): Completion {
  const message = objectAt(objectAt(body, 'output'), 'message')
  if (!message) throw malformed('the answer holds no message')
  const content = objectsAt(message, 'content')
  return {
    output: {
      text: content.map((part) => textAt(part, 'text') ?? '').join(''),
      toolCalls: content.flatMap((part) => {
        const use = objectAt(part, 'toolUse')
        return use ? [{ name: String(use['name']), arguments: JSON.stringify(use['input'] ?? {}) }] : []
      }),
      finishReason: STOP[textAt(body, 'stopReason') ?? ''] ?? 'other',
    },
    usage: usageOf(objectAt(body, 'usage')),
  }
}
