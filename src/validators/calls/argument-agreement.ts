import { isJsonObject } from '../../domain/json.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import type { ToolDefinition } from '../../domain/message.js'
import { isArray } from '../accepted.js'
import { isSameText } from './argument-text.js'
import { isSameScalar, own } from '../records/json-agreement.js'
import { unmatched } from './matching.js'
import { schemaMisfit } from '../records/schema-fit.js'
import { statedDefault } from './stated-default.js'
import type { ExpectedCall, ParsedCall } from './tool-calls.js'

const DEEPEST = 100
/** Longer lists are compared in their order even where the schema says that it means nothing. */
const MOST_UNORDERED = 64

/** True when both names are one; `.` and `_` are the same, for some interfaces allow no point, unless the tools hold both spellings. */
export function isSameName(given: string, expected: string, tools: readonly ToolDefinition[]): boolean {
  if (given === expected) return true
  if (tools.some((tool) => tool.name === given) && tools.some((tool) => tool.name === expected)) return false
  return given.replaceAll('.', '_') === expected.replaceAll('.', '_')
}

/**
 * Same function and same arguments. An argument that is left out stands for its default (of the schema's `default`, else the one its
 * description states), or for null; a required one may not be left out where the expected call has it. Where the expected value fits the
 * parameter's schema the given one must as well: "5" is no integer.
 */
export function isSameCall(given: ParsedCall, expected: ExpectedCall, tools: readonly ToolDefinition[], tolerance: number | undefined): boolean {
  if (!isSameName(given.name, expected.name, tools)) return false
  const parameters = tools.find((tool) => isSameName(tool.name, expected.name, tools))?.parameters
  const keys = new Set([...Object.keys(expected.arguments), ...Object.keys(expected.accepted ?? {}), ...Object.keys(given.arguments)])
  for (const key of keys) if (!isSameArgument(key, given, expected, parameters, tolerance)) return false
  return true
}

function isSameArgument(key: string, given: ParsedCall, expected: ExpectedCall, parameters: JsonObject | undefined, tolerance: number | undefined): boolean {
  const schema = schemaOf(key, parameters)
  const value = own(given.arguments, key)
  const alternatives = expected.accepted && own(expected.accepted, key)
  if (isArray(alternatives)) return value === undefined && isRequired(key, parameters) ? false : isAccepted(value, alternatives, schema, parameters, tolerance)
  const wanted = own(expected.arguments, key)
  const isMissing = value === undefined && wanted !== undefined && wanted !== null
  if (isMissing && isRequired(key, parameters)) return false
  if (isCleared(value, wanted, key, parameters)) return false
  const absent = defaultOf(schema) ?? null
  return isSameTyped(value ?? absent, wanted ?? absent, schema, parameters, tolerance)
}

/** The value is one of the accepted ones; an empty text among them says that it may be left out. */
function isAccepted(value: JsonValue | undefined, alternatives: readonly JsonValue[], schema: JsonObject | undefined, root: JsonObject | undefined, tolerance: number | undefined): boolean {
  const isOptional = alternatives.includes('')
  const absent = defaultOf(schema)
  if (value === undefined) return isOptional || (absent !== undefined && alternatives.some((each) => isSameTyped(absent, each, schema, root, tolerance)))
  return alternatives.some((each) => isSameTyped(value, each, schema, root, tolerance) || fitsNested(value, each, tolerance, 0))
}

/** Inside an accepted object each field again lists what is accepted. */
function fitsNested(given: JsonValue, accepted: JsonValue, tolerance: number | undefined, depth: number): boolean {
  if (depth > DEEPEST) return false
  if (isArray(given) && isArray(accepted)) return given.length === accepted.length && given.every((item, i) => fitsNested(item, accepted[i] ?? null, tolerance, depth + 1))
  if (!isJsonObject(given) || !isJsonObject(accepted)) return false
  return [...new Set([...Object.keys(given), ...Object.keys(accepted)])].every((key) => {
    const alternatives = own(accepted, key)
    const value = own(given, key)
    if (!isArray(alternatives)) return false
    return value === undefined ? alternatives.includes('') : alternatives.some((each) => (typeof value === typeof each && isSameValue(value, each, tolerance, undefined, 0)) || fitsNested(value, each, tolerance, depth + 1))
  })
}

function isSameTyped(given: JsonValue, expected: JsonValue, schema: JsonObject | undefined, root: JsonObject | undefined, tolerance: number | undefined): boolean {
  if (!isSameValue(given, expected, tolerance, schema, 0)) return false
  if (!schema || given === expected || given === null) return true
  const rule = { ...schema, $defs: root?.['$defs'] ?? schema['$defs'], definitions: root?.['definitions'] ?? schema['definitions'] }
  return schemaMisfit(given, rule) === undefined || (typeof given === typeof expected && schemaMisfit(expected, rule) !== undefined)
}

/**
 * True where one side says null and the other nothing, of a field that may be left out, has no default, and whose schema takes null by name: there null says
 * “clear it”, and nothing says “leave it as it is”.
 */
function isCleared(given: JsonValue | undefined, expected: JsonValue | undefined, key: string, parent: JsonObject | undefined): boolean {
  if (!(given === null && expected === undefined) && !(given === undefined && expected === null)) return false
  const schema = schemaOf(key, parent)
  return schema !== undefined && !isRequired(key, parent) && !Object.hasOwn(schema, 'default') && statedDefault(schema) === undefined && takesNull(schema)
}

function takesNull(schema: JsonObject): boolean {
  const { type } = schema
  const choices = own(schema, 'anyOf') ?? own(schema, 'oneOf')
  return type === 'null' || (isArray(type) && type.includes('null')) || (isArray(choices) && choices.some((choice) => isJsonObject(choice) && choice['type'] === 'null'))
}

function schemaOf(key: string, parameters: JsonObject | undefined): JsonObject | undefined {
  return below(below(parameters, 'properties'), key)
}

function isRequired(key: string, parameters: JsonObject | undefined): boolean {
  const required = parameters && own(parameters, 'required')
  return isArray(required) && required.includes(key)
}

function defaultOf(schema: JsonObject | undefined): JsonValue | undefined {
  return schema && (own(schema, 'default') ?? statedDefault(schema))
}

/**
 * Deep equality. Scalars: 5 and "5" are alike (the schema tells them apart), texts by isSameText, points in time by their instant where the schema says `date-time`; arrays
 * in their order, unless the schema says `uniqueItems`; null is as good as absent, but see isCleared.
 */
function isSameValue(given: JsonValue | undefined, expected: JsonValue | undefined, tolerance: number | undefined, schema: JsonObject | undefined, depth: number): boolean {
  if (depth > DEEPEST) return false
  if (isArray(given) && isArray(expected)) {
    const items = below(schema, 'items')
    const isSame = (wanted: JsonValue, item: JsonValue | undefined): boolean => isSameValue(item, wanted, tolerance, items, depth + 1)
    if (given.length !== expected.length) return false
    if (expected.every((item, i) => isSame(item, given[i]))) return true
    return schema?.['uniqueItems'] === true && given.length <= MOST_UNORDERED && unmatched(expected, given, isSame) === undefined
  }
  if (isJsonObject(given) && isJsonObject(expected)) {
    const properties = below(schema, 'properties')
    return [...new Set([...Object.keys(given), ...Object.keys(expected)])].every((key) => !isCleared(own(given, key), own(expected, key), key, schema) && isSameValue(own(given, key) ?? null, own(expected, key) ?? null, tolerance, below(properties, key), depth + 1))
  }
  if (typeof given === 'object' || typeof expected === 'object') return (given ?? null) === (expected ?? null)
  if (schema?.['format'] === 'date-time' && typeof given === 'string' && typeof expected === 'string' && isSameInstant(given, expected)) return true
  const a = scalarOf(given)
  const b = scalarOf(expected)
  return typeof a === 'number' && typeof b === 'number' ? isSameScalar(a, b, tolerance) : isSameText(String(a), String(b))
}

function below(schema: JsonObject | undefined, key: string): JsonObject | undefined {
  const found = schema && own(schema, key)
  return isJsonObject(found) ? found : undefined
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/

function isSameInstant(given: string, expected: string): boolean {
  return INSTANT.test(given) && INSTANT.test(expected) && Date.parse(given) === Date.parse(expected)
}

function scalarOf(value: JsonValue | undefined): string | number {
  if (typeof value === 'number') return value
  const text = String(value).trim()
  return /^-?\d{1,15}(?:\.\d{1,15})?$/.test(text) && !/^-?0\d/.test(text) ? Number(text) : text
}
