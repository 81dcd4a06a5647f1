import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { ChatRequest, Message, ResponseFormat, ToolChoice, ToolDefinition } from '../../domain/message.js'
import { Excluded } from '../read/excluded.js'
import { isBlank } from '../read/field.js'
import { jsonOf } from '../read/json-text.js'
import { readCount } from '../read/number.js'
import { defined, namedChoice, samplingOptions, textField, toolDefinition, toolList } from '../read/option.js'
import { inputMessages } from './items.js'

/**
 * The request of the Responses API in normal form.
 * @param earlier turns that the provider remembers, without their instructions, which do not carry over
 * Throws Excluded.
 */
export function responsesRequest(request: JsonObject, earlier: readonly Message[] = []): ChatRequest {
  const messages = [...earlier, ...inputMessages(inputOf(request['input']))]
  if (messages.length === 0) throw new Excluded('no-prompt', 'the request has no input')
  const text = isJsonObject(request['text']) ? request['text'] : {}
  const reasoning = isJsonObject(request['reasoning']) ? request['reasoning'] : {}
  return {
    messages: [...instructionsOf(request['instructions']), ...messages],
    ...samplingOptions(request),
    ...defined<Omit<ChatRequest, 'messages'>>({
      tools: toolsOf(request['tools']),
      toolChoice: choiceOf(request['tool_choice']),
      parallelToolCalls: typeof request['parallel_tool_calls'] === 'boolean' ? request['parallel_tool_calls'] : undefined,
      responseFormat: formatOf(text['format']),
      maxOutputTokens: readCount(request['max_output_tokens']),
      reasoningEffort: textField(reasoning['effort']),
    }),
  }
}

/** What the provider keeps beside the request, and the log does not. Throws Excluded 'context-missing'. */
export function refuseStoredContext(request: JsonObject): void {
  if (!isBlank(request['previous_response_id'])) throw new Excluded('context-missing', 'the request goes on from an earlier response (previous_response_id) that is not in the log')
  refuseElsewhere(request)
}

/** Like `refuseStoredContext`, but for what no other record of a log can supply. */
export function refuseElsewhere(request: JsonObject): void {
  if (!isBlank(request['conversation'])) throw new Excluded('context-missing', 'the request belongs to a conversation that the provider keeps')
  if (!isBlank(request['prompt']) && !('messages' in request)) throw new Excluded('context-missing', 'the request names a prompt that the provider keeps (prompt.id)')
}

/** Items that an export wrote as JSON text; a prompt may be JSON of its own. */
function inputOf(input: JsonValue | undefined): JsonValue | undefined {
  const items = typeof input === 'string' ? jsonOf(input) : undefined
  const isItems = Array.isArray(items) && items.length > 0 && items.every((item: JsonValue) => isJsonObject(item) && ('role' in item || typeof item['type'] === 'string'))
  return isItems ? items : input
}

function instructionsOf(instructions: JsonValue | undefined): readonly Message[] {
  if (typeof instructions === 'string' && instructions !== '') return [{ role: 'system', parts: [{ type: 'text', text: instructions }] }]
  return instructions === '' ? [] : inputMessages(instructions)
}

function toolsOf(tools: JsonValue | undefined): readonly ToolDefinition[] | undefined {
  const list = toolList(tools).map((tool: JsonValue) => {
    const body = isJsonObject(tool) && tool['type'] === 'function' ? (isJsonObject(tool['function']) ? tool['function'] : tool) : undefined
    const definition = body && toolDefinition(body, body['parameters'])
    if (!definition) throw new Excluded('unknown-format', 'a tool of the request is no function: it cannot be offered to another model')
    return definition
  })
  return list.length > 0 ? list : undefined
}

function choiceOf(choice: JsonValue | undefined): ToolChoice | undefined {
  if (choice === 'auto' || choice === 'none' || choice === 'required') return choice
  return isJsonObject(choice) && choice['type'] === 'function' ? namedChoice(choice) : undefined
}

function formatOf(format: JsonValue | undefined): ResponseFormat | undefined {
  if (!isJsonObject(format)) return undefined
  if (format['type'] === 'json_object') return { type: 'json_object' }
  if (format['type'] !== 'json_schema' || !isJsonObject(format['schema'])) return undefined
  return { type: 'json_schema', name: textField(format['name']) ?? 'answer', schema: format['schema'], ...(typeof format['strict'] === 'boolean' && { strict: format['strict'] }) }
}
