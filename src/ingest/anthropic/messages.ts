import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Message, Part } from '../../domain/message.js'
import { Excluded } from '../read/excluded.js'
import { textField } from '../read/option.js'
import { filePart, imagePart, partText, refusePart, saying } from '../read/part.js'
import { wordOf } from '../read/word.js'

/** Messages in normal form: `system` first, thinking dropped, results of tools as messages of their own before the user's words. */
export function anthropicMessages(system: JsonValue | undefined, messages: readonly JsonValue[]): readonly Message[] {
  const systemParts = system === undefined || system === null ? [] : partsOf(system)
  const first: readonly Message[] = systemParts.length > 0 ? [{ role: 'system', parts: systemParts }] : []
  return [...first, ...messages.flatMap(messageOf)]
}

/** Content blocks as parts. Throws Excluded for blocks that cannot be sent to another model. */
export function partsOf(content: JsonValue | undefined): readonly Part[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  if (!Array.isArray(content)) throw new Excluded('unknown-format', 'the content of a message is neither text nor a list of blocks')
  return content.flatMap((block: JsonValue) => (isJsonObject(block) ? blockOf(block) : typeof block === 'string' ? [{ type: 'text', text: block } as const] : refusePart()))
}

function messageOf(message: JsonValue): readonly Message[] {
  if (!isJsonObject(message)) throw new Excluded('unknown-format', 'a message is no object')
  const parts = partsOf(message['content'])
  switch (message['role']) {
    case 'assistant': return [{ role: 'assistant', parts }]
    case 'system': return [{ role: 'system', parts }]
    case 'user': {
      const results = parts.filter((part) => part.type === 'tool_result')
      const words = parts.filter((part) => part.type !== 'tool_result')
      return [...results.map((part): Message => ({ role: 'tool', parts: [part] })), ...(words.length > 0 || results.length === 0 ? [saying({ role: 'user', parts: words })] : [])]
    }
    default: throw new Excluded('unknown-format', 'a message has no known role')
  }
}

function blockOf(block: JsonObject): readonly Part[] {
  switch (block['type']) {
    case 'text': return [{ type: 'text', text: partText(block['text']) }]
    case 'thinking':
    case 'redacted_thinking': return []
    case 'image': return [imageOf(sourceOf(block))]
    case 'document': return documentOf(sourceOf(block), textField(block['title']), textField(block['context']))
    case 'search_result': return [{ type: 'text', text: [textField(block['title']), textField(block['source']), textIn(block['content'])].filter(Boolean).join('\n') }]
    case 'tool_use': return [{ type: 'tool_call', id: textField(block['id']) ?? '', name: textField(block['name']) ?? '', arguments: inputText(block['input']) }]
    case 'tool_result': return resultOf(block)
    case 'server_tool_use':
    case 'mcp_tool_use': throw new Excluded('unknown-format', `the conversation rests on a tool that runs at the provider (${wordOf(block['name'])})`)
    default: {
      // Logs written by hand leave out the type of a text.
      if (block['type'] === undefined && typeof block['text'] === 'string') return [{ type: 'text', text: block['text'] }]
      throw new Excluded('unknown-format', `a message holds a block of unknown type ${JSON.stringify(block['type'] ?? null).slice(0, 40)}`)
    }
  }
}

/** Arguments as JSON text; a stream cut by the token limit leaves text that is no JSON, which is kept. */
function inputText(input: JsonValue | undefined): string {
  return typeof input === 'string' ? input : JSON.stringify(input ?? {})
}

function resultOf(block: JsonObject): readonly Part[] {
  const parts = block['content'] === undefined || block['content'] === null ? [] : partsOf(block['content'])
  const text = parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n')
  const media = parts.filter((part) => part.type === 'image' || part.type === 'file')
  return [{ type: 'tool_result', toolCallId: textField(block['tool_use_id']) ?? '', text, ...(block['is_error'] === true && { isError: true }) }, ...media]
}

function sourceOf(block: JsonObject): JsonObject {
  return isJsonObject(block['source']) ? block['source'] : {}
}

function imageOf(source: JsonObject): Part {
  if (source['type'] === 'url') return imagePart(textField(source['url']) ?? '')
  return imagePart(`data:${textField(source['media_type']) ?? 'image/png'};base64,${textField(source['data']) ?? ''}`)
}

/** The text of blocks that may be nothing but text. */
function textIn(content: JsonValue | undefined): string {
  return partsOf(content ?? '').flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n')
}

function documentOf(source: JsonObject, name: string | undefined, context: string | undefined): readonly Part[] {
  // Its title and what is said of it are shown to the model, too.
  if (source['type'] === 'text') return [{ type: 'text', text: [name, context, partText(source['data'])].filter(Boolean).join('\n') }]
  if (source['type'] === 'content') return partsOf(source['content'])
  if (source['type'] !== 'base64') throw new Excluded('truncated', 'a document is named in the log but not held by it')
  return [filePart(textField(source['media_type']) ?? 'application/pdf', textField(source['data']) ?? '', name)]
}
