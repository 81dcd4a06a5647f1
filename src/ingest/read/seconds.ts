import type { JsonValue } from '../../domain/json.js'
import { readNumber } from './number.js'

/** Milliseconds ≥ 0 of a field that holds seconds. */
export function secondsToMs(value: JsonValue | undefined): number | undefined {
  const seconds = readNumber(value)
  return seconds !== undefined && seconds >= 0 ? Number((seconds * 1000).toPrecision(12)) : undefined
}
