import type { JsonObject } from '../../domain/json.js'
import type { Dialect } from '../sql/dialect.js'

/** How rows lie in one another, as spans of a trace do: expressions over a row. */
export interface NestedSpans {
  /** Key of the row, and of the row that it lies in. */
  readonly span: string
  readonly parent: string
  /** True where it lies in one, be it in the table or not. */
  readonly hasParent: string
  /** What follows is there where a row is known for a model call. True where it was answered. */
  readonly isServed?: string
  /** How much it says of its call, from 0 to 7, as `worthOf` of the files reckons. */
  readonly worth?: string
}

/** One table as the queries see it: expressions over its rows. What a row means is decided by the adapter that reads it, as for a file. */
export interface TableView {
  readonly dialect: Dialect
  /** `FROM` what. */
  readonly from: string
  readonly where: string | undefined
  /** Text; names the row, and is the id that its adapter gives to the call. */
  readonly id: string
  /** Texts that together fix the provider and the models of a call, beside what the response says. */
  readonly models: readonly string[]
  /** Text: a request as JSON, its messages, or a prompt. */
  readonly request: string
  /** Text of a system prompt in a column of its own. */
  readonly system: string | undefined
  /** Texts that belong to the request too: parameters, tools. */
  readonly parts: readonly string[]
  /** Texts that may name the task. */
  readonly tags: readonly string[]
  /** Text: a response as JSON, or an answer. */
  readonly response: string
  /** Texts that say whether the call failed or is none. */
  readonly states: readonly string[]
  /** Text, '' for none. */
  readonly conversation: string | undefined
  /** Floats, NULL for unknown; undefined where the table has no such column. Tokens include the cached, as in domain/call. */
  readonly inputTokens: string | undefined
  readonly outputTokens: string | undefined
  readonly cacheReadInputTokens: string | undefined
  readonly cacheWriteInputTokens: string | undefined
  readonly costUsd: string | undefined
  readonly latencyMs: string | undefined
  /** Milliseconds since 1970, UTC. */
  readonly startedAt: string | undefined
  readonly nested?: NestedSpans | undefined
  /** True for a row that tells of a call of which another row tells; found out once the table is open. */
  readonly repeated?: string | undefined
  /** Columns of a whole record. */
  readonly record: string
  /** The record as the adapter of its format knows it. */
  readonly toRecord: (row: JsonObject) => JsonObject
}

/** The rows that count. */
export function countedRows({ where, repeated }: TableView): string | undefined {
  return repeated === undefined ? where : `${where === undefined ? '' : `(${where}) AND `}NOT (${repeated})`
}
