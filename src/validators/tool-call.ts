import type { ModelOutput } from '../domain/message.js'
import type { Reference, Score, ValidationContext, Validator } from '../domain/score.js'
import { excerpt, hasGold, score, unscored } from './accepted.js'
import { isSameCall, isSameName } from './calls/argument-agreement.js'
import { callsInText, callsOfText } from './calls/calls-in-text.js'
import { isErrorText } from './error-text.js'
import { withoutThought } from './fold.js'
import { outOfOrder } from './calls/dependent.js'
import { unmatched } from './calls/matching.js'
import { similarity } from './similarity.js'
import { expectedCallsOf, expectedWords, parsedArguments } from './calls/tool-calls.js'
import type { ExpectedCall, ParsedCall } from './calls/tool-calls.js'

/** More calls than this in one answer are compared in their order, not in any. */
const MOST_UNORDERED = 64

/**
 * Same tool calls, in any order unless one depends on another (see dependsOn), each matched once: names and arguments, compared as JSON (see isSameCall). All or nothing.
 * A reference without calls is matched by any answer in words that calls nothing; the words themselves are compared only where `context.comparesWords` says so. Calls written
 * as text count only where the prompt wants them so, or the request has no tools (see callsInText).
 */
export const toolCall = {
  name: 'tool_call',
  version: 8,
  binary: true,
  validate(output, reference, context) {
    const expected = expectedCalls(reference, context)
    if (!expected) return unscored('the tool calls of the reference cannot be read')
    if (output.toolCalls.length === 0 && withoutThought(output.text).trim() === '') return score(0, 'the output is empty')
    const given = parsedCalls(output, context)
    if (!given) return score(0, 'the arguments of a tool call are not a JSON object')
    if (given.length !== expected.length) return score(0, `${given.length} tool calls instead of ${expected.length}`)
    if (expected.length === 0 && writesCall(output, context)) return score(0, 'the output writes a call as text')
    if (expected.length === 0) return isErrorText(output.text) ? score(0, 'the output is an error message') : inWords(output, reference, context)
    const missing = firstUnmatched(given, expected, context)
    return missing ? score(0, `no call matches ${excerpt(missing.name)} with its arguments`) : score(1, `${expected.length === 1 ? 'the tool call agrees' : `all ${expected.length} tool calls agree`}`)
  },
} as const satisfies Validator

function expectedCalls(reference: Reference, context: ValidationContext): readonly ExpectedCall[] | undefined {
  if (hasGold(reference)) return expectedCallsOf(reference.gold) ?? ((context.tools?.length ?? 0) > 0 && expectedWords(reference.gold) !== undefined ? [] : undefined)
  const { output } = reference
  if (!output || (output.toolCalls.length === 0 && (output.text.trim() === '' || isErrorText(output.text)))) return undefined
  return parsedCalls(output, context)
}

function parsedCalls(output: ModelOutput, context: ValidationContext): readonly ParsedCall[] | undefined {
  if (output.toolCalls.length === 0) return callsInText(output.text, context) ?? []
  const calls = output.toolCalls.map((call) => {
    const parsed = parsedArguments(call.arguments)
    return parsed && { name: call.name, arguments: parsed }
  })
  return calls.every((call) => call !== undefined) ? calls : undefined
}

/** An answer in words where the reference is one: what it says counts where the task has many of them, unless the expected answer is “no call” alone. */
function inWords(output: ModelOutput, reference: Reference, context: ValidationContext): Score {
  const wanted = hasGold(reference) ? expectedWords(reference.gold) : reference.output?.text
  if (context.comparesWords !== true || wanted === undefined || wanted === '') return score(1, 'no tool call, as expected')
  const words = similarity.validate({ text: output.text, toolCalls: [] }, { output: { text: wanted, toolCalls: [] } }, context)
  return { ...words, reason: `no tool call, as expected; ${words.reason}` }
}

/** A model that has tools and writes the call of one as its answer did mean to call. */
function writesCall({ text }: ModelOutput, context: ValidationContext): boolean {
  const written = (context.tools?.length ?? 0) > 0 ? callsOfText(text, context.tools) : undefined
  return written?.some(({ name }) => context.tools?.some((tool) => isSameName(name, tool.name, []))) ?? false
}

function firstUnmatched(given: readonly ParsedCall[], expected: readonly ExpectedCall[], context: ValidationContext): ExpectedCall | undefined {
  const tools = context.tools ?? []
  const agrees = (call: ExpectedCall, other: ParsedCall | undefined) => other !== undefined && isSameCall(other, call, tools, context.tolerance)
  if (expected.length > MOST_UNORDERED) return expected.find((call, i) => !agrees(call, given[i]))
  return unmatched(expected, given, agrees) ?? outOfOrder(expected, (call) => given.flatMap((other, at) => (agrees(call, other) ? [at] : [])))
}
