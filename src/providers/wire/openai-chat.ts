import type { JsonObject, JsonValue } from '../../domain/json.js'
import type { ChatRequest, Message, Part } from '../../domain/message.js'
import { inexpressible } from '../failure.js'
import { audioPart, openable, refuseMedia } from './media.js'

function userPart(part: Part): JsonObject[] {
  if (part.type === 'text') return [{ type: 'text', text: part.text }]
  if (part.type === 'image') {
    const detail = part.detail === 'low' || part.detail === 'high' ? part.detail : 'auto' // the API's default
    return [{ type: 'image_url', image_url: { url: openable(part.url), detail } }]
  }
  if (part.type === 'file') {
    return [audioPart(part) ?? { type: 'file', file: { filename: part.name ?? 'file', file_data: `data:${part.mediaType};base64,${part.data}` } }]
  }
  return []
}

const texts = (parts: readonly Part[]): string => parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n')

function toMessages(message: Message): JsonObject[] {
  refuseMedia(message)
  const results = message.parts.flatMap((part) => (part.type === 'tool_result' ? [{ role: 'tool', tool_call_id: part.toolCallId, content: part.text }] : []))
  const rest = message.parts.filter((part) => part.type !== 'tool_result')
  if (message.role === 'tool') return results
  if (message.role === 'system') return [{ role: 'system', content: texts(rest) }]
  if (message.role === 'assistant') {
    const calls = rest.flatMap((part) => (part.type === 'tool_call' ? [{ id: part.id, type: 'function', function: { name: part.name, arguments: part.arguments } }] : []))
    const text = texts(rest)
    return [{ role: 'assistant', content: text === '' && calls.length > 0 ? null : text, ...(calls.length > 0 ? { tool_calls: calls } : {}) }]
  }
  if (rest.length === 0) return results
  const plain = rest.every((part) => part.type === 'text')
  return [...results, { role: 'user', content: plain ? texts(rest) : rest.flatMap(userPart) }]
}

/** Who serves the chat-completions API: they differ in what they take. */
export type ChatDialect = 'openai' | 'azure' | 'gemini' | 'compatible'

/** OpenAI itself, by its address: it alone knows the newer name of the cap, and it refuses what compatible servers added. */
export const isOpenAi = (baseUrl: string): boolean => /^https:\/\/api\.openai\.com(\/|$)/.test(baseUrl)

/** Names of the output cap, the likelier first. */
export function chatCapFields(dialect: ChatDialect): readonly [string, string] {
  return dialect === 'openai' || dialect === 'azure' ? ['max_completion_tokens', 'max_tokens'] : ['max_tokens', 'max_completion_tokens']
}

function toolsOf(request: ChatRequest): JsonObject {
  const { tools, toolChoice, parallelToolCalls } = request
  if (!tools || tools.length === 0) return {}
  return {
    tools: tools.map((tool) => ({
      type: 'function',
      function: {
        name: tool.name,
        ...(tool.description === undefined ? {} : { description: tool.description }),
        ...(tool.parameters === undefined ? {} : { parameters: tool.parameters }),
        ...(tool.strict === undefined ? {} : { strict: tool.strict }),
      },
    })),
    ...(toolChoice === undefined ? {} : { tool_choice: typeof toolChoice === 'string' ? toolChoice : { type: 'function', function: { name: toolChoice.name } } }),
    ...(parallelToolCalls === undefined ? {} : { parallel_tool_calls: parallelToolCalls }),
  }
}

function formatOf({ responseFormat }: ChatRequest): JsonValue | undefined {
  if (responseFormat === undefined) return undefined
  if (responseFormat.type === 'json_object') return { type: 'json_object' }
  const { name, schema, strict } = responseFormat
  return { type: 'json_schema', json_schema: { name, schema, ...(strict === undefined ? {} : { strict }) } }
}

/** The chat-completions body of a request in normal form. @throws ProviderError kind `unsupported` for what the API cannot express */
export function toChatBody(model: string, request: ChatRequest, maxOutputTokens: number, dialect: ChatDialect, capField: string = chatCapFields(dialect)[0]): JsonObject {
  if (request.topK !== undefined && dialect !== 'compatible') throw inexpressible('top_k')
  const format = formatOf(request)
  return {
    model,
    messages: request.messages.flatMap(toMessages),
    [capField]: maxOutputTokens,
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
    ...(request.topP === undefined ? {} : { top_p: request.topP }),
    ...(request.topK === undefined ? {} : { top_k: request.topK }),
    ...(request.reasoningEffort === undefined ? {} : { reasoning_effort: request.reasoningEffort }),
    ...(request.stop === undefined ? {} : { stop: [...request.stop] }),
    ...(request.seed === undefined ? {} : { seed: request.seed }),
    ...(request.frequencyPenalty === undefined ? {} : { frequency_penalty: request.frequencyPenalty }),
    ...(request.presencePenalty === undefined ? {} : { presence_penalty: request.presencePenalty }),
    ...toolsOf(request),
    ...(format === undefined ? {} : { response_format: format }),
  }
}
