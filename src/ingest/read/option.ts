import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { ChatRequest, ToolChoice, ToolDefinition } from '../../domain/message.js'
import { Excluded } from './excluded.js'
import { jsonOf } from './json-text.js'
import { readCount, readNumber } from './number.js'

/** A copy without the fields that are undefined, for types whose optional fields must be absent instead; those of `own`, which is nobody else's, come first. */
export function defined<T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }, own: Partial<T> = {}): T {
  for (const key in fields) if (fields[key] !== undefined) own[key] = fields[key] as T[typeof key]
  return own as T
}

/** `{ ...first, ...then }`, some five times as fast: the engine copies a second spread property by property through its slow path. */
export function merged<A extends object, B extends object>(first: A, then: B): A & B {
  const all = { ...first } as A & B
  for (const key in then) all[key] = then[key] as (A & B)[typeof key]
  return all
}

/** Text of a field, '' included; undefined for everything else. */
export function textField(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** Sampling options that all APIs name alike. */
export function samplingOptions(request: JsonObject): Pick<ChatRequest, 'temperature' | 'topP' | 'topK' | 'stop' | 'seed' | 'frequencyPenalty' | 'presencePenalty'> {
  return defined({
    temperature: readNumber(request['temperature']),
    topP: readNumber(request['top_p']),
    topK: readCount(request['top_k']),
    stop: stopList(request['stop'] ?? request['stop_sequences']),
    seed: readNumber(request['seed']),
    frequencyPenalty: readNumber(request['frequency_penalty']),
    presencePenalty: readNumber(request['presence_penalty']),
  })
}

function stopList(value: JsonValue | undefined): readonly string[] | undefined {
  const list = typeof value === 'string' ? [value] : Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
  return list.length > 0 ? list : undefined
}

/** The tools of a request, also out of JSON text; none where it says nothing. Throws Excluded for what cannot be a list of them. */
export function toolList(tools: JsonValue | undefined): readonly JsonValue[] {
  const json = jsonOf(tools)
  if (Array.isArray(json)) return json
  if (isJsonObject(json) && Object.keys(json).length > 0) throw new Excluded('unknown-format', 'the tools of the request are no list')
  return []
}

/** A tool out of its name, description and JSON Schema; undefined without a name. */
export function toolDefinition(tool: JsonObject, parameters: JsonValue | undefined): ToolDefinition | undefined {
  const name = textField(tool['name'])
  return name === undefined ? undefined : defined<ToolDefinition>({
    name,
    description: textField(tool['description']) || undefined,
    parameters: isJsonObject(parameters) ? parameters : undefined,
    strict: typeof tool['strict'] === 'boolean' ? tool['strict'] : undefined,
  })
}

/** The choice that forces one tool. */
export function namedChoice(value: JsonValue | undefined): ToolChoice | undefined {
  const name = isJsonObject(value) ? textField(value['name']) : undefined
  return name === undefined ? undefined : { name }
}
