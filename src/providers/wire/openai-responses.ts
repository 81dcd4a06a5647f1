import type { JsonObject } from '../../domain/json.js'
import type { ChatRequest, Message, Part } from '../../domain/message.js'
import { inexpressible } from '../failure.js'
import { openable, refuseMedia } from './media.js'

function inputPart(part: Part): JsonObject[] {
  switch (part.type) {
    case 'text': return [{ type: 'input_text', text: part.text }]
    case 'image': return [{ type: 'input_image', image_url: openable(part.url), detail: part.detail === 'low' || part.detail === 'high' ? part.detail : 'auto' }]
    case 'file':
      if (/^(?:audio|video)\//i.test(part.mediaType)) throw inexpressible(`a file of type ${part.mediaType}`)
      return [{ type: 'input_file', filename: part.name ?? 'file', file_data: `data:${part.mediaType};base64,${part.data}` }]
    default: return []
  }
}

/** Tool calls and their results are items of their own, beside the messages. */
function toItems(message: Message): JsonObject[] {
  refuseMedia(message)
  const { role, parts } = message
  const results = parts.flatMap((part) => (part.type === 'tool_result' ? [{ type: 'function_call_output', call_id: part.toolCallId, output: part.text }] : []))
  if (role === 'tool') return results
  const text = parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n')
  if (role === 'system') return [{ role: 'system', content: text }]
  if (role === 'assistant') {
    const calls = parts.flatMap((part) => (part.type === 'tool_call' ? [{ type: 'function_call', call_id: part.id, name: part.name, arguments: part.arguments }] : []))
    return [...(text === '' && calls.length > 0 ? [] : [{ role: 'assistant', content: text }]), ...calls]
  }
  const rest = parts.filter((part) => part.type !== 'tool_result')
  if (rest.length === 0) return results
  return [...results, { role: 'user', content: rest.every((part) => part.type === 'text') ? text : rest.flatMap(inputPart) }]
}

function toolsOf({ tools, toolChoice, parallelToolCalls }: ChatRequest): JsonObject {
  if (!tools || tools.length === 0) return {}
  return {
    tools: tools.map(({ name, description, parameters, strict }) => ({
      // Here strict is the default, in chat completions it is not: what the log did not ask for is said.
      type: 'function', name, parameters: parameters ?? { type: 'object', properties: {} }, strict: strict ?? false,
      ...(description === undefined ? {} : { description }),
    })),
    ...(toolChoice === undefined ? {} : { tool_choice: typeof toolChoice === 'string' ? toolChoice : { type: 'function', name: toolChoice.name } }),
    ...(parallelToolCalls === undefined ? {} : { parallel_tool_calls: parallelToolCalls }),
  }
}

function textFormat({ responseFormat }: ChatRequest): JsonObject {
  if (responseFormat === undefined) return {}
  if (responseFormat.type === 'json_object') return { text: { format: { type: 'json_object' } } }
  const { name, schema, strict } = responseFormat
  return { text: { format: { type: 'json_schema', name, schema, ...(strict === undefined ? {} : { strict }) } } }
}

/** The responses-API body of a request in normal form; nothing is stored at the provider. A seed, a best-effort wish, has no place here. @throws ProviderError kind `unsupported` for what the API cannot express */
export function toResponsesBody(model: string, request: ChatRequest, maxOutputTokens: number): JsonObject {
  if (request.stop !== undefined && request.stop.length > 0) throw inexpressible('a stop sequence')
  if (request.frequencyPenalty || request.presencePenalty) throw inexpressible('a frequency or presence penalty')
  if (request.topK !== undefined) throw inexpressible('top_k')
  return {
    model,
    input: request.messages.flatMap(toItems),
    max_output_tokens: maxOutputTokens,
    store: false,
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
    ...(request.topP === undefined ? {} : { top_p: request.topP }),
    ...(request.reasoningEffort === undefined ? {} : { reasoning: { effort: request.reasoningEffort } }),
    ...textFormat(request),
    ...toolsOf(request),
  }
}
