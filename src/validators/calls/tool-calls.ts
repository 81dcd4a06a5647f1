import { isJsonObject } from '../../domain/json.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isArray } from '../accepted.js'
import { writtenCalls } from './call-text.js'
import { own } from '../records/json-agreement.js'
import { parseJsonText } from '../records/json-text.js'

/** A tool call with its arguments parsed. */
export interface ParsedCall {
  readonly name: string
  readonly arguments: JsonObject
}

/** An expected call; where `accepted` is there, each argument's value may be any of a list, and '' in it says that it may be left out. */
export interface ExpectedCall extends ParsedCall {
  readonly accepted?: JsonObject
}

/** The calls of a gold or a row: a call, an array of calls, or an object that holds such an array; OpenAI's nesting under `function` too. Undefined for any other shape. */
export function callsOf(value: JsonValue): readonly ParsedCall[] | undefined {
  return callsBy(value, callOf)
}

/**
 * The calls of an expected answer to a request with tools: besides the forms of callsOf `{"name": {"argument": [accepted values]}}`
 * and calls in Python's notation. Where there are no tools such an object is plain JSON.
 */
export function expectedCallsOf(value: JsonValue): readonly ExpectedCall[] | undefined {
  return callsBy(value, (each) => (typeof each === 'string' ? writtenCall(each) : callOf(each) ?? acceptingCall(each))) ?? (typeof value === 'string' ? writtenCalls(value) : undefined)
}

const NO_CALL = /^\W*(?:none|null|n\/a|no[\s_-]?(?:tool|function)?s?[\s_-]?calls?(?:[\s_-](?:needed|required|expected))?|irrelevan(?:t|ce))\W*$/i

/**
 * What an expected answer to a request with tools says in words: the words, or '' where they only name that nothing is called. Undefined for calls, and for what
 * looks like broken ones.
 */
export function expectedWords(gold: JsonValue): string | undefined {
  if (typeof gold !== 'string' || expectedCallsOf(gold) !== undefined) return undefined
  const words = gold.trim()
  if (words === '' || /^(?:[[{<]|```)/.test(words) || parseJsonText(words) !== undefined) return undefined
  // A name alone may be that of the tool to call, whose arguments nobody gave.
  return NO_CALL.test(words) ? '' : /^[\w.:/-]+$/.test(words) ? undefined : words
}

function callsBy<Call>(value: JsonValue, read: (value: JsonValue) => Call | undefined): readonly Call[] | undefined {
  if (typeof value === 'string') {
    const parsed = parseJsonText(value)
    return parsed === undefined || typeof parsed === 'string' ? undefined : callsBy(parsed, read)
  }
  if (isArray(value)) {
    const calls = value.map(read)
    return calls.every((call) => call !== undefined) ? calls : undefined
  }
  if (!isJsonObject(value)) return undefined
  const nested = own(value, 'tool_calls') ?? own(value, 'toolCalls')
  if (isArray(nested)) return callsBy(nested, read)
  const call = read(value)
  return call && [call]
}

function writtenCall(text: string): ExpectedCall | undefined {
  const [only, ...others] = writtenCalls(text) ?? []
  return others.length === 0 ? only : undefined
}

/** One key, the function's name, over arguments that each list what is accepted. */
function acceptingCall(value: JsonValue): ExpectedCall | undefined {
  const [entry, ...others] = isJsonObject(value) ? Object.entries(value) : []
  if (!entry || others.length > 0 || !isJsonObject(entry[1])) return undefined
  const [name, accepted] = entry
  return Object.values(accepted).every(isArray) ? { name, arguments: {}, accepted } : undefined
}

/** What stands beside the name of a call that has no arguments. */
const OF_CALL: ReadonlySet<string> = new Set(['name', 'id', 'call_id', 'type', 'index', 'arguments', 'input', 'parameters'])

function callOf(value: JsonValue): ParsedCall | undefined {
  if (!isJsonObject(value)) return undefined
  const inner = own(value, 'function')
  const call = isJsonObject(inner) ? inner : value
  const name = own(call, 'name')
  const given = own(call, 'arguments') ?? own(call, 'input') ?? own(call, 'parameters')
  // A record of a person has a name too.
  if (given === undefined && Object.keys(call).some((key) => !OF_CALL.has(key))) return undefined
  const parsed = parsedArguments(given)
  return typeof name === 'string' && parsed ? { name, arguments: parsed } : undefined
}

/** Arguments as an object; no text at all is no arguments. Undefined when they are not a JSON object. */
export function parsedArguments(given: JsonValue | undefined): JsonObject | undefined {
  const value = typeof given === 'string' ? (given.trim() === '' ? {} : parseJsonText(given)) : (given ?? {})
  return isJsonObject(value) ? value : undefined
}
