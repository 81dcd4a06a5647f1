import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { ChatRequest, ResponseFormat, ToolChoice, ToolDefinition } from '../../domain/message.js'
import { Excluded } from '../read/excluded.js'
import { arrayOf } from '../read/json-text.js'
import { readCount } from '../read/number.js'
import { defined, namedChoice, samplingOptions, textField, toolDefinition, toolList } from '../read/option.js'
import { openaiMessages } from './messages.js'

/** The request of a chat completion in normal form. Throws Excluded. */
export function openaiRequest(request: JsonObject): ChatRequest {
  const messages = arrayOf(request['messages']) ?? promptMessages(request)
  if (!messages || messages.length === 0) throw new Excluded('no-prompt', 'the request has no messages')
  if (isJsonObject(request['web_search_options'])) throw new Excluded('unknown-format', 'a search of the web runs at the provider: it cannot be offered to another model')
  if (Array.isArray(request['modalities']) && request['modalities'].includes('audio')) throw new Excluded('unknown-format', 'the answer is to be sound')
  return defined<ChatRequest>({
    messages: openaiMessages(messages),
    tools: toolsOf(request),
    toolChoice: choiceOf(request['tool_choice'] ?? request['function_call']),
    parallelToolCalls: typeof request['parallel_tool_calls'] === 'boolean' ? request['parallel_tool_calls'] : undefined,
    responseFormat: formatOf(request['response_format']),
    maxOutputTokens: readCount(request['max_completion_tokens']) ?? readCount(request['max_tokens']),
    reasoningEffort: textField(request['reasoning_effort']),
  }, samplingOptions(request))
}

/** The prompt of a text completion, as what a user says. Of several prompts the answers and tokens cannot be told apart. */
function promptMessages(request: JsonObject): readonly JsonValue[] | undefined {
  const [prompt] = Array.isArray(request['prompt']) && request['prompt'].length === 1 ? request['prompt'] : [request['prompt']]
  if (prompt === undefined || prompt === null) return undefined
  if (typeof prompt !== 'string') throw new Excluded('unknown-format', 'the prompt is a list of tokens or of several texts')
  if (textField(request['suffix'])) throw new Excluded('unknown-format', 'a text to be filled in between two others: other models cannot be asked for it')
  return [{ role: 'user', content: prompt }]
}

function toolsOf(request: JsonObject): readonly ToolDefinition[] | undefined {
  const tools = toolList(request['tools'])
  const functions = toolList(request['functions']).map((body: JsonValue) => ({ type: 'function', function: body }))
  const list = [...tools, ...functions].map((tool: JsonValue) => {
    const body = isJsonObject(tool) ? functionOf(tool) : undefined
    const definition = isJsonObject(body) ? toolDefinition(body, body['parameters'] ?? body['input_schema']) : undefined
    if (!definition) throw new Excluded('unknown-format', 'a tool of the request is no function: it cannot be offered to another model')
    return definition
  })
  return list.length > 0 ? list : undefined
}

/** Some clients leave out the type and write the function where its wrapping should be; other types run at the provider. */
function functionOf(tool: JsonObject): JsonValue | undefined {
  if (tool['type'] === 'function') return tool['function'] ?? tool
  return 'type' in tool ? undefined : tool['function'] ?? tool
}

function choiceOf(choice: JsonValue | undefined): ToolChoice | undefined {
  if (choice === 'auto' || choice === 'none' || choice === 'required') return choice
  return isJsonObject(choice) ? namedChoice(choice['function'] ?? choice) : undefined
}

function formatOf(format: JsonValue | undefined): ResponseFormat | undefined {
  if (!isJsonObject(format)) return undefined
  if (format['type'] === 'json_object') return { type: 'json_object' }
  const body = format['json_schema']
  if (format['type'] !== 'json_schema' || !isJsonObject(body) || !isJsonObject(body['schema'])) return undefined
  return { type: 'json_schema', name: textField(body['name']) ?? 'answer', schema: body['schema'], ...(typeof body['strict'] === 'boolean' && { strict: body['strict'] }) }
}
