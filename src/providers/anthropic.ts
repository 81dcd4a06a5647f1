import type Anthropic from '@anthropic-ai/sdk'
import type { ContentBlockParam, Message as AnthropicMessage, MessageCreateParamsNonStreaming, MessageParam } from '@anthropic-ai/sdk/resources/messages'
import type { Usage } from '../domain/call.js'
import { isJsonObject, type JsonObject } from '../domain/json.js'
import { systemText, type ChatRequest, type FinishReason, type Message, type ModelOutput, type Part } from '../domain/message.js'
import { inexpressible, malformed, toProviderError } from './failure.js'
import type { Completion, ProviderClient, ProviderEndpoint } from './provider.js'

const DATA_URL = /^data:([a-z0-9.+/-]+);base64,(.*)$/is

function parseArguments(text: string): JsonObject {
  if (text.trim() === '') return {} // how logs write a call without arguments
  try {
    const value: unknown = JSON.parse(text)
    if (isJsonObject(value)) return value
  } catch {
    // said below
  }
  throw inexpressible('a tool call whose arguments are no JSON object')
}

function imageBlock(url: string): ContentBlockParam {
  const data = DATA_URL.exec(url)
  const mediaType = data?.[1]
  if (!data?.[2] || !(mediaType === 'image/png' || mediaType === 'image/jpeg' || mediaType === 'image/gif' || mediaType === 'image/webp')) {
    return { type: 'image', source: { type: 'url', url } }
  }
  return { type: 'image', source: { type: 'base64', media_type: mediaType, data: data[2] } }
}

function block(part: Part): ContentBlockParam {
  switch (part.type) {
    case 'text': return { type: 'text', text: part.text }
    case 'image': return imageBlock(part.url)
    case 'file':
      if (part.mediaType !== 'application/pdf') throw inexpressible(`a file of type ${part.mediaType}`)
      return { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: part.data } }
    case 'tool_call': return { type: 'tool_use', id: part.id, name: part.name, input: parseArguments(part.arguments) }
    case 'tool_result': return { type: 'tool_result', tool_use_id: part.toolCallId, content: part.text, ...(part.isError ? { is_error: true } : {}) }
  }
}

/** The API wants user and assistant turns; tool results are part of a user turn, and equal neighbours are one turn. */
function toTurns(messages: readonly Message[]): MessageParam[] {
  const turns: { role: 'user' | 'assistant'; content: ContentBlockParam[] }[] = []
  for (const message of messages) {
    if (message.role === 'system') continue
    const role = message.role === 'assistant' ? 'assistant' : 'user'
    const blocks = message.parts.filter((part) => !(part.type === 'text' && part.text === '')).map(block)
    const last = turns.at(-1)
    if (last?.role === role) last.content.push(...blocks)
    else turns.push({ role, content: blocks })
  }
  return turns.map(({ role, content }) => {
    const only = content[0]
    return { role, content: content.length === 1 && only?.type === 'text' ? only.text : content }
  })
}

/** The messages-API body of a request in normal form; a seed, a best-effort wish elsewhere, has no place here. @throws ProviderError kind `unsupported` for what the API cannot express. */
export function toMessagesBody(model: string, request: ChatRequest, maxOutputTokens: number): MessageCreateParamsNonStreaming {
  const { responseFormat } = request
  if (responseFormat?.type === 'json_object') throw inexpressible('the response format json_object')
  if (request.frequencyPenalty || request.presencePenalty) throw inexpressible('a frequency or presence penalty')
  if (request.reasoningEffort !== undefined) throw inexpressible('an effort of reasoning')
  if ((request.temperature ?? 0) > 1) throw inexpressible(`a temperature of ${request.temperature}`)
  const system = systemText(request)
  const { tools, toolChoice } = request
  const parallel = request.parallelToolCalls === false ? { disable_parallel_tool_use: true } : {}
  const choice = toolChoice === undefined ? (request.parallelToolCalls === false ? { type: 'auto' as const, ...parallel } : undefined)
    : toolChoice === 'none' ? { type: 'none' as const }
    : toolChoice === 'auto' ? { type: 'auto' as const, ...parallel }
    : toolChoice === 'required' ? { type: 'any' as const, ...parallel }
    : { type: 'tool' as const, name: toolChoice.name, ...parallel }
  return {
    model,
    max_tokens: maxOutputTokens,
    messages: toTurns(request.messages),
    ...(system ? { system } : {}),
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
    ...(request.topP === undefined ? {} : { top_p: request.topP }),
    ...(request.topK === undefined ? {} : { top_k: request.topK }),
    ...(responseFormat === undefined ? {} : { output_config: { format: { type: 'json_schema', schema: { ...responseFormat.schema } } } }),
    ...(request.stop === undefined ? {} : { stop_sequences: [...request.stop] }),
    ...(tools && tools.length > 0
      ? {
          tools: tools.map((tool) => ({
            name: tool.name,
            ...(tool.description === undefined ? {} : { description: tool.description }),
            input_schema: { ...tool.parameters, type: 'object' as const },
          })),
          ...(choice === undefined ? {} : { tool_choice: choice }),
        }
      : {}),
  }
}

const STOP: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop', stop_sequence: 'stop', max_tokens: 'length', model_context_window_exceeded: 'length', tool_use: 'tool_calls', refusal: 'refusal',
}

/** Input tokens here exclude the cache; the normal form includes it. */
function usageOf(usage: AnthropicMessage['usage'] | undefined): Usage {
  if (typeof usage?.input_tokens !== 'number') return {}
  const [read, write] = [usage.cache_read_input_tokens ?? 0, usage.cache_creation_input_tokens ?? 0]
  return {
    inputTokens: usage.input_tokens + read + write,
    outputTokens: usage.output_tokens,
    ...(read > 0 ? { cacheReadInputTokens: read } : {}),
    ...(write > 0 ? { cacheWriteInputTokens: write } : {}),
  }
}

/** The answer in normal form. @throws ProviderError when it holds no content list. */
export function fromMessage(body: AnthropicMessage): Completion {
  if (!Array.isArray(body?.content)) throw malformed('the answer holds no content')
  const output: ModelOutput = {
    text: body.content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join(''),
    toolCalls: body.content.flatMap((part) => (part.type === 'tool_use' ? [{ name: part.name, arguments: JSON.stringify(part.input ?? {}) }] : [])),
    finishReason: STOP[body.stop_reason ?? ''] ?? 'other',
  }
  return { output, usage: usageOf(body.usage), ...(body.model ? { responseModel: body.model } : {}) }
}

/** A client of the Anthropic messages API. The SDK is loaded here and nowhere else. */
export async function anthropicClient(endpoint: ProviderEndpoint, apiKey: string | undefined): Promise<ProviderClient> {
  const { default: Client } = await import('@anthropic-ai/sdk')
  const client: Anthropic = new Client({ apiKey: apiKey ?? 'none', authToken: null, baseURL: endpoint.baseUrl, maxRetries: 0, timeout: endpoint.timeoutMs, logLevel: 'off' })
  return {
    complete: async (model, request, maxOutputTokens, signal) => {
      try {
        return fromMessage(await client.messages.create(toMessagesBody(model, request, maxOutputTokens), { signal }))
      } catch (error) {
        if (signal.aborted) throw signal.reason
        throw toProviderError(error, apiKey, Date.now())
      }
    },
  }
}
