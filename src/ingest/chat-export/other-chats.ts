import type { JsonObject } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { nameOf } from '../read/field.js'
import { readNumber } from '../read/number.js'
import { textField } from '../read/option.js'
import type { Chat, Turn } from './chat.js'
import { objectsIn } from './chat.js'

export function isClaudeExport(record: JsonObject): boolean {
  return 'chat_messages' in record && Array.isArray(record['chat_messages'])
}

/** A conversation of Claude's export, which names no model. */
export function claudeChat(record: JsonObject): Chat {
  return {
    id: nameOf(record['uuid']),
    at: record['created_at'],
    turns: objectsIn(record['chat_messages']).map((message): Turn => {
      const parts = objectsIn(message['content'])
      const said = parts.filter((part) => part['type'] === 'text').map((part) => textField(part['text']) ?? '').join('\n')
      const content = said || textField(message['text']) || ''
      if (message['sender'] === 'human') return { role: 'user', content, at: message['created_at'], ...(['attachments', 'files', 'files_v2'].some((key) => objectsIn(message[key]).length > 0) && { lacks: 'files' }) }
      return { role: 'assistant', content, model: nameOf(message['model'] ?? record['model']), ...(parts.some((part) => part['type'] === 'tool_use') && { lacks: 'tools' }) }
    }),
  }
}

export function isMessageTree(record: JsonObject): boolean {
  return 'message_tree_id' in record && 'prompt' in record && isJsonObject(record['prompt']) && Array.isArray(record['prompt']['replies'])
}

/** A tree of Open Assistant: of several replies the one that was ranked best, else the first. */
export function treeChat(record: JsonObject): Chat {
  const turns: Turn[] = []
  const first = isJsonObject(record['prompt']) ? record['prompt'] : undefined
  for (let node = first; node !== undefined;) {
    turns.push({ role: node['role'] === 'assistant' ? 'assistant' : 'user', content: textField(node['text']) ?? '', model: nameOf(node['model_name']), at: node['created_date'] })
    const rankOf = (reply: JsonObject): number => readNumber(reply['rank']) ?? Infinity
    node = objectsIn(node['replies']).filter((reply) => reply['deleted'] !== true).toSorted((a, b) => (rankOf(a) < rankOf(b) ? -1 : rankOf(a) > rankOf(b) ? 1 : 0))[0]
  }
  return { id: nameOf(record['message_tree_id']), at: first?.['created_date'], turns }
}
