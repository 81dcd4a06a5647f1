import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { ResponseFormat, ToolChoice, ToolDefinition } from '../../domain/message.js'
import { Excluded } from '../read/excluded.js'
import { jsonOf, objectOf } from '../read/json-text.js'
import { namedChoice, textField, toolDefinition } from '../read/option.js'

/** Tool definitions in any shape, as a list, by name, or as JSON text. Throws Excluded for tools that run at the provider. */
export function transcriptTools(value: JsonValue | undefined): readonly ToolDefinition[] | undefined {
  const json = jsonOf(value)
  const list = Array.isArray(json) ? json : isJsonObject(json) ? Object.entries(json).map(([name, tool]): JsonValue => ({ name, ...objectOf(tool) })) : []
  const tools = list.flatMap((item: JsonValue) => {
    const tool = jsonOf(item)
    const declared = isJsonObject(tool) ? tool['functionDeclarations'] ?? tool['function_declarations'] : undefined
    return Array.isArray(declared) ? declared.map(definitionOf) : [definitionOf(tool)]
  })
  return tools.length > 0 ? tools : undefined
}

function definitionOf(value: JsonValue | undefined): ToolDefinition {
  const outer = isJsonObject(value) ? value : {}
  const tool = isJsonObject(outer['tool']) ? objectOf(outer['tool']['json_schema']) ?? {} : outer
  const body = isJsonObject(tool['function']) ? tool['function'] : tool
  const isFunction = ['function', 'custom', 'object', 'tool', undefined].includes(textField(tool['type'])) || 'input_schema' in tool
  const schema = [body['parameters'], body['input_schema'], body['inputSchema'], body['parametersJsonSchema'], body['parameters_json_schema'], body['schema']].find((item) => item !== undefined)
  const parameters = objectOf(schema)
  const definition = isFunction ? toolDefinition(body, isJsonObject(parameters?.['jsonSchema']) ? parameters['jsonSchema'] : parameters) : undefined
  if (!definition) throw new Excluded('unknown-format', 'a tool of the request is no function: it cannot be offered to another model')
  return definition
}

/** The choice among tools in any shape; undefined when nothing is said. */
export function transcriptChoice(value: JsonValue | undefined): ToolChoice | undefined {
  const json = jsonOf(value)
  const word = textField(json) ?? (isJsonObject(json) ? textField(json['type']) : undefined)
  if (word === 'auto' || word === 'none' || word === 'required') return word
  if (word === 'any') return 'required'
  if (!isJsonObject(json)) return undefined
  return namedChoice(json['function'] ?? json) ?? (typeof json['toolName'] === 'string' ? { name: json['toolName'] } : undefined)
}

/** The asked form of the answer, as OpenAI's requests name it (chat completions and Responses). */
export function transcriptFormat(value: JsonValue | undefined): ResponseFormat | undefined {
  const format = objectOf(value)
  if (format?.['type'] === 'json_object') return { type: 'json_object' }
  if (format?.['type'] !== 'json_schema') return undefined
  const body: JsonObject = isJsonObject(format['json_schema']) ? format['json_schema'] : format
  if (!isJsonObject(body['schema'])) return undefined
  return { type: 'json_schema', name: textField(body['name']) ?? 'answer', schema: body['schema'], ...(typeof body['strict'] === 'boolean' && { strict: body['strict'] }) }
}
