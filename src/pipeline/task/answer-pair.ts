import type { ModelOutput } from '../../domain/message.js'
import { digest } from '../../sample/content.js'

/** 16 hex digits of the two answers that a person compares: the same request may be answered otherwise another time, and in another log. */
export function answerPair(candidate: ModelOutput, incumbent: ModelOutput): string {
  const shown = ({ text, toolCalls }: ModelOutput) => [text, toolCalls.map(({ name, arguments: given }) => [name, given])]
  return digest([shown(candidate), shown(incumbent)]).slice(0, 16)
}
