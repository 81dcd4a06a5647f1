import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Message, Part, Role } from '../../domain/message.js'
import { Excluded } from '../read/excluded.js'
import { arrayOf, jsonOf } from '../read/json-text.js'
import { textField } from '../read/option.js'
import { saying } from '../read/part.js'
import { resultText } from './media.js'
import { toolCallPart, transcriptParts } from './parts.js'

const ROLES: ReadonlyMap<string, Role> = new Map([
  ['system', 'system'], ['developer', 'system'], ['user', 'user'], ['human', 'user'],
  ['assistant', 'assistant'], ['ai', 'assistant'], ['model', 'assistant'], ['gpt', 'assistant'], ['tool', 'tool'], ['function', 'tool'],
])

/** Items of OpenAI's Responses that stand in a list of messages without a role. */
const ITEM_ROLES: ReadonlyMap<string, Role> = new Map([['function_call', 'assistant'], ['custom_tool_call', 'assistant'], ['function_call_output', 'tool'], ['reasoning', 'assistant']])

/** A message out of its wrapping: LangChain's constructors and `{type, data}`, OpenInference's `{message}`. */
export function bareMessage(value: JsonValue): JsonObject | undefined {
  const message = jsonOf(value)
  if (!isJsonObject(message)) return undefined
  const wrapped = [message['kwargs'], message['data'], message['message']].find(isJsonObject)
  if (wrapped === undefined || 'role' in message || 'content' in message) return message
  const id = message['id']
  const className = Array.isArray(id) ? textField(id.at(-1)) : undefined
  const type = textField(wrapped['type']) ?? className ?? textField(message['type'])
  return { ...wrapped, ...(type !== undefined && { type }) }
}

/** Who speaks; undefined when the object is no message. */
export function roleOf(message: JsonObject): Role | undefined {
  const named = [message['role'], message['type'], message['from']].map(textField).filter((name) => name !== undefined)
  for (const name of named) {
    const role = ROLES.get(name.toLowerCase().replace(/message(?:chunk)?$/, '')) ?? ITEM_ROLES.get(name)
    if (role !== undefined) return role
  }
  return undefined
}

/** The items of a list in which every item says who speaks, out of their wrapping; undefined for everything else. */
export function transcriptOf(value: JsonValue | undefined): readonly JsonObject[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined
  const messages = value.map(bareMessage).filter((message) => message !== undefined)
  return messages.length === value.length && messages.every((message) => roleOf(message) !== undefined) ? messages : undefined
}

/** Messages of any of these shapes in normal form. Throws Excluded for what the normal form cannot say. */
export function transcriptMessages(list: readonly JsonValue[]): readonly Message[] {
  return list.flatMap((item) => {
    const message = bareMessage(item)
    const role = message && roleOf(message)
    if (!message || !role) throw new Excluded('unknown-format', 'a message has no known role')
    return messagesOf(message, role)
  })
}

/** The tool calls that a message has beside its content. */
function besideCalls(message: JsonObject): readonly Part[] {
  const extra = isJsonObject(message['additional_kwargs']) ? message['additional_kwargs'] : {}
  const lists = [message['tool_calls'], message['toolCalls'], message['functionCalls'], extra['tool_calls']].map(arrayOf)
  const calls = lists.find((list) => list !== undefined && list.length > 0) ?? []
  const legacy = [message['function_call'], extra['function_call']].filter(isJsonObject).slice(0, 1)
  return [...calls, ...(calls.length === 0 ? legacy : [])].map((call: JsonValue) => {
    const part = isJsonObject(call) ? toolCallPart(call) : undefined
    if (!part) throw new Excluded('unknown-format', 'a tool call has no name')
    return part
  })
}

/** All that a message of an assistant or user says; its content may stand under several names. */
function partsOf(message: JsonObject): readonly Part[] {
  if (ITEM_ROLES.has(textField(message['type']) ?? '')) return transcriptParts([message['type'] === 'custom_tool_call' ? { ...message, type: 'function_call' } : message])
  const content = [message['content'], message['parts'], message['contents'], message['value'], message['text']].find((value) => value !== undefined && value !== null && value !== '') ?? message['content']
  const parts = transcriptParts(content)
  const refusal = textField(message['refusal'])
  return parts.length === 0 && refusal ? [{ type: 'text', text: refusal }] : parts
}

function messagesOf(message: JsonObject, role: Role): readonly Message[] {
  if (role === 'tool') return isCalls(message['content']) ? messagesOf(message, 'assistant') : toolMessages(message)
  const parts = partsOf(message)
  if (role === 'assistant') return [{ role, parts: parts.some((part) => part.type === 'tool_call') ? parts : [...parts, ...besideCalls(message)] }]
  const results = parts.filter((part) => part.type === 'tool_result')
  const words = parts.filter((part) => part.type !== 'tool_result')
  return [...results.map((part): Message => ({ role: 'tool', parts: [part] })), ...(words.length > 0 || results.length === 0 ? [saying({ role, parts: words })] : [])]
}

const CALLS: ReadonlySet<string | undefined> = new Set(['function', 'function_call', 'tool_use', 'tool_call', 'tool-call'])

/** Some libraries (Koog) write what the assistant calls under the role of the tool that is called. */
function isCalls(content: JsonValue | undefined): boolean {
  return Array.isArray(content) && content.length > 0 && content.every((part: JsonValue) => {
    const call = isJsonObject(part) && CALLS.has(textField(part['type'])) ? part['function'] ?? part : undefined
    return isJsonObject(call) && typeof call['name'] === 'string' && ('arguments' in call || 'args' in call || ('input' in call && !('input_schema' in call)))
  })
}

function toolMessages(message: JsonObject): readonly Message[] {
  const id = ['tool_call_id', 'toolCallId', 'tool_id', 'name'].map((key) => textField(message[key])).find((text) => text !== undefined) ?? ''
  const content = message['content'] ?? message['contents'] ?? message['parts'] ?? message['value']
  const isStructured = message['type'] === 'function_call_output' || (Array.isArray(content) && content.some((part: JsonValue) => isJsonObject(part) && typeof part['text'] !== 'string'))
  const parts = isStructured ? partsOf(message) : []
  const results = parts.filter((part) => part.type === 'tool_result')
  const media = parts.filter((part) => part.type === 'image' || part.type === 'file')
  const told: readonly Message[] = results.length > 0 ? results.map((part) => ({ role: 'tool', parts: [part] })) : [{ role: 'tool', parts: [{ type: 'tool_result', toolCallId: id, text: isStructured ? textIn(parts) : resultText(content) }] }]
  return media.length > 0 ? [...told, { role: 'user', parts: media }] : told
}

function textIn(parts: readonly Part[]): string {
  return parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n')
}
