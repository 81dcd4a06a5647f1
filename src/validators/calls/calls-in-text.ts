import { isJsonObject } from '../../domain/json.js'
import type { JsonValue } from '../../domain/json.js'
import type { ToolDefinition } from '../../domain/message.js'
import type { ValidationContext } from '../../domain/score.js'
import { isSameName } from './argument-agreement.js'
import { isArray } from '../accepted.js'
import { withoutThought } from '../fold.js'
import { parseJsonText } from '../records/json-text.js'
import { callsOf } from './tool-calls.js'
import { writtenCalls } from './call-text.js'
import type { ParsedCall } from './tool-calls.js'

/** A prompt that describes its functions in words and says how a call is to be written. */
const FORMAT = /\bfunc(?:tion)?_?name\d?\s?\(|"name"\s?:[^{}\n]{0,40}"(?:arguments|parameters)"\s?:|<tool_call>/i

/**
 * The calls of a text that is calls and nothing else, in Python's notation or as JSON; undefined for any other text. A model that has
 * tools and writes its call as text has called nothing: so only where the request has no tools, or its prompt asks for that form, or is not known.
 */
export function callsInText(text: string, context: ValidationContext): readonly ParsedCall[] | undefined {
  const isWanted = (context.tools?.length ?? 0) === 0 || context.input === undefined || FORMAT.test(context.input.slice(0, 100_000))
  return isWanted ? callsOfText(text, context.tools) : undefined
}

const BLOCK = /<tool_call>([\s\S]{1,20000}?)(?:<\/tool_call>|(?=<tool_call>)|$)/g
const FENCE = /^```[\w-]{0,20}\s*\n?([\s\S]*?)\n?```$/
const MARK = /^(?:<\|python_tag\|>|\[TOOL_CALLS\]|<functioncall>)\s*/

/** The same without a look at what was asked for: bare, in a fence, in `<tool_call>` blocks of which each holds calls, or behind a model's mark. */
export function callsOfText(text: string, tools: readonly ToolDefinition[] = []): readonly ParsedCall[] | undefined {
  if (text.length > 100_000) return undefined
  const bare = withoutThought(text).trim()
  if (!bare.startsWith('<tool_call>')) return callsOfPart(FENCE.exec(bare)?.[1] ?? bare.replace(MARK, ''), tools)
  const parts = [...bare.matchAll(BLOCK)].slice(0, 200).map((match) => callsOfPart(match[1] ?? '', tools))
  const rest = bare.replace(BLOCK, '').trim()
  return rest === '' && parts.every((part) => part !== undefined) ? parts.flat() : undefined
}

function callsOfPart(part: string, tools: readonly ToolDefinition[]): readonly ParsedCall[] | undefined {
  const written = writtenCalls(part)
  if (written) return written
  const value = parseJsonText(part)
  return value === undefined || typeof value !== 'object' ? undefined : callsOf(value) ?? namedCalls(value, tools)
}

/** `{"get_weather": {"city": "Paris"}}` for a tool that there is, or a list of such objects. */
function namedCalls(value: JsonValue, tools: readonly ToolDefinition[]): readonly ParsedCall[] | undefined {
  const calls = (isArray(value) ? value : [value]).map((each): ParsedCall | undefined => {
    const [entry, ...others] = isJsonObject(each) ? Object.entries(each) : []
    return entry && others.length === 0 && isJsonObject(entry[1]) && tools.some(({ name }) => isSameName(entry[0], name, [])) ? { name: entry[0], arguments: entry[1] } : undefined
  })
  return calls.length > 0 && calls.every((call) => call !== undefined) ? calls : undefined
}
