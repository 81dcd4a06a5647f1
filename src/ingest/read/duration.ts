import type { JsonValue } from '../../domain/json.js'
import { readNumber } from './number.js'

const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6, nanos: 1e-6, nanoseconds: 1e-6,
  us: 1e-3, µs: 1e-3, micros: 1e-3, microseconds: 1e-3,
  ms: 1, millis: 1, milliseconds: 1, msec: 1,
  s: 1000, sec: 1000, secs: 1000, second: 1000, seconds: 1000,
  m: 60_000, min: 60_000, mins: 60_000, minutes: 60_000,
}

const NAME = /^(?:request|response|total|wall|llm|api|model|inference|generation|completion|e2e|roundtrip)?(?:latency|duration|elapsed|elapsedtime|responsetime|timetaken|processingtime)(?:in)?(ns|nanos|nanoseconds|us|micros|microseconds|ms|millis|milliseconds|s|sec|secs|seconds)?$/
/** True for the name (without case and separators) of a field that holds how long a call took. */
export const isDurationName = (name: string): boolean => NAME.test(name)

/** Whole numbers below have at most 15 digits: to round to 15 would change nothing, and costs more than all the rest. */
const EXACT = 1e15
const CELL = /^([\d.,]{1,20})\s?([a-zµ]{1,12})$/i

/**
 * Milliseconds ≥ 0. The unit is the one in the cell ("1.2s"), else the one in the name of the field (`latency_ms`);
 * a number whose unit nobody states stays unknown.
 */
export function readDuration(name: string, value: JsonValue | undefined): number | undefined {
  const cell = typeof value === 'string' ? CELL.exec(value.trim()) : null
  const unit = (cell?.[2] ?? NAME.exec(name)?.[1])?.toLowerCase()
  const factor = unit === undefined ? undefined : UNIT_MS[unit]
  const number = readNumber(cell ? cell[1] : value)
  if (number === undefined || number < 0 || factor === undefined) return undefined
  const ms = number * factor
  return Number.isInteger(ms) && ms < EXACT ? ms : Number(ms.toPrecision(15))
}
