import type { Price, Rates } from '../domain/model.js'

/** `Rates` of one shape, which a loop over a million calls reads several times as fast; 0 where the list has none, of which the switches tell. */
interface EvenRates {
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite: number
  readonly cacheWriteHour: number
  readonly readsApart: boolean
  readonly writesApart: boolean
  readonly hoursApart: boolean
}

/** A price made ready for many calls. */
export interface TokenPrice {
  readonly rates: EvenRates
  /** What all tokens of a request pay whose input is longer than `above` tokens, which is infinite where there is no such rate. */
  readonly long: EvenRates
  readonly above: number
}

function evenRates({ input, output, cacheRead, cacheWrite, cacheWriteHour }: Rates): EvenRates {
  return {
    input, output, cacheRead: cacheRead ?? 0, cacheWrite: cacheWrite ?? 0, cacheWriteHour: cacheWriteHour ?? 0,
    readsApart: cacheRead !== undefined, writesApart: cacheWrite !== undefined, hoursApart: cacheWriteHour !== undefined,
  }
}

export function tokenPrice(price: Price): TokenPrice {
  const rates = evenRates(price)
  return { rates, long: price.long === undefined ? rates : evenRates(price.long), above: price.long?.above ?? Infinity }
}

/** A server may report anything; what is no count of tokens is unknown. */
const isCount = (tokens: number): boolean => tokens >= 0 && tokens < Infinity

/** Unknown is NaN here; nothing is known to have gone through a cache then. */
export const orNone = (tokens: number): number => (Number.isNaN(tokens) ? 0 : tokens)

/**
 * USD of a call at list price, that of long requests included; NaN for unknown, both of tokens and of the cost. Input from and into the cache pays its own
 * rates where they are listed.
 */
export function tokensUsd({ rates, long, above }: TokenPrice, input: number, output: number, cacheRead: number, cacheWrite: number, cacheWriteHour: number): number {
  if (!isCount(input) || !isCount(output)) return Number.NaN
  const price = input > above ? long : rates
  const cached = price.readsApart ? Math.min(orNone(cacheRead), input) : 0
  const written = price.writesApart ? Math.min(orNone(cacheWrite), input - cached) : 0
  const kept = price.hoursApart ? Math.min(orNone(cacheWriteHour), written) : 0
  return ((input - cached - written) * price.input + cached * price.cacheRead + (written - kept) * price.cacheWrite + kept * price.cacheWriteHour + output * price.output) / 1e6
}

/** Tokens of calls by row, NaN where unknown. */
export interface TokenColumns {
  readonly countedInputOf: (row: number) => number
  readonly countedOutputOf: (row: number) => number
  readonly cacheReadOf: (row: number) => number
  readonly cacheWriteOf: (row: number) => number
  readonly cacheWriteHourOf: (row: number) => number
}

/** USD of a row at list price; NaN where its tokens are unknown. */
export function rowUsd(price: TokenPrice, tokens: TokenColumns, row: number): number {
  return tokensUsd(price, tokens.countedInputOf(row), tokens.countedOutputOf(row), tokens.cacheReadOf(row), tokens.cacheWriteOf(row), tokens.cacheWriteHourOf(row))
}
