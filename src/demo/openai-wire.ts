import { isJsonObject } from '../domain/json.js'
import type { JsonObject } from '../domain/json.js'
import { textOf } from '../domain/message.js'
import type { ChatRequest, Message } from '../domain/message.js'
import type { Completion } from './completion.js'
import { callTurn } from './conversation.js'
import type { Turn } from './conversation.js'
import type { Prompt, Wire } from './wire.js'
import { contentText, objectsOf, stringOf, tokenLimit, toolText } from './wire-fields.js'

function writeMessages(message: Message): readonly JsonObject[] {
  const results = message.parts.flatMap((part) => (part.type === 'tool_result' ? [{ role: 'tool', tool_call_id: part.toolCallId, content: part.text }] : []))
  if (results.length > 0) return results
  const calls = message.parts.flatMap((part) => (part.type === 'tool_call' ? [{ id: part.id, type: 'function', function: { name: part.name, arguments: part.arguments } }] : []))
  const text = textOf([message])
  return [calls.length > 0 ? { role: message.role, content: text === '' ? null : text, tool_calls: calls } : { role: message.role, content: text }]
}

function writeRequest(request: ChatRequest, model: string): JsonObject {
  const { tools, responseFormat: format, maxOutputTokens, temperature } = request
  return {
    model,
    messages: request.messages.flatMap(writeMessages),
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxOutputTokens === undefined ? {} : { max_completion_tokens: maxOutputTokens }),
    ...(tools === undefined ? {} : { tools: tools.map(({ name, description, parameters }) => ({ type: 'function', function: { name, description, parameters } })) }),
    ...(format?.type === 'json_schema' ? { response_format: { type: format.type, json_schema: { name: format.name, strict: format.strict, schema: format.schema } } } : {}),
  }
}

function readTurns(message: JsonObject): readonly Turn[] | string {
  const text = contentText(message['content'])
  switch (message['role']) {
    case 'system':
    case 'developer': return [{ role: 'system', text }]
    case 'user': return [{ role: 'user', text }]
    case 'tool': return [{ role: 'tool', text }]
    case 'assistant': return [{ role: 'assistant', text }, ...objectsOf(message['tool_calls']).map(({ function: called }) => (isJsonObject(called) ? callTurn(stringOf(called['name']), called['arguments'] ?? '') : callTurn('', '')))]
    default: return 'A message has no role that is known.'
  }
}

function readRequest(body: JsonObject): Prompt | string {
  if (typeof body['model'] !== 'string') return 'model is missing.'
  if (body['stream'] === true) return 'The simulated models do not stream.'
  const messages = objectsOf(body['messages'])
  if (messages.length === 0) return 'messages must be a list that is not empty.'
  const limit = tokenLimit(body['max_completion_tokens'] ?? body['max_tokens'])
  if (limit === 'bad') return 'max_completion_tokens must be a positive integer.'
  const read = messages.map(readTurns)
  const problem = read.find((turns) => typeof turns === 'string')
  if (typeof problem === 'string') return problem
  const tools = objectsOf(body['tools']).map(({ function: tool }) => (isJsonObject(tool) ? tool : {}))
  return {
    model: body['model'],
    turns: read.flatMap((turns) => (typeof turns === 'string' ? [] : turns)),
    toolText: toolText(tools.map((tool) => ({ name: tool['name'], description: tool['description'], parameters: tool['parameters'] }))),
    ...(limit === undefined ? {} : { maxOutputTokens: limit }),
  }
}

function writeResponse({ id, model, created, output, inputTokens, outputTokens }: Completion): JsonObject {
  const calls = output.toolCalls.map((call, index) => ({ id: `call_${id.slice(0, 20)}${index}`, type: 'function', function: { name: call.name, arguments: call.arguments } }))
  return {
    id: `chatcmpl-${id}`,
    object: 'chat.completion',
    created,
    model,
    choices: [{
      index: 0,
      message: { role: 'assistant', content: output.text === '' && calls.length > 0 ? null : output.text, refusal: null, ...(calls.length > 0 ? { tool_calls: calls } : {}) },
      logprobs: null,
      finish_reason: output.finishReason ?? 'stop',
    }],
    usage: { prompt_tokens: inputTokens, completion_tokens: outputTokens, total_tokens: inputTokens + outputTokens },
  }
}

function writeError(status: number, message: string): JsonObject {
  const type = status === 429 ? 'rate_limit_error' : status >= 500 ? 'server_error' : 'invalid_request_error'
  return { error: { message, type, param: null, code: status === 404 ? 'not_found' : null } }
}

/** OpenAI chat completions. */
export const openaiWire: Wire = { path: '/v1/chat/completions', writeRequest, readRequest, writeResponse, writeError }
