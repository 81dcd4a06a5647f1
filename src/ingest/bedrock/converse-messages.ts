import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Message, Part } from '../../domain/message.js'
import { Excluded } from '../read/excluded.js'
import { textField } from '../read/option.js'
import { filePart, imagePart, partText, refusePart, saying } from '../read/part.js'

/** Messages of Converse (and of Nova, which has the same): results of tools are messages of their own. Throws Excluded. */
export function converseMessages(system: JsonValue | undefined, messages: readonly JsonValue[]): readonly Message[] {
  const systemParts = converseParts(system)
  return [...(systemParts.length > 0 ? [{ role: 'system', parts: systemParts } as const] : []), ...messages.flatMap(messageOf)]
}

/** Content blocks, each an object with one key; reasoning and cache points are left out. */
export function converseParts(content: JsonValue | undefined): readonly Part[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  return (Array.isArray(content) ? content : []).flatMap((block: JsonValue) => (isJsonObject(block) ? blockOf(block) : typeof block === 'string' ? [{ type: 'text', text: block } as const] : refusePart()))
}

function messageOf(message: JsonValue): readonly Message[] {
  if (!isJsonObject(message)) throw new Excluded('unknown-format', 'a message is no object')
  const parts = converseParts(message['content'])
  if (message['role'] === 'assistant') return [{ role: 'assistant', parts }]
  if (message['role'] === 'system') return [{ role: 'system', parts }]
  const results = parts.filter((part) => part.type === 'tool_result')
  const words = parts.filter((part) => part.type !== 'tool_result')
  return [...results.map((part): Message => ({ role: 'tool', parts: [part] })), ...(words.length > 0 || results.length === 0 ? [saying({ role: 'user', parts: words })] : [])]
}

function blockOf(block: JsonObject): readonly Part[] {
  if (typeof block['text'] === 'string') return [{ type: 'text', text: block['text'] }]
  const [image, document, use, result, guard] = ['image', 'document', 'toolUse', 'toolResult', 'guardContent'].map((key) => (isJsonObject(block[key]) ? block[key] : undefined))
  if (image) return [imagePart(`data:image/${textField(image['format']) ?? 'png'};base64,${bytesOf(image)}`)]
  if (document) return [filePart(`application/${textField(document['format']) ?? 'pdf'}`, bytesOf(document), textField(document['name']))]
  if (use) return [toolUse(use)]
  if (result) return resultOf(result)
  if (guard) return converseParts([isJsonObject(guard['text']) ? { text: partText(guard['text']['text']) } : guard])
  if ('reasoningContent' in block || 'cachePoint' in block) return []
  throw new Excluded('unknown-format', `a message holds a block of unknown type ${JSON.stringify(Object.keys(block)[0] ?? null).slice(0, 40)}`)
}

function toolUse(use: JsonObject): Part {
  const name = textField(use['name'])
  if (name === undefined) throw new Excluded('unknown-format', 'a tool call has no name')
  return { type: 'tool_call', id: textField(use['toolUseId']) ?? '', name, arguments: typeof use['input'] === 'string' ? use['input'] : JSON.stringify(use['input'] ?? {}) }
}

function resultOf(result: JsonObject): readonly Part[] {
  const blocks = Array.isArray(result['content']) ? result['content'] : []
  const json = blocks.flatMap((block: JsonValue) => (isJsonObject(block) && 'json' in block ? [JSON.stringify(block['json'])] : []))
  const parts = converseParts(blocks.filter((block: JsonValue) => !(isJsonObject(block) && 'json' in block)))
  const text = [...parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])), ...json].join('\n')
  return [{ type: 'tool_result', toolCallId: textField(result['toolUseId']) ?? '', text, ...(result['status'] === 'error' && { isError: true }) }, ...parts.filter((part) => part.type === 'image' || part.type === 'file')]
}

function bytesOf(media: JsonObject): string {
  const source = isJsonObject(media['source']) ? media['source'] : {}
  if ('s3Location' in source) throw new Excluded('truncated', 'an image or file is named in the log but not held by it')
  return textField(source['bytes']) ?? ''
}
