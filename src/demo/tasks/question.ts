import type { JsonValue } from '../../domain/json.js'
import type { ModelOutput, ResponseFormat, ToolDefinition } from '../../domain/message.js'
import type { Random } from '../prng.js'

/** How a model words its answer: the bare answer, one sentence, or steps that end in the answer. */
export type Style = 'terse' | 'sentence' | 'steps'

/** One possible answer: what it says, and how a model of a style says it. */
export interface Answer {
  readonly value: JsonValue
  readonly say: (style: Style) => ModelOutput
}

/** One question with its true answer and two wrong ones, which differ from it. */
export interface Question {
  readonly text: string
  readonly right: Answer
  /** What a model answers for which the question is too hard; the same for all such models. */
  readonly trap: Answer
  /** A careless mistake. */
  readonly slip: Answer
}

/** What varies in a system prompt from call to call. */
export interface Slots {
  /** ISO date. */
  readonly date: string
  readonly user: string
}

/** Where the questions of one task come from, and how the application puts them to a model. */
export interface TaskSource {
  readonly name: string
  readonly system?: (slots: Slots) => string
  readonly tools?: readonly ToolDefinition[]
  readonly responseFormat?: ResponseFormat
  /** Tokens; longer than any answer of the task. */
  readonly maxOutputTokens?: number
  /** The explicit tag that the application logs, where it logs one. */
  readonly feature?: string
  /** Share of the questions that come in conversations of several turns, in [0,1]. */
  readonly conversational: number
  readonly ask: (random: Random) => Question
}

/** A question from its three values and one way to say any of them. */
export function createQuestion<V extends JsonValue>(
  text: string,
  values: { readonly right: V; readonly trap: V; readonly slip: V },
  say: (value: V, style: Style) => ModelOutput,
): Question {
  const answer = (value: V): Answer => ({ value, say: (style) => say(value, style) })
  return { text, right: answer(values.right), trap: answer(values.trap), slip: answer(values.slip) }
}

/** An answer of text alone. */
export function textOutput(text: string): ModelOutput {
  return { text, toolCalls: [], finishReason: 'stop' }
}
