import { isJsonObject, type JsonObject } from '../../domain/json.js'
import { systemText, type ChatRequest, type Message, type Part } from '../../domain/message.js'
import { inexpressible } from '../failure.js'
import { openable, refuseMedia } from './media.js'

const DATA_URL = /^data:([a-z0-9.+/-]+);base64,(.*)$/is

/** The arguments of a tool call as an object. @throws ProviderError kind `unsupported` when they are none */
export function argumentsObject(text: string): JsonObject {
  if (text.trim() === '') return {} // how logs write a call without arguments
  try {
    const value: unknown = JSON.parse(text)
    if (isJsonObject(value)) return value
  } catch {
    // said below
  }
  throw inexpressible('a tool call whose arguments are no JSON object')
}

/** Media type and base64 of an image that is written into its address; undefined for one that is fetched. */
export function inlineImage(url: string): { readonly mediaType: string; readonly data: string } | undefined {
  const found = DATA_URL.exec(url)
  return found?.[1] && found[2] ? { mediaType: found[1].toLowerCase(), data: found[2] } : undefined
}

function imageBlock(url: string): JsonObject {
  const inline = inlineImage(url)
  if (!inline) return { type: 'image', source: { type: 'url', url: openable(url) } }
  if (!/^image\/(png|jpeg|gif|webp)$/.test(inline.mediaType)) throw inexpressible(`an image of type ${inline.mediaType}`)
  return { type: 'image', source: { type: 'base64', media_type: inline.mediaType, data: inline.data } }
}

function block(part: Part): JsonObject {
  switch (part.type) {
    case 'text': return { type: 'text', text: part.text }
    case 'image': return imageBlock(part.url)
    case 'file':
      if (part.mediaType !== 'application/pdf') throw inexpressible(`a file of type ${part.mediaType}`)
      return { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: part.data } }
    case 'tool_call': return { type: 'tool_use', id: part.id, name: part.name, input: argumentsObject(part.arguments) }
    case 'tool_result': return { type: 'tool_result', tool_use_id: part.toolCallId, content: part.text, ...(part.isError ? { is_error: true } : {}) }
  }
}

/** A turn of the user or of the assistant: what neighbouring messages of one side become. */
export interface Turn {
  readonly role: 'user' | 'assistant'
  readonly blocks: JsonObject[]
}

/** APIs with user and assistant turns want tool results in a user turn, and equal neighbours as one turn. Empty texts are left out: they refuse them. */
export function toTurns(messages: readonly Message[], write: (part: Part) => JsonObject): readonly Turn[] {
  const turns: Turn[] = []
  for (const message of messages) {
    if (message.role === 'system' || message.role === 'assistant') refuseMedia(message)
    if (message.role === 'system') continue
    const role = message.role === 'assistant' ? 'assistant' : 'user'
    const blocks = message.parts.filter((part) => !(part.type === 'text' && part.text === '')).map(write)
    const last = turns.at(-1)
    if (last?.role === role) last.blocks.push(...blocks)
    else turns.push({ role, blocks })
  }
  return turns
}

function messageOf({ role, blocks }: Turn): JsonObject {
  const only = blocks.length === 1 ? blocks[0] : undefined
  return { role, content: only?.['type'] === 'text' ? (only['text'] ?? '') : blocks }
}

function toolsOf(request: ChatRequest): JsonObject {
  const { tools, toolChoice, parallelToolCalls } = request
  if (!tools || tools.length === 0) return {}
  const parallel = parallelToolCalls === false ? { disable_parallel_tool_use: true } : {}
  const choice = toolChoice === undefined ? (parallelToolCalls === false ? { type: 'auto', ...parallel } : undefined)
    : toolChoice === 'none' ? { type: 'none' }
    : toolChoice === 'auto' ? { type: 'auto', ...parallel }
    : toolChoice === 'required' ? { type: 'any', ...parallel }
    : { type: 'tool', name: toolChoice.name, ...parallel }
  return {
    tools: tools.map((tool) => ({
      name: tool.name,
      ...(tool.description === undefined ? {} : { description: tool.description }),
      input_schema: { ...tool.parameters, type: 'object' },
    })),
    ...(choice === undefined ? {} : { tool_choice: choice }),
  }
}

/** The messages-API body of a request in normal form; a seed, a best-effort wish elsewhere, has no place here. @throws ProviderError kind `unsupported` for what the API cannot express. */
export function toMessagesBody(model: string, request: ChatRequest, maxOutputTokens: number): JsonObject {
  const { responseFormat } = request
  if (responseFormat?.type === 'json_object') throw inexpressible('the response format json_object')
  if (request.frequencyPenalty || request.presencePenalty) throw inexpressible('a frequency or presence penalty')
  if (request.reasoningEffort !== undefined) throw inexpressible('an effort of reasoning')
  if ((request.temperature ?? 0) > 1) throw inexpressible(`a temperature of ${request.temperature}`)
  const system = systemText(request)
  return {
    model,
    max_tokens: maxOutputTokens,
    messages: toTurns(request.messages, block).map(messageOf),
    ...(system ? { system } : {}),
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
    ...(request.topP === undefined ? {} : { top_p: request.topP }),
    ...(request.topK === undefined ? {} : { top_k: request.topK }),
    ...(responseFormat === undefined ? {} : { output_config: { format: { type: 'json_schema', schema: responseFormat.schema } } }),
    ...(request.stop === undefined ? {} : { stop_sequences: [...request.stop] }),
    ...toolsOf(request),
  }
}
