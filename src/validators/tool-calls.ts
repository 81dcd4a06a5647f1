import { isJsonObject } from '../domain/json.js'
import type { JsonObject, JsonValue } from '../domain/json.js'
import type { ToolDefinition } from '../domain/message.js'
import { isArray } from './accepted.js'
import { foldSpace } from './fold.js'
import { isSameScalar, own } from './json-agreement.js'
import { parseJsonText } from './json-text.js'

/** A tool call with its arguments parsed. */
export interface ParsedCall {
  readonly name: string
  readonly arguments: JsonObject
}

/** The calls of a gold or a row: a call, an array of calls, or an object that holds such an array; OpenAI's nesting under `function` too. Undefined for any other shape. */
export function callsOf(value: JsonValue): readonly ParsedCall[] | undefined {
  if (typeof value === 'string') {
    const parsed = parseJsonText(value)
    return parsed === undefined || typeof parsed === 'string' ? undefined : callsOf(parsed)
  }
  if (isArray(value)) {
    const calls = value.map(callOf)
    return calls.every((call) => call !== undefined) ? calls : undefined
  }
  if (!isJsonObject(value)) return undefined
  const nested = own(value, 'tool_calls') ?? own(value, 'toolCalls')
  if (isArray(nested)) return callsOf(nested)
  const call = callOf(value)
  return call && [call]
}

function callOf(value: JsonValue): ParsedCall | undefined {
  if (!isJsonObject(value)) return undefined
  const inner = own(value, 'function')
  const call = isJsonObject(inner) ? inner : value
  const name = own(call, 'name')
  const given = own(call, 'arguments') ?? own(call, 'input') ?? own(call, 'parameters')
  const parsed = parsedArguments(given)
  return typeof name === 'string' && parsed ? { name, arguments: parsed } : undefined
}

/** Arguments as an object; no text at all is no arguments. Undefined when they are not a JSON object. */
export function parsedArguments(given: JsonValue | undefined): JsonObject | undefined {
  const value = typeof given === 'string' ? (given.trim() === '' ? {} : parseJsonText(given)) : (given ?? {})
  return isJsonObject(value) ? value : undefined
}

/** Same name and, but for optional arguments that are null or equal to their default, the same arguments. */
export function isSameCall(given: ParsedCall, expected: ParsedCall, tools: readonly ToolDefinition[], tolerance: number | undefined): boolean {
  if (given.name !== expected.name) return false
  const parameters = tools.find((tool) => tool.name === expected.name)?.parameters
  return [...new Set([...Object.keys(expected.arguments), ...Object.keys(given.arguments)])].every((key) => {
    const optional = optionalValue(key, parameters)
    return isSameValue(own(given.arguments, key) ?? optional, own(expected.arguments, key) ?? optional, tolerance, 0)
  })
}

/** What an absent argument stands for: its default, or null. */
function optionalValue(key: string, parameters: JsonObject | undefined): JsonValue {
  const properties = parameters && own(parameters, 'properties')
  const property = isJsonObject(properties) ? own(properties, key) : undefined
  return (isJsonObject(property) ? own(property, 'default') : undefined) ?? null
}

/** Deep equality with lenient scalars: 5 and "5", true and "true"; strings by NFC and folded whitespace, case kept. */
function isSameValue(given: JsonValue | undefined, expected: JsonValue | undefined, tolerance: number | undefined, depth: number): boolean {
  if (depth > 100) return false
  if (isArray(given) && isArray(expected)) return given.length === expected.length && given.every((item, i) => isSameValue(item, expected[i], tolerance, depth + 1))
  if (isJsonObject(given) && isJsonObject(expected)) {
    return [...new Set([...Object.keys(given), ...Object.keys(expected)])].every((key) => isSameValue(own(given, key) ?? null, own(expected, key) ?? null, tolerance, depth + 1))
  }
  if (typeof given === 'object' || typeof expected === 'object') return (given ?? null) === (expected ?? null)
  const a = scalarOf(given)
  const b = scalarOf(expected)
  return typeof a === 'number' && typeof b === 'number' ? isSameScalar(a, b, tolerance) : String(a) === String(b)
}

function scalarOf(value: JsonValue | undefined): string | number {
  if (typeof value === 'number') return value
  const text = foldSpace(String(value))
  return /^-?\d{1,15}(?:\.\d{1,15})?$/.test(text) && !/^-?0\d/.test(text) ? Number(text) : text
}
