import type { JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { readNumber } from './number.js'

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d{1,9}))?)?\s?(Z|UTC|[+-]\d{2}(?::?\d{2})?)?$/i
/** What comes out anyway: such a time exists in every month, so that it need not be parsed. */
const CANONICAL = /^(?:19[7-9]\d|[2-9]\d{3})-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/
const CANONICAL_LENGTH = '2026-01-02T03:04:05.678Z'.length
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/
/** Below this an integer is no plausible epoch (1973 in seconds). */
const EPOCH_MIN = 1e8

/**
 * A point in time as ISO 8601 in UTC. Text without an offset is UTC, whatever the zone of this machine; numbers are epochs
 * whose unit follows from their magnitude (s, ms, µs, ns). Undefined for what cannot be told ("03/04/2026").
 */
export function readTime(value: JsonValue | undefined): string | undefined {
  // First what most logs hold: to look for a number in it would cost more than all the rest.
  if (typeof value === 'string' && value.length === CANONICAL_LENGTH && CANONICAL.test(value)) return value
  const epoch = readNumber(value)
  if (epoch !== undefined) return epoch >= EPOCH_MIN ? isoOf(epochMs(epoch)) : undefined
  // As exports of document stores write it: {"$date": …}.
  if (isJsonObject(value)) return value['$date'] === undefined ? readTime(value['$numberLong']) : readTime(value['$date'])
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  if (HTTP_DATE.test(text)) return isoOf(Date.parse(text))
  const [, day, clock = '00:00', fraction = '', offset = 'Z'] = ISO.exec(text) ?? []
  if (day === undefined) return undefined
  const seconds = clock.length === 5 ? `${clock}:00` : clock
  return isoOf(Date.parse(`${day}T${seconds}.${fraction.padEnd(3, '0').slice(0, 3)}${zoneOf(offset)}`))
}

/** Milliseconds from one point in time to another; undefined when either is unknown or the order is wrong. */
export function elapsedMs(start: JsonValue | undefined, end: JsonValue | undefined): number | undefined {
  const [from, to] = [readTime(start), readTime(end)]
  const elapsed = from !== undefined && to !== undefined ? Date.parse(to) - Date.parse(from) : undefined
  return elapsed !== undefined && elapsed >= 0 ? elapsed : undefined
}

function epochMs(epoch: number): number {
  if (epoch < 1e11) return epoch * 1000
  if (epoch < 1e14) return epoch
  return epoch < 1e17 ? epoch / 1e3 : epoch / 1e6
}

function zoneOf(offset: string): string {
  if (/^[zu]/i.test(offset)) return 'Z'
  return `${offset.slice(0, 3)}:${offset.slice(3).replace(':', '') || '00'}`
}

const SECOND_MS = 1000
const MINUTE_MS = 60_000
/** What ends a time: seconds, as two digits. */
const SECONDS = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'))
/** The minute that was asked for last, as text up to its seconds: to write it costs more than all the rest. */
let lastMinute = Number.NaN
let lastText = ''

function isoOf(ms: number): string | undefined {
  const whole = Math.round(ms)
  if (!(whole >= 0 && whole < 253_402_300_800_000)) return undefined
  const minute = Math.floor(whole / MINUTE_MS)
  if (minute !== lastMinute) {
    lastMinute = minute
    lastText = new Date(whole).toISOString().slice(0, 17)
  }
  const rest = whole - minute * MINUTE_MS
  const fraction = rest % SECOND_MS
  const text = lastText + (SECONDS[Math.floor(rest / SECOND_MS)] ?? '')
  return fraction === 0 ? `${text}.000Z` : `${text}.${String(fraction).padStart(3, '0')}Z`
}
