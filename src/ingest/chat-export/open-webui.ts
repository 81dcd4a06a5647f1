import type { Usage } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { nameOf } from '../read/field.js'
import { statedCount } from '../read/number.js'
import { textField } from '../read/option.js'
import { optionalText } from '../read/part.js'
import { inclusiveUsage, openaiUsage } from '../read/usage.js'
import type { Chat, Turn } from './chat.js'
import { objectsIn, pathTo } from './chat.js'

const [OPENING, CLOSING] = ['<details type="', '</details>']

/** A text without the blocks that the interface folds away (reasoning, what a tool gave), and of which types they were. In one pass: it may be long. */
function unfolded(text: string): { readonly text: string; readonly types: readonly string[] } {
  const [kept, types]: [string[], string[]] = [[], []]
  let at = 0
  for (let from = text.indexOf(OPENING); from >= 0; from = text.indexOf(OPENING, at)) {
    const end = text.indexOf(CLOSING, from)
    if (end < 0) break
    kept.push(text.slice(at, from))
    types.push(text.slice(from + OPENING.length, text.indexOf('"', from + OPENING.length)))
    at = end + CLOSING.length
    if (text[at] === '\n') at += 1
  }
  return { text: [...kept, text.slice(at)].join(''), types }
}

export function isOpenWebui(record: JsonObject): boolean {
  const chat = 'chat' in record ? record['chat'] : undefined
  return isJsonObject(chat) && (isJsonObject(chat['history']) || (Array.isArray(chat['messages']) && 'models' in chat))
}

/** A chat of Open WebUI, from its export or its table. */
export function openWebuiChat(record: JsonObject): Chat {
  const chat = isJsonObject(record['chat']) ? record['chat'] : {}
  const history = isJsonObject(chat['history']) ? chat['history'] : {}
  const stored = isJsonObject(history['messages']) ? history['messages'] : {}
  const nodes = new Map(Object.entries(stored).flatMap(([id, node]) => (isJsonObject(node) ? [[id, node] as const] : [])))
  const path = pathTo(nameOf(history['currentId']), nodes, 'parentId')
  const parameters = isJsonObject(chat['params']) ? chat['params'] : {}
  const system = optionalText(parameters['system']) ?? optionalText(chat['system'])
  return {
    id: nameOf(record['id']),
    at: record['created_at'],
    turns: [...(system ? [{ role: 'system', content: system } as const] : []), ...(path.length > 0 ? path : objectsIn(chat['messages'])).map(turnOf)],
  }
}

function turnOf(node: JsonObject): Turn {
  const text = optionalText(node['content']) ?? ''
  if (node['role'] !== 'assistant') {
    const files = objectsIn(node['files'])
    const pictures = files.filter((file) => file['type'] === 'image').map((file): JsonObject => ({ type: 'image_url', image_url: { url: file['url'] } }))
    return { role: 'user', content: pictures.length > 0 ? [{ type: 'text', text }, ...pictures] : text, at: node['timestamp'], ...(files.length > pictures.length && { lacks: 'files' }) }
  }
  const items = objectsIn(node['output'])
  const visible = unfolded(text)
  const isTool = items.some((item) => item['type'] !== 'message' && item['type'] !== 'reasoning') || visible.types.some((type) => type !== 'reasoning')
  const said = items.filter((item) => item['type'] === 'message').flatMap((item) => objectsIn(item['content'])).map((part) => textField(part['text']) ?? '').join('')
  return {
    role: 'assistant',
    content: said !== '' ? said : visible.text,
    model: nameOf(node['model']),
    usage: usageOf(node['usage'] ?? node['info']),
    lacks: isJsonObject(node['error']) || node['error'] === true ? 'success' : node['done'] === false ? 'end' : isTool ? 'tools' : undefined,
  }
}

/** As the server counted: OpenAI's names, or Ollama's. */
function usageOf(value: JsonValue | undefined): Usage | undefined {
  if (!isJsonObject(value)) return undefined
  return 'prompt_eval_count' in value ? inclusiveUsage({ input: statedCount(value['prompt_eval_count']), output: statedCount(value['eval_count']) }) : openaiUsage(value)
}
