import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { ChatRequest, Message, ResponseFormat, ToolChoice, ToolDefinition } from '../../domain/message.js'
import { Excluded } from '../read/excluded.js'
import { isBlank } from '../read/field.js'
import { readCount, readNumber } from '../read/number.js'
import { defined, textField, toolDefinition, toolList } from '../read/option.js'
import { refusePart } from '../read/part.js'
import { contentMessages, contentParts, writtenOut } from './contents.js'
import { either, eitherObject } from './field.js'
import { jsonSchemaOf } from './schema.js'

/** The request of Gemini's generateContent in normal form. Throws Excluded. */
export function geminiRequest(request: JsonObject): ChatRequest {
  const messages = contentMessages(request['contents'])
  if (messages.length === 0) throw new Excluded('no-prompt', 'the request has no contents')
  const config = { ...eitherObject(request, 'config'), ...eitherObject(request, 'generationConfig') }
  const { choice, only } = choiceOf(request)
  const tools = toolsOf(either(request, 'tools'))?.filter(({ name }) => only === undefined || only.includes(name))
  return {
    messages: [...systemOf(writtenOut(either(request, 'systemInstruction') ?? either(config, 'systemInstruction'))), ...messages],
    ...defined<Omit<ChatRequest, 'messages'>>({
      tools: tools && tools.length > 0 ? tools : undefined,
      toolChoice: choice,
      responseFormat: formatOf(config),
      maxOutputTokens: readCount(either(config, 'maxOutputTokens')),
      temperature: readNumber(config['temperature']),
      topP: readNumber(either(config, 'topP')),
      topK: readCount(either(config, 'topK')),
      stop: stopOf(either(config, 'stopSequences')),
      seed: readNumber(config['seed']),
      frequencyPenalty: readNumber(either(config, 'frequencyPenalty')),
      presencePenalty: readNumber(either(config, 'presencePenalty')),
    }),
  }
}

/** Throws Excluded 'context-missing' for a prompt whose beginning lies in the provider's cache under a name. */
export function refuseCachedContent(request: JsonObject): void {
  if (!isBlank(either(request, 'cachedContent'))) throw new Excluded('context-missing', 'the beginning of the prompt is a cached content that only the provider has')
}

function systemOf(system: JsonValue | undefined): readonly Message[] {
  if (system !== undefined && system !== null && typeof system !== 'string' && typeof system !== 'object') refusePart()
  const parts = Array.isArray(system) ? system.flatMap((one: JsonValue) => contentParts(typeof one === 'string' || (isJsonObject(one) && 'parts' in one) ? one : { parts: [one] })) : contentParts(system)
  return parts.length > 0 ? [{ role: 'system', parts }] : []
}

function toolsOf(tools: JsonValue | undefined): readonly ToolDefinition[] | undefined {
  const list = toolList(tools).flatMap((tool: JsonValue) => {
    const declared = isJsonObject(tool) ? either(tool, 'functionDeclarations') : undefined
    if (!Array.isArray(declared)) throw new Excluded('unknown-format', 'a tool of the request runs at the provider: it cannot be offered to another model')
    return declared.map((one: JsonValue) => {
      const definition = isJsonObject(one) ? toolDefinition(one, either(one, 'parametersJsonSchema') ?? jsonSchemaOf(one['parameters'])) : undefined
      if (!definition) throw new Excluded('unknown-format', 'a tool of the request has no name')
      return definition
    })
  })
  return list.length > 0 ? list : undefined
}

function choiceOf(request: JsonObject): { readonly choice: ToolChoice | undefined; readonly only: readonly string[] | undefined } {
  const calling = eitherObject(eitherObject(request, 'toolConfig'), 'functionCallingConfig')
  const names = either(calling, 'allowedFunctionNames')
  const only = Array.isArray(names) && names.length > 0 ? names.filter((name) => typeof name === 'string') : undefined
  switch (calling['mode']) {
    case 'AUTO': return { choice: 'auto', only }
    case 'NONE': return { choice: 'none', only: undefined }
    case 'ANY': return { choice: only?.length === 1 && only[0] !== undefined ? { name: only[0] } : 'required', only }
    default: return { choice: undefined, only: undefined }
  }
}

function formatOf(config: JsonObject): ResponseFormat | undefined {
  const schema = either(config, 'responseJsonSchema') ?? jsonSchemaOf(either(config, 'responseSchema'))
  if (isJsonObject(schema)) return { type: 'json_schema', name: 'answer', schema }
  return textField(either(config, 'responseMimeType')) === 'application/json' ? { type: 'json_object' } : undefined
}

function stopOf(stop: JsonValue | undefined): readonly string[] | undefined {
  const list = Array.isArray(stop) ? stop.filter((one) => typeof one === 'string') : []
  return list.length > 0 ? list : undefined
}
