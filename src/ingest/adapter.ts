import type { ParsedRecord, SourceRef } from '../domain/call.js'
import type { JsonObject } from '../domain/json.js'

/**
 * One log format. `detect` is cheap, looks at one record only and never throws. `parse` yields what the record holds:
 * one call as a rule, several where a format packs them; it may throw Excluded for the record as a whole.
 * Fields of CSV records are all text, absent cells ''.
 */
export interface Adapter {
  readonly name: string
  /** Names (without case and separators) of CSV columns that may hold the prompt; absent for formats that are never CSV. */
  readonly promptColumns?: readonly string[]
  readonly detect: (record: JsonObject) => boolean
  readonly parse: (record: JsonObject, source: SourceRef) => readonly ParsedRecord[]
}
