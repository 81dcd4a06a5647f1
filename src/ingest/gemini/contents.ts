import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Message, Part } from '../../domain/message.js'
import { Excluded } from '../read/excluded.js'
import { jsonOf } from '../read/json-text.js'
import { textField } from '../read/option.js'
import { filePart, imagePart, refusePart, saying } from '../read/part.js'
import { either, eitherObject } from './field.js'

/** Contents as messages: results of functions are messages of their own. Throws Excluded for what cannot be sent on. */
export function contentMessages(contents: JsonValue | undefined): readonly Message[] {
  const json = writtenOut(contents)
  const list = Array.isArray(json) ? json : json === undefined || json === null ? [] : [json]
  return list.flatMap((content: JsonValue): readonly Message[] => {
    if (typeof content === 'string') return [{ role: 'user', parts: [{ type: 'text', text: content }] }]
    if (!isJsonObject(content)) throw new Excluded('unknown-format', 'a content of the request is no object')
    const parts = contentParts(content)
    if (content['role'] === 'model') return [{ role: 'assistant', parts }]
    if (content['role'] === 'system') return [{ role: 'system', parts }]
    const results = parts.filter((part) => part.type === 'tool_result')
    const words = parts.filter((part) => part.type !== 'tool_result')
    return [...results.map((part): Message => ({ role: 'tool', parts: [part] })), ...(words.length > 0 || results.length === 0 ? [saying({ role: 'user', parts: words })] : [])]
  })
}

/** Contents that an export wrote as JSON text; a prompt may be JSON of its own. */
export function writtenOut(contents: JsonValue | undefined): JsonValue | undefined {
  const json = typeof contents === 'string' ? jsonOf(contents) : undefined
  const isContent = (item: JsonValue): boolean => isJsonObject(item) && (Array.isArray(item['parts']) || isJsonObject(item['parts']))
  return json !== undefined && (isContent(json) || (Array.isArray(json) && json.length > 0 && json.every(isContent))) ? json : contents
}

/** Parts of one content; thoughts are left out. */
export function contentParts(content: JsonValue | undefined): readonly Part[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  const parts = isJsonObject(content) ? content['parts'] : undefined
  const list = Array.isArray(parts) ? parts : isJsonObject(parts) ? [parts] : []
  return list.flatMap((part: JsonValue) => (isJsonObject(part) ? partOf(part) : typeof part === 'string' ? [{ type: 'text', text: part } as const] : refusePart()))
}

function partOf(part: JsonObject): readonly Part[] {
  if (part['thought'] === true) return []
  if (typeof part['text'] === 'string') return [{ type: 'text', text: part['text'] }]
  const [inline, file, call, result] = ['inlineData', 'fileData', 'functionCall', 'functionResponse'].map((key) => either(part, key))
  if (isJsonObject(inline)) return [mediaOf(textField(either(inline, 'mimeType')) ?? '', textField(inline['data']) ?? '')]
  if (isJsonObject(file)) return [remoteMedia(textField(either(file, 'mimeType')) ?? '', textField(either(file, 'fileUri')) ?? '')]
  if (isJsonObject(call)) return [{ type: 'tool_call', id: textField(call['id']) ?? textField(call['name']) ?? '', name: nameOrRefuse(call), arguments: JSON.stringify(call['args'] ?? {}) }]
  if (isJsonObject(result)) return [{ type: 'tool_result', toolCallId: textField(result['id']) ?? textField(result['name']) ?? '', text: resultText(eitherObject(result, 'response')) }]
  if (Object.keys(part).every((key) => /^thought_?signature$/i.test(key))) return []
  throw new Excluded('unknown-format', `a message holds a part of unknown type ${JSON.stringify(Object.keys(part)[0]).slice(0, 40)}`)
}

function mediaOf(mediaType: string, data: string): Part {
  return mediaType.startsWith('image/') ? imagePart(`data:${mediaType};base64,${data}`) : filePart(mediaType, data)
}

function remoteMedia(mediaType: string, uri: string): Part {
  if (!mediaType.startsWith('image/')) throw new Excluded('truncated', 'a file is named in the log but not held by it')
  return imagePart(uri)
}

function nameOrRefuse(call: JsonObject): string {
  const name = textField(call['name'])
  if (name === undefined) throw new Excluded('unknown-format', 'a tool call has no name')
  return name
}

function resultText(response: JsonObject): string {
  const only = Object.keys(response).length === 1 ? response['result'] ?? response['output'] ?? response['content'] : undefined
  return typeof only === 'string' ? only : JSON.stringify(response)
}
