import type OpenAI from 'openai'
import type { ChatCompletion, ChatCompletionCreateParamsNonStreaming, ChatCompletionMessageParam } from 'openai/resources/chat/completions'
import type { Usage } from '../domain/call.js'
import { isJsonObject } from '../domain/json.js'
import type { ChatRequest, FinishReason, Message, ModelOutput, Part } from '../domain/message.js'
import { inexpressible, malformed, toProviderError } from './failure.js'
import type { Completion, ProviderClient, ProviderEndpoint } from './provider.js'

type UserPart = Extract<Extract<ChatCompletionMessageParam, { role: 'user' }>['content'], readonly unknown[]>[number]

function userPart(part: Part): UserPart[] {
  if (part.type === 'text') return [{ type: 'text', text: part.text }]
  if (part.type === 'image') {
    const detail = part.detail === 'low' || part.detail === 'high' ? part.detail : 'auto' // the API's default
    return [{ type: 'image_url', image_url: { url: part.url, detail } }]
  }
  if (part.type === 'file') {
    return [{ type: 'file', file: { filename: part.name ?? 'file', file_data: `data:${part.mediaType};base64,${part.data}` } }]
  }
  return []
}

const texts = (parts: readonly Part[]): string => parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n')

function toMessages(message: Message): ChatCompletionMessageParam[] {
  const results = message.parts.flatMap((part) => (part.type === 'tool_result' ? [{ role: 'tool' as const, tool_call_id: part.toolCallId, content: part.text }] : []))
  const rest = message.parts.filter((part) => part.type !== 'tool_result')
  if (message.role === 'tool') return results
  if (message.role === 'system') return [{ role: 'system', content: texts(rest) }]
  if (message.role === 'assistant') {
    const calls = rest.flatMap((part) => (part.type === 'tool_call' ? [{ id: part.id, type: 'function' as const, function: { name: part.name, arguments: part.arguments } }] : []))
    const text = texts(rest)
    return [{ role: 'assistant', content: text === '' && calls.length > 0 ? null : text, ...(calls.length > 0 ? { tool_calls: calls } : {}) }]
  }
  if (rest.length === 0) return results
  const plain = rest.every((part) => part.type === 'text')
  return [...results, { role: 'user', content: plain ? texts(rest) : rest.flatMap(userPart) }]
}

/** OpenAI itself: it alone knows the newer name of the cap, and it refuses what compatible servers added. */
const isOpenAi = (baseUrl: string): boolean => /^https:\/\/api\.openai\.com(\/|$)/.test(baseUrl)

/** The chat-completions body of a request in normal form. */
export function toChatBody(model: string, request: ChatRequest, maxOutputTokens: number, baseUrl: string): ChatCompletionCreateParamsNonStreaming {
  const { tools, toolChoice, responseFormat } = request
  if (request.topK !== undefined && isOpenAi(baseUrl)) throw inexpressible('top_k')
  return {
    model,
    messages: request.messages.flatMap(toMessages),
    [isOpenAi(baseUrl) ? 'max_completion_tokens' : 'max_tokens']: maxOutputTokens,
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
    ...(request.topP === undefined ? {} : { top_p: request.topP }),
    ...(request.topK === undefined ? {} : { top_k: request.topK }),
    ...(request.reasoningEffort === undefined ? {} : { reasoning_effort: request.reasoningEffort as 'low' }),
    ...(request.stop === undefined ? {} : { stop: [...request.stop] }),
    ...(request.seed === undefined ? {} : { seed: request.seed }),
    ...(request.frequencyPenalty === undefined ? {} : { frequency_penalty: request.frequencyPenalty }),
    ...(request.presencePenalty === undefined ? {} : { presence_penalty: request.presencePenalty }),
    ...(tools && tools.length > 0
      ? {
          tools: tools.map((tool) => ({
            type: 'function' as const,
            function: {
              name: tool.name,
              ...(tool.description === undefined ? {} : { description: tool.description }),
              ...(tool.parameters === undefined ? {} : { parameters: { ...tool.parameters } }),
              ...(tool.strict === undefined ? {} : { strict: tool.strict }),
            },
          })),
          ...(toolChoice === undefined ? {} : { tool_choice: typeof toolChoice === 'string' ? toolChoice : { type: 'function' as const, function: { name: toolChoice.name } } }),
          ...(request.parallelToolCalls === undefined ? {} : { parallel_tool_calls: request.parallelToolCalls }),
        }
      : {}),
    ...(responseFormat === undefined
      ? {}
      : {
          response_format:
            responseFormat.type === 'json_object'
              ? { type: 'json_object' as const }
              : { type: 'json_schema' as const, json_schema: { name: responseFormat.name, schema: { ...responseFormat.schema }, ...(responseFormat.strict === undefined ? {} : { strict: responseFormat.strict }) } },
        }),
  }
}

const FINISH: Readonly<Record<string, FinishReason>> = { stop: 'stop', length: 'length', tool_calls: 'tool_calls', function_call: 'tool_calls', content_filter: 'content_filter' }

function usageOf(usage: ChatCompletion['usage']): Usage {
  if (!usage) return {}
  return {
    ...(typeof usage.prompt_tokens === 'number' ? { inputTokens: usage.prompt_tokens } : {}),
    ...(typeof usage.completion_tokens === 'number' ? { outputTokens: usage.completion_tokens } : {}),
    ...(usage.prompt_tokens_details?.cached_tokens ? { cacheReadInputTokens: usage.prompt_tokens_details.cached_tokens } : {}),
    ...(usage.completion_tokens_details?.reasoning_tokens ? { reasoningOutputTokens: usage.completion_tokens_details.reasoning_tokens } : {}),
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

/** The answer in normal form. @throws ProviderError when there is no choice in it. */
export function fromChatCompletion(body: ChatCompletion): Completion {
  const choice = Array.isArray(body?.choices) ? body.choices[0] : undefined
  if (!choice?.message) throw malformed('the answer holds no choice')
  const { refusal, tool_calls: calls } = choice.message
  const output: ModelOutput = {
    text: contentText(choice.message.content) ?? refusal ?? '',
    toolCalls: (Array.isArray(calls) ? calls : []).flatMap((call) => (call?.type === 'function' ? [{ name: String(call.function?.name), arguments: argumentsText(call.function?.arguments) }] : [])),
    finishReason: refusal ? 'refusal' : (FINISH[choice.finish_reason] ?? 'other'),
  }
  return { output, usage: usageOf(body.usage), ...(body.model ? { responseModel: body.model } : {}) }
}

/** A client of the OpenAI chat-completions API or of any server that speaks it. The SDK is loaded here and nowhere else. */
export async function openaiClient(endpoint: ProviderEndpoint, apiKey: string | undefined): Promise<ProviderClient> {
  const { default: Client } = await import('openai')
  const client: OpenAI = new Client({
    apiKey: apiKey ?? 'none', baseURL: endpoint.baseUrl, maxRetries: 0, timeout: endpoint.timeoutMs,
    organization: null, project: null, logLevel: 'off',
  })
  return {
    complete: async (model, request, maxOutputTokens, signal) => {
      try {
        return fromChatCompletion(await client.chat.completions.create(toChatBody(model, request, maxOutputTokens, endpoint.baseUrl), { signal }))
      } catch (error) {
        if (signal.aborted) throw signal.reason
        throw toProviderError(error, apiKey, Date.now())
      }
    },
  }
}
