import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Message, Part, Role } from '../../domain/message.js'
import { Excluded } from '../read/excluded.js'
import { textField } from '../read/option.js'
import { filePart, imagePart, partText, refusePart, saying } from '../read/part.js'

const ROLES: ReadonlyMap<string, Role> = new Map([
  ['system', 'system'], ['developer', 'system'], ['user', 'user'], ['human', 'user'],
  ['assistant', 'assistant'], ['ai', 'assistant'], ['model', 'assistant'], ['tool', 'tool'], ['function', 'tool'],
])

/** Messages of a chat completion in normal form. Throws Excluded for what the normal form cannot say: a part left out would be another prompt. */
export function openaiMessages(messages: readonly JsonValue[]): readonly Message[] {
  return messages.map((message) => {
    const role = isJsonObject(message) && typeof message['role'] === 'string' ? ROLES.get(message['role'].toLowerCase()) : undefined
    if (!isJsonObject(message) || role === undefined) throw new Excluded('unknown-format', 'a message has no known role')
    if (role === 'tool') return { role, parts: [toolResult(message)] }
    // What was spoken is not among the parts.
    if (isJsonObject(message['audio'])) throw new Excluded('unknown-format', 'an earlier answer of the conversation is sound')
    const [content, calls] = [contentParts(message), toolCallParts(message)]
    return saying({ role, parts: calls.length === 0 ? content : [...content, ...calls] })
  })
}

/** Text of a content field: a string, or the text parts of an array; reasoning is left out. */
export function contentText(content: JsonValue | undefined): string {
  if (typeof content === 'string') return content
  return partsOf(content).flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('')
}

/** The tool calls of an assistant's message, the legacy `function_call` too. */
export function toolCallParts(message: JsonObject): readonly (Part & { readonly type: 'tool_call' })[] {
  const listed = message['tool_calls'] ?? message['toolCalls']
  const calls = Array.isArray(listed) ? listed : []
  if (calls.length === 0 && !message['function_call']) return []
  const legacy = isJsonObject(message['function_call']) ? [{ id: '', function: message['function_call'] }] : []
  return [...calls, ...legacy].map((call: JsonValue) => {
    const body = isJsonObject(call) ? (call['function'] ?? call['custom']) : undefined
    const name = isJsonObject(body) ? textField(body['name']) : undefined
    if (!isJsonObject(call) || !isJsonObject(body) || name === undefined) throw new Excluded('unknown-format', 'a tool call has no name')
    return { type: 'tool_call', id: textField(call['id']) ?? '', name, arguments: argumentsText(body['arguments'] ?? body['input']) }
  })
}

/** Arguments as JSON text. */
export function argumentsText(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? {})
}

function toolResult(message: JsonObject): Part {
  return { type: 'tool_result', toolCallId: textField(message['tool_call_id']) ?? textField(message['name']) ?? '', text: resultText(message['content']) }
}

/** Text of a result of a tool. Throws Excluded where it holds more: APIs differ in what else a tool may show. */
export function resultText(content: JsonValue | undefined): string {
  if (Array.isArray(content) && partsOf(content).some(({ type }) => type !== 'text')) throw new Excluded('unknown-format', 'a result of a tool holds an image or a file')
  return contentText(content)
}

function contentParts(message: JsonObject): readonly Part[] {
  if (isJsonObject(message['audio'])) throw new Excluded('truncated', 'an earlier answer is sound that the log names but does not hold')
  const refusal = textField(message['refusal'])
  const parts = partsOf(message['content'])
  return parts.length === 0 && refusal ? [{ type: 'text', text: refusal }] : parts
}

function partsOf(content: JsonValue | undefined): readonly Part[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  if (content === null || content === undefined) return []
  if (!Array.isArray(content)) throw new Excluded('unknown-format', 'the content of a message is neither text nor a list of parts')
  return content.flatMap((part: JsonValue) => (typeof part === 'string' ? [{ type: 'text', text: part } as const] : isJsonObject(part) ? partOf(part) : refusePart()))
}

/** Data or an address; what only an id at the provider names is not in the log. */
function remote(value: JsonValue | undefined, id: JsonValue | undefined): string {
  const text = textField(value)
  if (text === undefined && typeof id === 'string') throw new Excluded('truncated', 'a file is named in the log but not held by it')
  return text ?? ''
}

function partOf(part: JsonObject): readonly Part[] {
  const inner = (key: string): JsonObject => (isJsonObject(part[key]) ? part[key] : {})
  switch (part['type']) {
    case 'text':
    case 'input_text':
    case 'output_text': return [{ type: 'text', text: partText(part['text']) }]
    case 'refusal': return [{ type: 'text', text: partText(part['refusal']) }]
    case 'image_url': return [imagePart(textField(part['image_url']) ?? textField(inner('image_url')['url']) ?? '', textField(inner('image_url')['detail']))]
    case 'input_image': return [imagePart(remote(part['image_url'], part['file_id']), textField(part['detail']))]
    case 'input_file': return [filePart('application/pdf', remote(part['file_data'], part['file_id'] ?? part['file_url']), textField(part['filename']))]
    case 'input_audio': return [filePart(`audio/${textField(inner('input_audio')['format']) ?? 'wav'}`, textField(inner('input_audio')['data']) ?? '')]
    case 'file': return [filePart('application/pdf', textField(inner('file')['file_data']) ?? '', textField(inner('file')['filename']))]
    case 'thinking':
    case 'reasoning': return []
    default: throw new Excluded('unknown-format', `a message holds a part of unknown type ${JSON.stringify(part['type'] ?? null).slice(0, 40)}`)
  }
}
