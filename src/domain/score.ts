import type { JsonObject, JsonValue } from './json.js'
import type { ModelOutput, ToolDefinition } from './message.js'

/** What a validator says: a score in [0,1], or null when it cannot say (unscored is not zero). */
export interface Score {
  readonly value: number | null
  readonly reason: string
  /**
   * What a value between 0 and 1 means for the answer as a whole: `wrong` when a part of it is wrong, `other` when it is another text that may or
   * may not say the same. Absent where the value is a mark in its own right.
   */
  readonly partial?: 'wrong' | 'other'
}

/** What an output is compared with: `gold` wins over `output` where both are there. */
export interface Reference {
  readonly output?: ModelOutput
  readonly gold?: JsonValue
}

/** Rules of the user's own for the text of an answer. */
export interface TextRules {
  readonly mustInclude?: readonly string[]
  readonly mustNotInclude?: readonly string[]
  /** A text that no answer may contradict: no program can tell, so answers that differ from the reference go to the judge. */
  readonly mustNotContradict?: string
  readonly maxWords?: number
  readonly maxCharacters?: number
}

/**
 * How the fields of JSON answers are compared, where not as plain values: `date` by the day however written, `text` by likeness (chrF), `code` to
 * the character.
 */
export interface FieldRule {
  readonly kind?: 'date' | 'text' | 'code'
  /** Relative tolerance of a number, where the log's own answers to one question vary by so much. */
  readonly tolerance?: number
  /** Of an array: whether the order of its elements means something. Where absent, its kind and name decide. */
  readonly ordered?: boolean
  readonly fields?: Readonly<Record<string, FieldRule>>
  /** For each element of an array. */
  readonly items?: FieldRule
}

/** chrF compares characters, ROUGE-L the longest common sequence of words, embeddings the vectors that a configured model gives. */
export const LIKENESS_MEASURES = ['chrf', 'rouge_l', 'embeddings'] as const
export type LikenessMeasure = (typeof LIKENESS_MEASURES)[number]

/** What a validator may know of the task beyond one output; learned from the log once, the same for all arms. */
export interface ValidationContext {
  /** The closed set of labels, as learned from the log. */
  readonly labels?: readonly string[]
  readonly tools?: readonly ToolDefinition[]
  /** JSON Schema of the answer. */
  readonly schema?: JsonObject
  /** Of the answer's fields, as learned from the log. */
  readonly fields?: FieldRule
  /** Text of the prompt. */
  readonly input?: string
  readonly rules?: TextRules
  /** Fields of JSON answers that are not compared, by name or by path from the top. */
  readonly ignore?: readonly string[]
  /** SQLite or DuckDB file on which queries of both sides are run. */
  readonly database?: string
  /** How likeness is measured; chrF when absent. */
  readonly measure?: LikenessMeasure
  /** Likeness in [0,1] of two texts by their vectors, which were had before; undefined where one is missing. Never part of a plan. */
  readonly likeness?: (given: string, expected: string) => number | undefined
  /** Relative tolerance for numbers. */
  readonly tolerance?: number
  /** True where the expected numbers of the log stand beside different units, so that an answer must name its own. */
  readonly unitsVary?: boolean
  /** True where a good part of the answers are words instead of tool calls, so that what they say must be compared. */
  readonly comparesWords?: boolean
  /** False where an answer that is right in part only must not count in part; see validators/counted. */
  readonly partialCredit?: boolean
}

/** Scores an output. Pure; never throws on any output, however hostile. */
export interface Validator {
  readonly name: string
  /** Raised whenever any score can change. */
  readonly version: number
  /** Set where every score is 0 or 1: only then can a fixed design decide. */
  readonly binary?: boolean
  readonly validate: (output: ModelOutput, reference: Reference, context: ValidationContext) => Score
}
