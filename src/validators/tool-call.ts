import type { ModelOutput } from '../domain/message.js'
import type { Reference, ValidationContext, Validator } from '../domain/score.js'
import { excerpt, hasGold, score, unscored } from './accepted.js'
import { isErrorText } from './statement.js'
import { callsOf, isSameCall, parsedArguments } from './tool-calls.js'
import type { ParsedCall } from './tool-calls.js'

/** More calls than this in one answer are compared in their order, not in any. */
const MOST_UNORDERED = 64

/**
 * Same tool calls, in any order: names and arguments, compared as JSON (see isSameCall). All or nothing.
 * A reference without calls is matched by any answer in words that calls nothing; the words themselves are not compared.
 */
export const toolCall = {
  name: 'tool_call',
  version: 1,
  validate(output, reference, context) {
    const expected = expectedCalls(reference)
    if (!expected) return unscored('the tool calls of the reference cannot be read')
    if (output.text.trim() === '' && output.toolCalls.length === 0) return score(0, 'the output is empty')
    if (output.toolCalls.length !== expected.length) return score(0, `${output.toolCalls.length} tool calls instead of ${expected.length}`)
    if (expected.length === 0) return isErrorText(output.text) ? score(0, 'the output is an error message') : score(1, 'no tool call, as expected')
    const given = parsedCalls(output)
    if (!given) return score(0, 'the arguments of a tool call are not a JSON object')
    const unmatched = firstUnmatched(given, expected, context)
    return unmatched ? score(0, `no call matches ${excerpt(unmatched.name)} with its arguments`) : score(1, `${expected.length === 1 ? 'the tool call agrees' : `all ${expected.length} tool calls agree`}`)
  },
} as const satisfies Validator

function expectedCalls(reference: Reference): readonly ParsedCall[] | undefined {
  if (hasGold(reference)) return callsOf(reference.gold)
  const { output } = reference
  if (!output || (output.text.trim() === '' && output.toolCalls.length === 0)) return undefined
  return parsedCalls(output)
}

function parsedCalls(output: ModelOutput): readonly ParsedCall[] | undefined {
  const calls = output.toolCalls.map((call) => {
    const parsed = parsedArguments(call.arguments)
    return parsed && { name: call.name, arguments: parsed }
  })
  return calls.every((call) => call !== undefined) ? calls : undefined
}

function firstUnmatched(given: readonly ParsedCall[], expected: readonly ParsedCall[], context: ValidationContext): ParsedCall | undefined {
  const tools = context.tools ?? []
  const { tolerance } = context
  if (expected.length > MOST_UNORDERED) return expected.find((call, i) => !given[i] || !isSameCall(given[i], call, tools, tolerance))
  const left = [...given]
  return expected.find((call) => {
    const at = left.findIndex((other) => isSameCall(other, call, tools, tolerance))
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}
