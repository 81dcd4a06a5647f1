import type { IncomingHttpHeaders } from 'node:http'

/** One limit as a provider states it: how much a minute, and how much of it is left. */
export interface RateWindow {
  readonly perMinute: number
  readonly remaining: number
}

/** What the headers of an answer say about the provider's limits. */
export interface RateFacts {
  readonly requests?: RateWindow
  readonly tokens?: RateWindow
}

function numberOf(headers: IncomingHttpHeaders, name: string): number | undefined {
  const value = headers[name]
  if (typeof value !== 'string' || value === '') return undefined
  const number = Number(value)
  return Number.isFinite(number) && number >= 0 ? number : undefined
}

function windowOf(headers: IncomingHttpHeaders, limit: string, remaining: string): RateWindow | undefined {
  const [perMinute, left] = [numberOf(headers, limit), numberOf(headers, remaining)]
  return perMinute === undefined || left === undefined || perMinute === 0 ? undefined : { perMinute, remaining: left }
}

/** Limits from `x-ratelimit-*` (OpenAI, Azure, Groq and others) or `anthropic-ratelimit-*`; undefined where there are none. */
export function rateFacts(headers: IncomingHttpHeaders): RateFacts | undefined {
  const requests = windowOf(headers, 'x-ratelimit-limit-requests', 'x-ratelimit-remaining-requests') ?? windowOf(headers, 'anthropic-ratelimit-requests-limit', 'anthropic-ratelimit-requests-remaining')
  const tokens = windowOf(headers, 'x-ratelimit-limit-tokens', 'x-ratelimit-remaining-tokens') ?? windowOf(headers, 'anthropic-ratelimit-tokens-limit', 'anthropic-ratelimit-tokens-remaining')
  return requests || tokens ? { ...(requests ? { requests } : {}), ...(tokens ? { tokens } : {}) } : undefined
}

/** Milliseconds from `retry-after-ms`, or `retry-after` in seconds or as a date (RFC 9110, section 10.2.3). */
export function retryAfterMs(headers: IncomingHttpHeaders, now: number): number | undefined {
  const exact = numberOf(headers, 'retry-after-ms')
  if (exact !== undefined) return exact
  const text = headers['retry-after']
  if (!text) return undefined
  const seconds = Number(text)
  if (Number.isFinite(seconds)) return seconds >= 0 ? seconds * 1000 : undefined
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
