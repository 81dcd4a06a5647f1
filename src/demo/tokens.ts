import type { ModelOutput } from '../domain/message.js'

/** Characters that the simulated tokenizer puts into a token. */
const width = 4

/** Tokens of a text: one for every four UTF-16 code units begun. */
export function tokensOf(text: string): number {
  return Math.ceil(text.length / width)
}

/** Tokens of an answer, at least 1. */
export function outputTokens(output: ModelOutput): number {
  return Math.max(1, tokensOf(output.text) + output.toolCalls.reduce((sum, call) => sum + 3 + tokensOf(call.name) + tokensOf(call.arguments), 0))
}

/** The answer as far as `limit` tokens carry it; a tool call that does not fit is not sent at all. */
export function cutToTokens(output: ModelOutput, limit: number): ModelOutput {
  return outputTokens(output) <= limit ? output : { text: output.text.slice(0, limit * width), toolCalls: [], finishReason: 'length' }
}
