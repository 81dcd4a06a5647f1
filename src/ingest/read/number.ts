import type { JsonValue } from '../../domain/json.js'
import { isBlank, nameOf } from './field.js'

const PLAIN = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/
const THOUSANDS = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/

/** A finite number, also from text such as "1,024"; undefined for NaN, None, "" and for all that is ambiguous ("0,02"). */
export function readNumber(value: JsonValue | undefined): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  const digits = THOUSANDS.test(text) ? text.replaceAll(',', '') : text
  const number = PLAIN.test(digits) ? Number(digits) : Number.NaN
  return Number.isFinite(number) ? number : undefined
}

/** No call has as many tokens, or costs as many dollars: what a log says beyond is a mistake, and would drown all others. */
const MOST_TOKENS = 1e9
const MOST_USD = 1e6

/** A count of tokens: a whole number from 0 to a thousand million. */
export function readCount(value: JsonValue | undefined): number | undefined {
  const number = readNumber(value)
  return number !== undefined && Number.isInteger(number) && number >= 0 && number <= MOST_TOKENS ? number : undefined
}

/**
 * A count as `readCount` has it; NaN where something else stands in its place (-1, 1.5, a word), so that no sum that needs it comes out as if it were 0.
 * Undefined for nothing, and for the words that tables use for it.
 */
export function statedCount(value: JsonValue | undefined): number | undefined {
  const count = readCount(value)
  if (count !== undefined || isBlank(value) || Number.isNaN(value) || (typeof value === 'string' && nameOf(value) === undefined)) return count
  return Number.NaN
}

/** US dollars from 0 to a million, with or without the sign ("$0.0002", "0.0002 USD"); another currency is unknown. */
export function readUsd(value: JsonValue | undefined): number | undefined {
  const bare = typeof value === 'string' ? value.trim().replace(/^(?:US)?\$\s?/, '').replace(/\s?USD$/i, '') : value
  const number = readNumber(bare)
  return number !== undefined && number >= 0 && number <= MOST_USD ? number : undefined
}
