import type { JsonValue } from './json.js'

/** The kind of a task: a hint for choosing a validator, never the unit of the audit. */
export type TaskType =
  | 'classification' | 'extraction' | 'summarization' | 'rewrite' | 'translation' | 'code' | 'math' | 'reasoning'
  | 'open_qa' | 'closed_qa' | 'generation' | 'chat' | 'tool_calling'

/**
 * How a runtime recognises a request of the task without a model. Alternatives: any one suffices.
 * `field` and `tag` look at metadata, `fingerprint` at the masked system prompt (see text/fingerprint),
 * `prefix` and `keywords` at the last user message (keywords: lower case, all must occur), a prefix `of` the system prompt at
 * that; with `withoutSystem` only at requests that have no system message.
 */
export type Recognizer =
  | { readonly kind: 'field'; readonly field: string; readonly value: JsonValue }
  | { readonly kind: 'fingerprint'; readonly fingerprints: readonly string[] }
  | { readonly kind: 'prefix'; readonly text: string; readonly of?: 'system'; readonly withoutSystem?: true }
  | { readonly kind: 'keywords'; readonly all: readonly string[]; readonly withoutSystem?: true }

/** A group of calls that ask for the same thing. */
export interface Task {
  /** `t_` and 12 hex digits; stable from run to run on the same traffic. */
  readonly id: string
  /** Short human name, from an explicit tag or the task's distinctive words. */
  readonly label: string
  readonly taskType: TaskType
  /** The prompt with `{…}` for its variable parts, where one was found. */
  readonly template?: string
  /** Telling words that nearly all its prompts hold, sorted: what it is known by when its prompt was edited. */
  readonly wording?: readonly string[]
  /** Indexes into the list of calls that was clustered, ascending. */
  readonly members: readonly number[]
  readonly recognizers: readonly Recognizer[]
  /** Share of the calls caught by the recognizers that are of this task, and of the task's calls that are caught; both in [0,1]. */
  readonly recognition: { readonly precision: number; readonly recall: number }
}
