import { isJsonObject } from '../domain/json.js'
import type { JsonObject, JsonValue } from '../domain/json.js'
import type { FinishReason, ModelOutput, ToolCall, ToolDefinition } from '../domain/message.js'
import { isArray } from './accepted.js'

const FINISHES: readonly FinishReason[] = ['stop', 'length', 'tool_calls', 'refusal', 'content_filter', 'other']

/** The output of a row: text; an array of tool calls; a message with text or content and tool calls; any other JSON as its text. */
export function outputOfRow(value: JsonValue): ModelOutput {
  if (isArray(value) && value.length > 0 && value.every(isCall)) return { text: '', toolCalls: toolCalls(value) }
  if (!isJsonObject(value)) return { text: textOfValue(value), toolCalls: [] }
  const calls = value['tool_calls'] ?? value['toolCalls']
  const text = value['text'] ?? value['content']
  if (text === undefined && calls === undefined) return isCall(value) ? { text: '', toolCalls: toolCalls([value]) } : { text: textOfValue(value), toolCalls: [] }
  const finish = FINISHES.find((reason) => reason === (value['finish_reason'] ?? value['finishReason']))
  return { text: contentText(text), toolCalls: isArray(calls) ? toolCalls(calls) : [], ...(finish === undefined ? {} : { finishReason: finish }) }
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

function contentText(content: JsonValue | undefined): string {
  if (!isArray(content)) return textOfValue(content)
  return content.map((part) => (isJsonObject(part) ? (typeof part['text'] === 'string' ? part['text'] : '') : textOfValue(part))).join('\n')
}

/** A call has a name and arguments, or carries them under `function`. */
function isCall(value: JsonValue): value is JsonObject {
  if (!isJsonObject(value)) return false
  const call = isJsonObject(value['function']) ? value['function'] : value
  return typeof call['name'] === 'string' && ('arguments' in call || 'input' in call || call !== value)
}

function toolCalls(values: readonly JsonValue[]): readonly ToolCall[] {
  return values.filter(isJsonObject).map((value) => {
    const call = isJsonObject(value['function']) ? value['function'] : value
    return { name: textOfValue(call['name']), arguments: textOfValue(call['arguments'] ?? call['input']) }
  })
}
