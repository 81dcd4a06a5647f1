import { isJsonObject } from '../../domain/json.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import type { FinishReason, ModelOutput, ToolCall, ToolDefinition } from '../../domain/message.js'
import { isArray } from '../accepted.js'
import { isSameName } from '../calls/argument-agreement.js'
import { parseJsonText } from '../records/json-text.js'

const FINISHES: readonly FinishReason[] = ['stop', 'length', 'tool_calls', 'refusal', 'content_filter', 'other']

/**
 * The output of a row: text; an array of tool calls; a message of OpenAI's (`tool_calls`, `function_call`, or the items of a response), Anthropic's
 * (parts with `tool_use`), Gemini's (parts with `functionCall`) or Bedrock's (`toolUse`); objects that are a tool's name over its arguments, where the row
 * has that tool; any other JSON as its text.
 */
export function outputOfRow(value: JsonValue, tools: readonly ToolDefinition[] = []): ModelOutput {
  const items = isArray(value) ? value : undefined
  if (items && items.length > 0 && items.every(isCall)) return { text: '', toolCalls: items.flatMap(callsOfPart) }
  if (items && items.length > 0 && items.every(isPart)) return ofParts(items, [], undefined)
  if (items && items.length > 0 && items.every((item) => namedCall(item, tools) !== undefined)) return { text: '', toolCalls: items.flatMap((item) => namedCall(item, tools) ?? []) }
  if (!isJsonObject(value)) return { text: textOfValue(value), toolCalls: [] }
  const named = namedCall(value, tools)
  if (named) return { text: '', toolCalls: [named] }
  const { parts, output, function_call: legacy } = value
  const calls = value['tool_calls'] ?? value['toolCalls'] ?? (isJsonObject(legacy) ? [legacy] : undefined)
  const text = value['text'] ?? value['content'] ?? [parts, output].find((list) => isArray(list) && list.length > 0 && list.every(isPart))
  if (text === undefined && calls === undefined) return isCall(value) ? { text: '', toolCalls: callsOfPart(value) } : { text: textOfValue(value), toolCalls: [] }
  const finish = FINISHES.find((reason) => reason === (value['finish_reason'] ?? value['finishReason']))
  return ofParts(isArray(text) ? text : [textOfValue(text)], isArray(calls) ? calls : [], finish)
}

function ofParts(parts: readonly JsonValue[], calls: readonly JsonValue[], finishReason: FinishReason | undefined): ModelOutput {
  return {
    text: parts.map(textOfPart).join('\n'),
    toolCalls: [...calls, ...parts.filter(isCall)].flatMap(callsOfPart),
    ...(finishReason === undefined ? {} : { finishReason }),
  }
}

function textOfPart(part: JsonValue): string {
  if (!isJsonObject(part)) return textOfValue(part)
  if (typeof part['text'] === 'string') return part['type'] === 'thinking' || part['thought'] === true ? '' : part['text']
  return part['type'] === 'message' && isArray(part['content']) ? part['content'].map(textOfPart).join('\n') : ''
}

/** A part of a message of some interface; JSON that merely has a field `type` is none. */
export function isPart(value: JsonValue): boolean {
  if (!isJsonObject(value)) return false
  if (isJsonObject(value['functionCall']) || isJsonObject(value['toolUse'])) return true
  switch (value['type']) {
    case 'text': case 'output_text': return typeof value['text'] === 'string'
    case 'tool_use': return typeof value['name'] === 'string' && 'input' in value
    case 'function_call': return typeof value['name'] === 'string' && 'arguments' in value
    case 'thinking': return typeof value['thinking'] === 'string'
    case 'redacted_thinking': return true
    case 'reasoning': return isArray(value['summary'])
    case 'message': return isArray(value['content'])
    default: return value['type'] === undefined && typeof value['text'] === 'string' && Object.keys(value).every((key) => key === 'text' || key === 'thought')
  }
}

/** `{"get_weather": {"city": "Paris"}}`, as some logs keep a call, for a tool that the row has. */
function namedCall(value: JsonValue, tools: readonly ToolDefinition[]): ToolCall | undefined {
  const [entry, ...others] = isJsonObject(value) && tools.length > 0 ? Object.entries(value) : []
  if (!entry || others.length > 0 || !tools.some((tool) => isSameName(entry[0], tool.name, []))) return undefined
  const [name, given] = entry
  return isJsonObject(given) || (typeof given === 'string' && isJsonObject(parseJsonText(given))) ? { name, arguments: textOfValue(given) } : undefined
}

/** Tools of a row, in OpenAI's form, Anthropic's, or plain; what has no name is left out. */
export function toolsOfRow(value: JsonValue | undefined): readonly ToolDefinition[] {
  return (isArray(value) ? value : []).flatMap((each) => {
    const inner = isJsonObject(each) && isJsonObject(each['function']) ? each['function'] : each
    if (!isJsonObject(inner) || typeof inner['name'] !== 'string') return []
    const parameters = inner['parameters'] ?? inner['input_schema']
    return [{ name: inner['name'], ...(isJsonObject(parameters) ? { parameters } : {}) }]
  })
}

/** JSON as text, strings as they are; '' for null and for what is nested too deep to be written. */
export function textOfValue(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value
  if (value === undefined || value === null) return ''
  try {
    return JSON.stringify(value)
  } catch {
    return ''
  }
}

/** Where a call carries its name and arguments: itself, or under `function`, `functionCall` or `toolUse`. */
function callIn(value: JsonObject): JsonObject {
  const inner = value['function'] ?? value['functionCall'] ?? value['toolUse']
  return isJsonObject(inner) ? inner : value
}

/** A call has a name and arguments, or lies inside an object that says it is one. */
function isCall(value: JsonValue): value is JsonObject {
  if (!isJsonObject(value)) return false
  const call = callIn(value)
  return typeof call['name'] === 'string' && ('arguments' in call || 'input' in call || 'args' in call || call !== value)
}

function callsOfPart(value: JsonValue): readonly ToolCall[] {
  if (!isJsonObject(value)) return []
  const call = callIn(value)
  return [{ name: textOfValue(call['name']), arguments: textOfValue(call['arguments'] ?? call['input'] ?? call['args']) }]
}
