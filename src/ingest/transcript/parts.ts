import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Part } from '../../domain/message.js'
import { converseParts } from '../bedrock/converse-messages.js'
import { Excluded } from '../read/excluded.js'
import { textField } from '../read/option.js'
import { partText, refusePart } from '../read/part.js'
import { mediaPart, resultText } from './media.js'

/**
 * Parts of a message in any of the shapes that trace tools keep: OpenAI's, Anthropic's, OpenTelemetry's, the AI SDK's,
 * Gemini's, OpenInference's. Reasoning is left out. Throws Excluded for what the normal form cannot say.
 */
export function transcriptParts(content: JsonValue | undefined): readonly Part[] {
  if (content === undefined || content === null) return []
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  if (isJsonObject(content)) return partOf(content)
  if (!Array.isArray(content)) throw new Excluded('unknown-format', 'the content of a message is neither text nor a list of parts')
  return content.flatMap((part: JsonValue) => {
    if (typeof part === 'string') return [{ type: 'text', text: part } as const]
    return isJsonObject(part) ? partOf(part) : refusePart()
  })
}

/** A tool call in any shape; undefined when the object names no tool. */
export function toolCallPart(call: JsonObject): (Part & { readonly type: 'tool_call' }) | undefined {
  const outer = isJsonObject(call['tool_call']) ? call['tool_call'] : call
  const inner = [outer['function'], outer['custom'], outer['functionCall'], outer['function_call']].find(isJsonObject) ?? outer
  const name = textField(inner['name']) ?? textField(outer['toolName']) ?? textField(outer['tool_name'])
  if (name === undefined || name === '') return undefined
  const id = ['id', 'toolCallId', 'tool_call_id', 'tool_id', 'call_id'].map((key) => textField(outer[key])).find((text) => text !== undefined)
  const given = [inner['arguments'], inner['args'], inner['input']].find((value) => value !== undefined && value !== null)
  return { type: 'tool_call', id: textField(outer['call_id']) ?? id ?? '', name, arguments: typeof given === 'string' ? given : JSON.stringify(given ?? {}) }
}

function partOf(part: JsonObject): readonly Part[] {
  const wrapped = part['message_content']
  if (isJsonObject(wrapped)) return partOf(wrapped)
  const type = textField(part['type'])
  switch (type?.replaceAll('-', '_')) {
    case 'text':
    case 'input_text':
    case 'output_text':
    case 'refusal': return [{ type: 'text', text: partText(part['text'] ?? part['content'] ?? part['value'] ?? part['refusal']) }]
    case 'image':
    case 'image_url':
    case 'input_image': return [mediaPart(part, 'image')]
    case 'document': return [documentPart(part)]
    case 'file':
    case 'input_file':
    case 'input_audio':
    case 'audio':
    case 'blob':
    case 'media':
    case 'uri': return [mediaPart(part, 'file')]
    case 'tool_use':
    case 'tool_call':
    case 'function':
    case 'function_call': return [requireCall(part)]
    case 'tool_result':
    case 'tool_call_response':
    case 'function_call_output': return resultParts(part)
    case 'thinking':
    case 'redacted_thinking':
    case 'reasoning':
    case 'redacted_reasoning':
    case 'reasoning_content':
    case 'step_start': return []
    case undefined: return untypedPart(part)
    default: throw new Excluded('unknown-format', `a message holds a part of unknown type ${JSON.stringify(type).slice(0, 40)}`)
  }
}

function requireCall(part: JsonObject): Part {
  const call = toolCallPart(part)
  if (!call) throw new Excluded('unknown-format', 'a tool call has no name')
  return call
}

function documentPart(part: JsonObject): Part {
  const source = isJsonObject(part['source']) ? part['source'] : {}
  return source['type'] === 'text' ? { type: 'text', text: partText(source['data']) } : mediaPart(part, 'file')
}

function resultParts(part: JsonObject): readonly Part[] {
  const id = ['tool_use_id', 'toolCallId', 'tool_call_id', 'call_id', 'id'].map((key) => textField(part[key])).find((text) => text !== undefined) ?? ''
  const value = [part['content'], part['response'], part['result'], part['output']].find((item) => item !== undefined)
  const isError = part['is_error'] === true || part['isError'] === true
  const media = Array.isArray(value) ? value.filter((item: JsonValue) => isJsonObject(item) && item['type'] !== 'text' && typeof item['text'] !== 'string' && typeof item['type'] === 'string') : []
  const text = media.length > 0 && Array.isArray(value) ? resultText(value.filter((item: JsonValue) => !media.includes(item))) : resultText(value)
  return [{ type: 'tool_result', toolCallId: id, text, ...(isError && { isError }) }, ...media.flatMap((item: JsonValue) => transcriptParts([item]))]
}

/** Parts that carry their kind as the name of a field, as Gemini's do. */
function untypedPart(part: JsonObject): readonly Part[] {
  if (part['thought'] === true) return []
  const text = textField(part['text']) ?? textField(part['content'])
  if (text !== undefined) return [{ type: 'text', text }]
  if (isJsonObject(part['functionCall']) || isJsonObject(part['function_call'])) return [requireCall(part)]
  const response = part['functionResponse'] ?? part['function_response']
  if (isJsonObject(response)) return [{ type: 'tool_result', toolCallId: textField(response['id']) ?? textField(response['name']) ?? '', text: resultText(response['response']) }]
  const [asked, given, media] = [part['toolRequest'], part['toolResponse'], part['media']]
  if (isJsonObject(asked)) return [requireCall({ id: asked['ref'], name: asked['name'], input: asked['input'] })]
  if (isJsonObject(given)) return [{ type: 'tool_result', toolCallId: textField(given['ref']) ?? textField(given['name']) ?? '', text: resultText(given['output']) }]
  if (isJsonObject(media)) return [mediaPart({ url: media['url'], mediaType: media['contentType'] }, 'image')]
  if (typeof part['reasoning'] === 'string') return []
  if (['toolUse', 'toolResult', 'reasoningContent', 'cachePoint', 'guardContent'].some((key) => isJsonObject(part[key]))) return converseParts([part])
  if ('inlineData' in part || 'inline_data' in part) return [mediaPart(part, 'file')]
  throw new Excluded('unknown-format', 'a message holds a part without a type')
}
