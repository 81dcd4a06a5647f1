import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { FinishReason, ModelOutput, Part } from '../../domain/message.js'
import { refuseMedia } from '../openai/response.js'
import { Excluded } from '../read/excluded.js'
import { isBlank } from '../read/field.js'
import { readFinishReason } from '../read/finish-reason.js'
import { jsonOf } from '../read/json-text.js'
import { textField } from '../read/option.js'
import type { ResponseFacts } from '../read/response-facts.js'
import { refuseEvents } from '../read/sse.js'
import { wireOf } from '../wire/wires.js'
import { bareMessage, roleOf, transcriptMessages, transcriptOf } from './messages.js'

const MARKS = ['text', 'image', 'image_url', 'tool_use', 'tool-call', 'tool_call', 'reasoning', 'thinking', 'output_text']

/**
 * The answer behind the logged output of a model call: text, a message, a list of messages or choices, or a provider's whole
 * response. An object of another shape is an answer in JSON. `finish` counts where the output itself does not say. Throws Excluded.
 */
export function transcriptResponse(output: JsonValue | undefined, finish?: JsonValue): ResponseFacts {
  const facts = factsOf(output)
  const reason = facts.output.finishReason ?? transcriptFinish(finish)
  return { ...facts, output: { ...facts.output, ...(reason !== undefined && { finishReason: reason }) } }
}

/** Finish reasons as libraries write them: `tool-calls`, `MAX_TOKENS`, a list with one of them. Throws Excluded for an answer that broke off. */
export function transcriptFinish(value: JsonValue | undefined): FinishReason | undefined {
  const json = jsonOf(value)
  const word = textField(Array.isArray(json) ? json[0] : json)?.toLowerCase().replaceAll('-', '_').replace(/^finishreason\./, '')
  return word === undefined || word === 'unknown' || word === 'null' || word === 'none' ? undefined : readFinishReason(word)
}

function factsOf(output: JsonValue | undefined): ResponseFacts {
  const json = jsonOf(output)
  if (isBlank(json)) return bare({ text: '', toolCalls: [] })
  const wire = isData(json) ? undefined : wireOf({}, json)
  if (wire) return wire.response(json)
  if (typeof json === 'string') refuseEvents(json)
  return bare(known(json) ?? { text: typeof output === 'string' ? output : JSON.stringify(json), toolCalls: [] })
}

/** An answer in JSON may have choices or candidates of its own: those of a provider hold messages. */
function isData(json: JsonValue | undefined): boolean {
  const list = isJsonObject(json) ? [json['choices'], json['candidates']].find((item) => Array.isArray(item)) : undefined
  const isHeld = (item: JsonValue): boolean => isJsonObject(item) && ['message', 'delta', 'text', 'content', 'finish_reason', 'finishReason'].some((key) => key in item)
  return Array.isArray(list) && !list.every(isHeld)
}

const bare = (output: ModelOutput): ResponseFacts => ({ output, usage: {} })

/** The answer in a shape that says what it is; undefined for text and for data that only the application knows. */
function known(json: JsonValue | undefined): ModelOutput | undefined {
  if (Array.isArray(json)) return fromList(json)
  if (!isJsonObject(json)) return undefined
  const list = [json['generations'], json['choices'], json['messages'], json['candidates']].find((item) => Array.isArray(item))
  if (Array.isArray(list) && list.length > 0) return fromList(Array.isArray(list[0]) ? list[0] : list)
  if (Array.isArray(json['output']) && (json['object'] === 'response' || transcriptOf(json['output']))) return fromList(json['output'])
  const message = choiceMessage(json)
  if (message) return message
  if (typeof json['completion'] === 'string' && Object.keys(json).length <= 4) return { text: json['completion'], toolCalls: [] }
  const isAnswer = ('text' in json || 'toolCalls' in json) && Object.keys(json).every((key) => ['text', 'toolCalls', 'reasoning', 'finishReason', 'generation_info', 'type', 'files', 'sources', 'providerMetadata', 'usage', 'reasoningText'].includes(key))
  return isAnswer ? fromMessage({ role: 'assistant', content: json['text'] ?? null, tool_calls: json['toolCalls'] }, json['finishReason']) : undefined
}

/** Choices, generations, messages, items or parts: of several choices the first is the answer. */
function fromList(list: readonly JsonValue[]): ModelOutput | undefined {
  const first = jsonOf(list[0])
  if (first === undefined) return undefined
  const wrapped = isJsonObject(first) && isJsonObject(first['message']) ? choiceMessage(first) : undefined
  if (wrapped) return wrapped
  const transcript = transcriptOf(list)
  if (transcript) return fromMessages(transcript)
  const choice = isJsonObject(first) ? choiceMessage(first) : undefined
  if (choice) return choice
  const isParts = list.every((item) => isJsonObject(item) && MARKS.includes(textField(item['type']) ?? ''))
  if (isParts) return fromMessage({ role: 'assistant', content: list }, undefined)
  return list.length === 1 && isJsonObject(first) ? known(first) : undefined
}

/** A choice or generation that wraps its message, or a message itself. */
function choiceMessage(item: JsonObject): ModelOutput | undefined {
  const info = isJsonObject(item['generation_info']) ? item['generation_info'] : {}
  const finish = item['finish_reason'] ?? item['finishReason'] ?? item['stop_reason'] ?? info['finish_reason'] ?? info['stop_reason']
  const wrapped = [item['message'], item['content']].find(isJsonObject)
  const message = wrapped && bareMessage(wrapped)
  if (message && (roleOf(message) === 'assistant' || 'content' in message || 'parts' in message)) return fromMessage(message, finish)
  if (typeof item['text'] === 'string' && ('generation_info' in item || 'logprobs' in item)) return fromMessage({ role: 'assistant', content: item['text'] }, finish)
  const own = bareMessage(item)
  const isMessage = own !== undefined && (roleOf(own) === 'assistant' || ('content' in own && Object.keys(own).every((key) => ['content', 'tool_calls', 'refusal', 'reasoning_content', 'finish_reason', 'annotations'].includes(key))))
  return own && isMessage ? fromMessage(own, finish) : undefined
}

/** What the assistant says last: the items after the last message of somebody else, or of several choices the first. */
function fromMessages(list: readonly JsonObject[]): ModelOutput | undefined {
  const own = list.slice(list.findLastIndex((message) => roleOf(message) !== 'assistant') + 1)
  const first = own[0]
  if (first === undefined) return undefined
  const isItems = own.some((message) => ['message', 'function_call', 'reasoning', 'custom_tool_call'].includes(textField(message['type']) ?? ''))
  return isItems ? outputOf(transcriptMessages(own).flatMap((message) => message.parts), undefined) : fromMessage(first, first['finish_reason'])
}

function fromMessage(message: JsonObject, finish: JsonValue | undefined): ModelOutput {
  refuseMedia(message)
  const details = isJsonObject(message['response_metadata']) ? message['response_metadata'] : {}
  const reason = transcriptFinish(finish ?? message['finish_reason'] ?? message['finishReason'] ?? message['stop_reason'] ?? details['finish_reason'] ?? details['stop_reason'])
  const refusal = textField(message['refusal'])
  if (refusal) return { text: refusal, toolCalls: [], finishReason: 'refusal' }
  const parts = 'role' in message || 'type' in message ? transcriptMessages([{ ...message, role: 'assistant' }]).flatMap(({ parts: own }) => own) : transcriptMessages([{ ...message, role: 'assistant' }]).flatMap(({ parts: own }) => own)
  return outputOf(parts, reason)
}

function outputOf(parts: readonly Part[], finishReason: FinishReason | undefined): ModelOutput {
  if (parts.some((part) => part.type === 'image' || part.type === 'file')) throw new Excluded('unknown-format', 'the answer holds an image or a file')
  return {
    text: parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join(''),
    toolCalls: parts.flatMap((part) => (part.type === 'tool_call' ? [{ name: part.name, arguments: part.arguments }] : [])),
    ...(finishReason !== undefined && { finishReason }),
  }
}
