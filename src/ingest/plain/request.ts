import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { ChatRequest, Message } from '../../domain/message.js'
import { openaiMessages } from '../openai/messages.js'
import { openaiRequest } from '../openai/request.js'
import { Excluded } from '../read/excluded.js'
import { fieldOf, plainName } from '../read/field.js'
import { jsonOf } from '../read/json-text.js'
import { readCount } from '../read/number.js'
import { defined, samplingOptions } from '../read/option.js'
import { saying } from '../read/part.js'
import { keysUnder } from '../read/shape.js'
import { transcriptMessages, transcriptOf } from '../transcript/messages.js'
import { transcriptParts } from '../transcript/parts.js'
import { PLAIN_COLUMNS } from './columns.js'

const INSTRUCTION = ['instruction']

const USER = ['user']
/** Where this column is, `user` is no name of a person but what was asked. */
export const ASSISTANT = ['assistant']

/** What was asked, as it stands in its column; undefined when that is blank or nowhere. */
export function promptOf(row: JsonObject): JsonValue | undefined {
  return fieldOf(row, PLAIN_COLUMNS.prompt) ?? (keysUnder(row, ASSISTANT).length > 0 ? fieldOf(row, USER) : undefined)
}

/** The request that a row of a table stands for. Throws Excluded. */
export function plainRequest(row: JsonObject): ChatRequest {
  const prompt = promptOf(row)
  if (prompt === undefined) throw new Excluded('no-prompt', 'the prompt is empty')
  const whole = jsonOf(prompt)
  if (isJsonObject(whole) && messageList(whole)) return openaiRequest(whole)
  const messages = messageList(prompt)
  const told = messages ? undefined : transcriptOf(whole)
  const own = messages ? openaiMessages(messages) : told ? transcriptMessages(told) : [userMessage(promptText(row, prompt))]
  const { temperature, topP, seed } = samplingOptions(row)
  return {
    messages: own.some((message) => message.role === 'system') ? own : [...systemMessages(row), ...own],
    ...defined<Omit<ChatRequest, 'messages'>>({ temperature, topP, seed, maxOutputTokens: readCount(fieldOf(row, PLAIN_COLUMNS.maxTokens)) }),
  }
}

/** The messages of a cell that holds a list of them, or a whole request; undefined for a prompt that is text. */
export function messageList(prompt: JsonValue): readonly JsonValue[] | undefined {
  const json = jsonOf(prompt)
  const list = isJsonObject(json) ? json['messages'] : json
  return Array.isArray(list) && list.length > 0 && list.every((item: JsonValue) => isJsonObject(item) && typeof item['role'] === 'string') ? list : undefined
}

function promptText(row: JsonObject, prompt: JsonValue): string {
  if (typeof prompt !== 'string') throw new Excluded('unknown-format', 'the prompt is neither text nor a list of messages')
  if (/^\s*(?:\[\s*)?\{\s*["'](?:role|messages|model|content)["']\s*:/.test(prompt)) throw new Excluded('truncated', 'the list of messages is cut: its JSON ends too early')
  // Instruction data keeps the task in one column and its material in another: a prompt is both.
  const instruction = fieldOf(row, INSTRUCTION)
  const isMaterial = typeof instruction === 'string' && instruction !== prompt && !Object.keys(row).some((key) => plainName(key) === 'prompt')
  return isMaterial ? `${instruction}\n\n${prompt}` : prompt
}

function userMessage(text: string): Message {
  return { role: 'user', parts: [{ type: 'text', text }] }
}

function systemMessages(row: JsonObject): readonly Message[] {
  const system = fieldOf(row, PLAIN_COLUMNS.system)
  return system === undefined ? [] : [saying({ role: 'system', parts: transcriptParts(system) })]
}
