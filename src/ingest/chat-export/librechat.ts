import type { JsonObject } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { nameOf } from '../read/field.js'
import { textField } from '../read/option.js'
import { optionalText } from '../read/part.js'
import type { Chat, Turn } from './chat.js'
import { objectsIn, pathTo } from './chat.js'

export function isLibrechat(record: JsonObject): boolean {
  const first = 'conversationId' in record && Array.isArray(record['messages']) ? record['messages'][0] : undefined
  return isJsonObject(first) && 'isCreatedByUser' in first
}

/** A conversation of LibreChat's export, its branches as a list or within one another. `tokenCount` is of one message, not of a request. */
export function librechatChat(record: JsonObject): Chat {
  const options = isJsonObject(record['options']) ? record['options'] : {}
  const messages = flat(objectsIn(record['messages']))
  const nodes = new Map(messages.map((message) => [nameOf(message['messageId']) ?? '', message] as const))
  const path = pathTo(nameOf(messages.at(-1)?.['messageId']), nodes, 'parentMessageId')
  const system = optionalText(options['promptPrefix']) ?? optionalText(options['system'])
  return {
    id: nameOf(record['conversationId']),
    at: messages[0]?.['createdAt'],
    turns: [...(system ? [{ role: 'system', content: system } as const] : []), ...path.map((message) => turnOf(message, nameOf(options['model'])))],
  }
}

function flat(messages: readonly JsonObject[]): readonly JsonObject[] {
  const out: JsonObject[] = []
  const open = [...messages].reverse()
  for (let message = open.pop(); message !== undefined; message = open.pop()) {
    out.push(message)
    open.push(...[...objectsIn(message['children'])].reverse())
  }
  return out
}

function turnOf(message: JsonObject, model: string | undefined): Turn {
  const parts = objectsIn(message['content'])
  const said = parts.filter((part) => part['type'] === 'text').map((part) => textField(part['text']) ?? (isJsonObject(part['text']) ? textField(part['text']['value']) : undefined) ?? '').join('')
  const content = optionalText(message['text']) ?? said
  if (message['isCreatedByUser'] === true) return { role: 'user', content, at: message['createdAt'], ...(objectsIn(message['files']).length > 0 && { lacks: 'files' }) }
  const isCut = message['unfinished'] === true || message['finish_reason'] === 'incomplete'
  return { role: 'assistant', content, model: nameOf(message['model']) ?? model, lacks: message['error'] === true ? 'success' : isCut ? 'end' : parts.some((part) => part['type'] === 'tool_call') ? 'tools' : undefined }
}
