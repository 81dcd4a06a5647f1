import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { nameOf } from '../read/field.js'
import { textField } from '../read/option.js'
import type { Chat, Turn } from './chat.js'
import { pathTo } from './chat.js'

export function isChatgpt(record: JsonObject): boolean {
  return 'mapping' in record && ('current_node' in record || 'create_time' in record) && isJsonObject(record['mapping'])
}

/** A conversation of ChatGPT's export. What the product itself tells the model is not in it. */
export function chatgptChat(record: JsonObject): Chat {
  const nodes = new Map(Object.entries(isJsonObject(record['mapping']) ? record['mapping'] : {}).flatMap(([id, node]) => (isJsonObject(node) ? [[id, node] as const] : [])))
  const leaf = nameOf(record['current_node']) ?? [...nodes.keys()].at(-1)
  return {
    id: nameOf(record['conversation_id'] ?? record['id']),
    at: record['create_time'],
    turns: pathTo(leaf, nodes, 'parent').flatMap((node) => (isJsonObject(node['message']) ? turnOf(node['message']) : [])),
  }
}

function turnOf(message: JsonObject): readonly Turn[] {
  const author = isJsonObject(message['author']) ? message['author']['role'] : undefined
  const content = isJsonObject(message['content']) ? message['content'] : {}
  const metadata = isJsonObject(message['metadata']) ? message['metadata'] : {}
  const [type, recipient] = [content['content_type'], textField(message['recipient']) ?? 'all']
  if (type === 'user_editable_context') return [{ role: 'system', content: [content['user_profile'], content['user_instructions']].map(textField).filter(Boolean).join('\n') }]
  if (type === 'thoughts' || type === 'reasoning_recap' || type === 'model_editable_context') return []
  const parts = Array.isArray(content['parts']) ? content['parts'] : []
  const text = textField(content['text']) ?? parts.filter((part: JsonValue) => typeof part === 'string').join('\n')
  const isPlain = parts.every((part: JsonValue) => typeof part === 'string')
  if (author === 'system') return text === '' ? [] : [{ role: 'system', content: text }]
  if (author === 'user') return [{ role: 'user', content: text, at: message['create_time'], ...((!isPlain || Array.isArray(metadata['attachments'])) && { lacks: 'files' }) }]
  if (author !== 'assistant') return [{ role: 'tool', content: text }]
  const isWhole = ['finished_successfully', undefined].includes(textField(message['status'])) && metadata['is_complete'] !== false
  return [{ role: 'assistant', content: text, model: nameOf(metadata['model_slug']), lacks: recipient !== 'all' || type === 'code' ? 'tools' : !isWhole ? 'end' : undefined }]
}
