import type { JsonObject, JsonValue } from '../domain/json.js'
import { textOf } from '../domain/message.js'
import type { ChatRequest, Message } from '../domain/message.js'
import type { Completion } from './completion.js'
import { callTurn } from './conversation.js'
import type { Turn } from './conversation.js'
import type { Prompt, Wire } from './wire.js'
import { contentText, objectsOf, stringOf, tokenLimit, toolText } from './wire-fields.js'

function writeMessage(message: Message): JsonObject {
  const role = message.role === 'assistant' ? 'assistant' : 'user'
  if (message.parts.every((part) => part.type === 'text')) return { role, content: textOf([message]) }
  const content = message.parts.flatMap((part): readonly JsonObject[] => {
    if (part.type === 'tool_call') return [{ type: 'tool_use', id: part.id, name: part.name, input: JSON.parse(part.arguments) as JsonObject }]
    if (part.type === 'tool_result') return [{ type: 'tool_result', tool_use_id: part.toolCallId, content: part.text }]
    return part.type === 'text' && part.text !== '' ? [{ type: 'text', text: part.text }] : []
  })
  return { role, content }
}

/** The API wants a limit in every request. */
const defaultMaxTokens = 1024

function writeRequest(request: ChatRequest, model: string): JsonObject {
  const { messages, tools, responseFormat: format, maxOutputTokens, temperature } = request
  const system = textOf(messages, 'system')
  return {
    model,
    max_tokens: maxOutputTokens ?? defaultMaxTokens,
    ...(system === '' ? {} : { system }),
    messages: messages.filter(({ role }) => role !== 'system').map(writeMessage),
    ...(temperature === undefined ? {} : { temperature }),
    ...(tools === undefined ? {} : { tools: tools.map(({ name, description, parameters }) => ({ name, description, input_schema: parameters })) }),
    ...(format?.type === 'json_schema' ? { output_config: { format: { type: format.type, schema: format.schema } } } : {}),
  }
}

function readBlock(role: 'user' | 'assistant', block: JsonObject): readonly Turn[] {
  switch (block['type']) {
    case 'text': return [{ role, text: stringOf(block['text']) }]
    case 'tool_use': return [callTurn(stringOf(block['name']), block['input'] ?? {})]
    case 'tool_result': return [{ role: 'tool', text: contentText(block['content']) }]
    default: return []
  }
}

function readTurns(message: JsonObject): readonly Turn[] | string {
  const role = message['role']
  if (role !== 'user' && role !== 'assistant') return 'messages: the role must be user or assistant.'
  const content: JsonValue | undefined = message['content']
  return typeof content === 'string' ? [{ role, text: content }] : objectsOf(content).flatMap((block) => readBlock(role, block))
}

function readRequest(body: JsonObject): Prompt | string {
  if (typeof body['model'] !== 'string') return 'model: Field required'
  if (body['stream'] === true) return 'stream: the simulated models do not stream.'
  const limit = tokenLimit(body['max_tokens'])
  if (limit === undefined || limit === 'bad') return 'max_tokens: a positive integer is required.'
  const messages = objectsOf(body['messages'])
  if (messages.length === 0) return 'messages: at least one message is required.'
  const read = messages.map(readTurns)
  const problem = read.find((turns) => typeof turns === 'string')
  if (typeof problem === 'string') return problem
  return {
    model: body['model'],
    turns: [{ role: 'system', text: contentText(body['system']) }, ...read.flatMap((turns) => (typeof turns === 'string' ? [] : turns))],
    toolText: toolText(objectsOf(body['tools']).map((tool) => ({ name: tool['name'], description: tool['description'], parameters: tool['input_schema'] }))),
    maxOutputTokens: limit,
  }
}

const stopReasons: Readonly<Record<string, string>> = { stop: 'end_turn', length: 'max_tokens', tool_calls: 'tool_use' }

function writeResponse({ id, model, output, inputTokens, outputTokens }: Completion): JsonObject {
  const calls = output.toolCalls.map((call, index) => ({ type: 'tool_use', id: `toolu_${id.slice(0, 20)}${index}`, name: call.name, input: JSON.parse(call.arguments) as JsonObject }))
  return {
    id: `msg_${id}`,
    type: 'message',
    role: 'assistant',
    model,
    content: [...(output.text === '' ? [] : [{ type: 'text', text: output.text }]), ...calls],
    stop_reason: stopReasons[output.finishReason ?? 'stop'] ?? 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: inputTokens, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: outputTokens },
  }
}

const errorTypes: Readonly<Record<number, string>> = { 400: 'invalid_request_error', 404: 'not_found_error', 413: 'request_too_large', 429: 'rate_limit_error', 529: 'overloaded_error' }

function writeError(status: number, message: string): JsonObject {
  return { type: 'error', error: { type: errorTypes[status] ?? 'api_error', message } }
}

/** Anthropic messages. */
export const anthropicWire: Wire = { path: '/v1/messages', writeRequest, readRequest, writeResponse, writeError }
