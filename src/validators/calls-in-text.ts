import type { ValidationContext } from '../domain/score.js'
import { parseJsonText } from './json-text.js'
import { callsOf } from './tool-calls.js'
import { writtenCalls } from './call-text.js'
import type { ParsedCall } from './tool-calls.js'

/** A prompt that describes its functions in words and says how a call is to be written. */
const FORMAT = /\bfunc(?:tion)?_?name\d?\s?\(|"name"\s?:[^{}\n]{0,40}"(?:arguments|parameters)"\s?:|<tool_call>/i

/**
 * The calls of a text that is calls and nothing else, in Python's notation or as JSON; undefined for any other text. A model that has
 * tools and writes its call as text has called nothing: so only where the request has no tools, or its prompt asks for that form.
 */
export function callsInText(text: string, context: ValidationContext): readonly ParsedCall[] | undefined {
  const isWanted = (context.tools?.length ?? 0) === 0 || FORMAT.test((context.input ?? '').slice(0, 100_000))
  if (!isWanted || text.length > 100_000) return undefined
  const bare = text.replace(/^\s*<tool_call>|<\/tool_call>\s*$/g, '')
  const written = writtenCalls(bare)
  if (written) return written
  const value = parseJsonText(bare)
  return value === undefined || typeof value !== 'object' ? undefined : callsOf(value)
}
