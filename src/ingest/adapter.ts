import type { ParsedRecord, SourceRef } from '../domain/call.js'
import type { JsonObject } from '../domain/json.js'

/**
 * A part of something that several records say together: half of a batch, a row of a split body, a span whose child decides.
 * Plain data. Parts of one format that share a key are settled together when the inputs are at their end.
 */
export interface Deferred {
  readonly kind: 'deferred'
  readonly format: string
  readonly keys: readonly string[]
  /** A key of the part that this one lies in, which joins them where the log has that part; those that lie in the same are not joined by it. */
  readonly parent?: string
  /** What this part is, in the words of its adapter. */
  readonly role: string
  readonly source: SourceRef
  /** What `settle` needs of the record. */
  readonly record: JsonObject
  /** True for a part that only serves others: its own record has come out already. */
  readonly isNote?: boolean
}

/** What an adapter makes of a record. */
export type AdapterRecord = ParsedRecord | Deferred

/**
 * One log format. `detect` is cheap, looks at one record only and never throws. `parse` yields what the record holds:
 * one call as a rule, several where a format packs them; it may throw Excluded for the record as a whole.
 * Fields of CSV records are all text, absent cells ''.
 */
export interface Adapter {
  readonly name: string
  /** Names (without case and separators) of CSV columns that may hold the prompt; absent for formats that are never CSV. */
  readonly promptColumns?: readonly string[]
  /** Names of the CSV columns that together tell a table of this format, which holds no prompt. */
  readonly knownBy?: readonly string[]
  readonly detect: (record: JsonObject) => boolean
  readonly parse: (record: JsonObject, source: SourceRef) => readonly AdapterRecord[]
  /**
   * What the deferred parts that share keys, in the order of the log, add up to; may throw Excluded for all of them.
   * Whatever is not joined comes out as excluded, so that no record is lost.
   */
  readonly settle?: (parts: readonly Deferred[]) => readonly ParsedRecord[]
}
