import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter, Deferred } from '../adapter.js'
import { completionKnown } from '../openai/response.js'
import { refuseTextless } from '../read/draft.js'
import { Excluded } from '../read/excluded.js'
import { nameOf } from '../read/field.js'
import { readNumber } from '../read/number.js'
import { readWire } from '../wire/read-wire.js'

const FORMAT = 'openai-stored'
const MESSAGE_ID = /^(chatcmpl-.+)-(\d+)$/

/**
 * Stored chat completions: the list of completions, which holds no prompt, and the messages of each
 * (`/chat/completions/{id}/messages`), whose ids are the completion's with a number. Joined whatever their order.
 */
export const openaiStored: Adapter = {
  name: FORMAT,
  detect: (record) => isBareCompletion(record) || isStoredMessage(record),
  parse: (record, source) => {
    const [, completion] = MESSAGE_ID.exec(nameOf(record['id']) ?? '') ?? []
    const isMessage = isStoredMessage(record) && completion !== undefined
    return [{ kind: 'deferred', format: FORMAT, role: isMessage ? 'message' : 'completion', keys: [isMessage ? completion : (nameOf(record['id']) ?? '')], record, source }]
  },
  settle: (parts) => {
    const [completion, ...others] = parts.filter(({ role }) => role === 'completion')
    const messages = parts.filter(({ role }) => role === 'message').toSorted((a, b) => indexOf(a) - indexOf(b))
    if (!completion) throw new Excluded('no-output', 'a stored message whose completion is not in the log')
    return [readCompletion(completion, messages), ...others.map(({ source }) => ({ kind: 'excluded', reason: 'duplicate', source, format: FORMAT, detail: 'the same stored completion stands in the log more than once' } as const))]
  },
}

function readCompletion({ record, source }: Deferred, messages: readonly Deferred[]): ReturnType<typeof readWire> {
  const own = { format: FORMAT, source, record: { id: record['id'], metadata: record['metadata'], service_tier: record['service_tier'] } }
  if (messages.length === 0) return refuseTextless({ ...own, ...completionKnown(record) }, 'context-missing', 'the messages of a stored completion are not in the log: give the answers of /chat/completions/{id}/messages too')
  const indexes = messages.map(indexOf)
  if (indexes.some((index, place) => index !== place)) return refuseTextless({ ...own, ...completionKnown(record) }, 'context-missing', 'some messages of a stored completion are not in the log')
  const options = Object.fromEntries(OPTIONS.flatMap((key) => (record[key] === undefined || record[key] === null ? [] : [[key, record[key]]])))
  return readWire({ ...options, model: record['model'], messages: messages.map((part) => messageOf(part.record)) }, record, own)
}

const OPTIONS: readonly string[] = ['tools', 'tool_choice', 'response_format', 'temperature', 'top_p', 'seed', 'presence_penalty', 'frequency_penalty', 'max_completion_tokens', 'max_tokens', 'reasoning_effort']

/** Media stand beside the text, as parts. */
function messageOf(message: JsonObject): JsonObject {
  const parts: JsonValue | undefined = message['content_parts']
  return { ...message, content: Array.isArray(parts) && parts.length > 0 ? parts : message['content'] }
}

function indexOf({ record }: Deferred): number {
  return readNumber(MESSAGE_ID.exec(nameOf(record['id']) ?? '')?.[2]) ?? 0
}

function isBareCompletion(record: JsonObject): boolean {
  return record['object'] === 'chat.completion' && Array.isArray(record['choices']) && typeof record['id'] === 'string' && !['messages', 'request', 'prompt', 'input'].some((key) => key in record)
}

function isStoredMessage(record: JsonObject): boolean {
  return typeof record['id'] === 'string' && typeof record['role'] === 'string' && 'content' in record && MESSAGE_ID.test(record['id']) && !isJsonObject(record['request'])
}
