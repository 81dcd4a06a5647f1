import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Message, Part } from '../../domain/message.js'
import { argumentsText, openaiMessages, resultText } from '../openai/messages.js'
import { Excluded } from '../read/excluded.js'
import { textField } from '../read/option.js'

/** What a request of the Responses API says: a text, or its items. */
export function inputMessages(input: JsonValue | undefined): readonly Message[] {
  if (typeof input === 'string') return [{ role: 'user', parts: [{ type: 'text', text: input }] }]
  if (input === undefined || input === null) return []
  if (!Array.isArray(input)) throw new Excluded('unknown-format', 'the input is neither a text nor a list of items')
  return itemMessages(input)
}

/**
 * Items as messages. Calls that follow each other are one message of the assistant, as other APIs demand it; reasoning is
 * left out. Throws Excluded for items that only the provider can repeat.
 */
export function itemMessages(items: readonly JsonValue[]): readonly Message[] {
  const messages: Message[] = []
  for (const message of items.flatMap(itemOf)) {
    const last = messages.at(-1)
    if (last?.role === 'assistant' && message.role === 'assistant') messages[messages.length - 1] = { role: 'assistant', parts: [...last.parts, ...message.parts] }
    else messages.push(message)
  }
  return messages
}

function itemOf(item: JsonValue): readonly Message[] {
  if (!isJsonObject(item)) throw new Excluded('unknown-format', 'an item of the request is no object')
  switch (item['type'] ?? 'message') {
    case 'message': return openaiMessages([item])
    case 'reasoning': return []
    case 'function_call':
    case 'custom_tool_call': return [{ role: 'assistant', parts: [toolCall(item)] }]
    case 'function_call_output':
    case 'custom_tool_call_output': return [{ role: 'tool', parts: [{ type: 'tool_result', toolCallId: textField(item['call_id']) ?? '', text: outputText(item['output']) }] }]
    case 'item_reference':
    case 'compaction': throw new Excluded('context-missing', 'the request refers to an item that only the provider has')
    default: throw new Excluded('unknown-format', `the conversation holds an item of type ${JSON.stringify(item['type']).slice(0, 40)}, which runs at the provider`)
  }
}

/** A call of a function as part of a message. */
export function toolCall(item: JsonObject): Part & { readonly type: 'tool_call' } {
  const name = textField(item['name'])
  if (name === undefined) throw new Excluded('unknown-format', 'a tool call has no name')
  return { type: 'tool_call', id: textField(item['call_id']) ?? textField(item['id']) ?? '', name, arguments: argumentsText(item['arguments'] ?? item['input']) }
}

function outputText(output: JsonValue | undefined): string {
  return typeof output === 'string' || Array.isArray(output) ? resultText(output) : JSON.stringify(output ?? '')
}
