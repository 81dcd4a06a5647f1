import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { ChatRequest, Message } from '../../domain/message.js'
import { openaiMessages } from '../openai/messages.js'
import { openaiRequest } from '../openai/request.js'
import { Excluded } from '../read/excluded.js'
import { fieldOf, isBlank, plainName } from '../read/field.js'
import { jsonOf } from '../read/json-text.js'
import { readCount } from '../read/number.js'
import { defined, samplingOptions } from '../read/option.js'
import { saying } from '../read/part.js'
import { keysUnder } from '../read/shape.js'
import { transcriptMessages, transcriptOf } from '../transcript/messages.js'
import { transcriptParts } from '../transcript/parts.js'
import { PLAIN_COLUMNS } from './columns.js'
import { historyOf, refuseContextBeside, refuseTemplate } from './history.js'

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
  const all = messages || told ? own : [...withoutLast(historyOf(row), own), ...own]
  const { temperature, topP, seed } = samplingOptions(row)
  return {
    ...optionsOf(row),
    messages: all.some((message) => message.role === 'system') ? all : [...systemMessages(row), ...all],
    ...defined<Omit<ChatRequest, 'messages'>>({ temperature, topP, seed, maxOutputTokens: readCount(fieldOf(row, PLAIN_COLUMNS.maxTokens)) }),
  }
}

/** Some histories end with the prompt itself. */
function withoutLast(history: readonly Message[], own: readonly Message[]): readonly Message[] {
  return JSON.stringify(history.at(-1)) === JSON.stringify(own[0]) ? history.slice(0, -1) : history
}

const OPTIONS = ['tools', 'functions', 'tool_choice', 'function_call', 'response_format', 'parallel_tool_calls'] as const

/** What a row says of its request in columns of a request's own names: tools and the format of the answer are part of the task. Throws Excluded. */
function optionsOf(row: JsonObject): Partial<ChatRequest> {
  const stated = OPTIONS.filter((name) => !isBlank(row[name]))
  if (stated.length === 0) return {}
  const { tools, toolChoice, parallelToolCalls, responseFormat } = openaiRequest({ ...Object.fromEntries(stated.map((name) => [name, jsonOf(row[name])])), messages: [{ role: 'user', content: '-' }] })
  return defined<Partial<ChatRequest>>({ tools, toolChoice, parallelToolCalls, responseFormat })
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
  const whole = isMaterial ? `${instruction}\n\n${prompt}` : prompt
  refuseContextBeside(row, whole)
  refuseTemplate(row, whole)
  return whole
}

function userMessage(text: string): Message {
  return { role: 'user', parts: [{ type: 'text', text }] }
}

function systemMessages(row: JsonObject): readonly Message[] {
  const system = fieldOf(row, PLAIN_COLUMNS.system)
  return system === undefined ? [] : [saying({ role: 'system', parts: transcriptParts(system) })]
}
