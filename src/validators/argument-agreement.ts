import { isJsonObject } from '../domain/json.js'
import type { JsonObject, JsonValue } from '../domain/json.js'
import type { ToolDefinition } from '../domain/message.js'
import { isArray } from './accepted.js'
import { composed } from './fold.js'
import { isSameScalar, own } from './json-agreement.js'
import { schemaMisfit } from './schema-fit.js'
import { statedDefault } from './stated-default.js'
import type { ExpectedCall, ParsedCall } from './tool-calls.js'

const DEEPEST = 100
const TOKEN = /(?:(?<![\p{L}\p{N}])-)?\d+(?:[.,:/-]\d+)*|[^\s\d,._*^/'’"-]+/gu

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
    return value === undefined ? alternatives.includes('') : alternatives.some((each) => (typeof value === typeof each && isSameValue(value, each, tolerance, 0)) || fitsNested(value, each, tolerance, depth + 1))
  })
}

function isSameTyped(given: JsonValue, expected: JsonValue, schema: JsonObject | undefined, root: JsonObject | undefined, tolerance: number | undefined): boolean {
  if (!isSameValue(given, expected, tolerance, 0)) return false
  if (!schema || given === expected || given === null) return true
  const rule = { ...schema, $defs: root?.['$defs'] ?? schema['$defs'], definitions: root?.['definitions'] ?? schema['definitions'] }
  return schemaMisfit(given, rule) === undefined || (typeof given === typeof expected && schemaMisfit(expected, rule) !== undefined)
}

function schemaOf(key: string, parameters: JsonObject | undefined): JsonObject | undefined {
  const properties = parameters && own(parameters, 'properties')
  const property = isJsonObject(properties) ? own(properties, key) : undefined
  return isJsonObject(property) ? property : undefined
}

function isRequired(key: string, parameters: JsonObject | undefined): boolean {
  const required = parameters && own(parameters, 'required')
  return isArray(required) && required.includes(key)
}

function defaultOf(schema: JsonObject | undefined): JsonValue | undefined {
  return schema && (own(schema, 'default') ?? statedDefault(schema))
}

/** Deep equality. Scalars: 5 and "5" are alike (the schema tells them apart), texts by isSameText; arrays in their order; null is as good as absent. */
function isSameValue(given: JsonValue | undefined, expected: JsonValue | undefined, tolerance: number | undefined, depth: number): boolean {
  if (depth > DEEPEST) return false
  if (isArray(given) && isArray(expected)) return given.length === expected.length && given.every((item, i) => isSameValue(item, expected[i], tolerance, depth + 1))
  if (isJsonObject(given) && isJsonObject(expected)) {
    return [...new Set([...Object.keys(given), ...Object.keys(expected)])].every((key) => isSameValue(own(given, key) ?? null, own(expected, key) ?? null, tolerance, depth + 1))
  }
  if (typeof given === 'object' || typeof expected === 'object') return (given ?? null) === (expected ?? null)
  const a = scalarOf(given)
  const b = scalarOf(expected)
  return typeof a === 'number' && typeof b === 'number' ? isSameScalar(a, b, tolerance) : isSameText(String(a), String(b))
}

function scalarOf(value: JsonValue | undefined): string | number {
  if (typeof value === 'number') return value
  const text = String(value).trim()
  return /^-?\d{1,15}(?:\.\d{1,15})?$/.test(text) && !/^-?0\d/.test(text) ? Number(text) : text
}

/**
 * Words alike but for case, spaces and the punctuation between words: “New York, NY” and “new york NY”. Addresses, paths and opaque ids
 * (letters of both cases and digits in one word) are held to every character; marks between digits count.
 */
export function isSameText(given: string, expected: string): boolean {
  if (given === expected) return true
  const [a, b] = [composed(given).replace(/\s+/g, ' ').trim(), composed(expected).replace(/\s+/g, ' ').trim()]
  if (a === b) return true
  if (isFormula(a) && isFormula(b) && a.length <= 2000 && b.length <= 2000) return formula(a) === formula(b)
  if (isLiteral(a) || isLiteral(b) || a.length > 10_000 || b.length > 10_000) return false
  const key = words(a)
  return key !== '' && key === words(b)
}

/** An expression such as `f(x) = 3*x**2`, where blanks beside marks mean nothing and `**` is `^`; no address, no markup, no quoted text. */
function isFormula(text: string): boolean {
  return /[()=<>]/.test(text) && !/:\/\/|[@\\"'`{};]|^[/~.]|<\/?[a-z]/i.test(text)
}

function formula(text: string): string {
  return text.replaceAll('**', '^').replace(/\s*([^\p{L}\p{N}_.\s])\s*/gu, '$1')
}

function isLiteral(text: string): boolean {
  return /:\/\/|@|\\|^[/~.]|[<>{}()=;]/.test(text) || (/^\S{6,}$/.test(text) && /\d/.test(text) && /\p{Ll}/u.test(text) && /(?<=[\p{L}\p{N}])\p{Lu}/u.test(text))
}

/** What tells one text from another: words and numbers in their order, two numbers never as one. */
function words(text: string): string {
  let joined = ''
  for (const [token] of text.toLowerCase().matchAll(TOKEN)) joined += /\d$/.test(joined) && /^\d/.test(token) ? ` ${token}` : token
  return joined
}
