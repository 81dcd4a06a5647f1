import type { JsonValue } from '../../domain/json.js'

const WORD = /^[\p{L}\p{N}_$.:/ -]{1,40}$/u

/** A short name out of a record for a message; `unknown` for everything that is none, since a record may hold anything there. */
export function wordOf(value: JsonValue | undefined): string {
  return typeof value === 'string' && WORD.test(value) ? value : 'unknown'
}
