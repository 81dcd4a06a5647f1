import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { ChatRequest, ResponseFormat, ToolChoice, ToolDefinition } from '../../domain/message.js'
import { Excluded } from '../read/excluded.js'
import { arrayOf } from '../read/json-text.js'
import { readCount } from '../read/number.js'
import { defined, namedChoice, samplingOptions, textField, toolDefinition, toolList } from '../read/option.js'
import { anthropicMessages } from './messages.js'

/** The request of Anthropic's messages API in normal form. Throws Excluded. */
export function anthropicRequest(request: JsonObject): ChatRequest {
  const messages = arrayOf(request['messages'])
  if (!messages || messages.length === 0) throw new Excluded('no-prompt', 'the request has no messages')
  const choice = isJsonObject(request['tool_choice']) ? request['tool_choice'] : undefined
  const config = isJsonObject(request['output_config']) ? request['output_config'] : {}
  return {
    messages: anthropicMessages(request['system'], messages),
    ...samplingOptions(request),
    ...defined<Omit<ChatRequest, 'messages'>>({
      tools: toolsOf(request['tools']),
      toolChoice: choiceOf(choice),
      parallelToolCalls: choice?.['disable_parallel_tool_use'] === true ? false : undefined,
      responseFormat: formatOf(config['format'] ?? request['output_format']),
      maxOutputTokens: readCount(request['max_tokens']),
      reasoningEffort: textField(config['effort']),
    }),
  }
}

function toolsOf(tools: JsonValue | undefined): readonly ToolDefinition[] | undefined {
  const list = toolList(tools).map((tool: JsonValue) => {
    const definition = isJsonObject(tool) && isJsonObject(tool['input_schema']) ? toolDefinition(tool, tool['input_schema']) : undefined
    if (!definition) throw new Excluded('unknown-format', 'a tool of the request runs at the provider: it cannot be offered to another model')
    return definition
  })
  return list.length > 0 ? list : undefined
}

function choiceOf(choice: JsonObject | undefined): ToolChoice | undefined {
  switch (choice?.['type']) {
    case 'auto': return 'auto'
    case 'none': return 'none'
    case 'any': return 'required'
    case 'tool': return namedChoice(choice)
    default: return undefined
  }
}

function formatOf(format: JsonValue | undefined): ResponseFormat | undefined {
  if (!isJsonObject(format) || format['type'] !== 'json_schema' || !isJsonObject(format['schema'])) return undefined
  return { type: 'json_schema', name: textField(format['name']) ?? 'answer', schema: format['schema'] }
}
