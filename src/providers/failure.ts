import type { FailureKind } from '../domain/trial.js'
import { ProviderError } from './provider.js'

/** HTTP statuses that another attempt may cure. */
const RETRIABLE = new Set([408, 409, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529])

/** A gateway stopped waiting for an answer that the provider may have finished, and charged. */
const GATEWAY_GAVE_UP = new Set([504, 524])

function kindOf(status: number): FailureKind {
  if (status === 429) return 'rate_limit'
  if (status === 401 || status === 403) return 'auth'
  if (status === 404) return 'not_found'
  if (status === 408 || status === 504) return 'timeout'
  return status >= 500 ? 'server_error' : 'bad_request'
}

/** Milliseconds from `retry-after-ms`, or `retry-after` in seconds or as a date (RFC 9110, section 10.2.3). */
export function retryAfterMs(headers: Headers | undefined, now: number): number | undefined {
  const exact = Number(headers?.get('retry-after-ms') ?? Number.NaN)
  if (Number.isFinite(exact) && exact >= 0) return exact
  const text = headers?.get('retry-after')
  if (!text) return undefined
  const seconds = Number(text)
  if (Number.isFinite(seconds)) return seconds >= 0 ? seconds * 1000 : undefined
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

/** A provider's words made safe to show: one line, no control characters, no key, at most 200 characters. */
export function safeMessage(text: string, secret: string | undefined): string {
  const withoutKey = secret ? text.replaceAll(secret, '<key>') : text
  return withoutKey
    .replace(/\/\/[^/\s@]*@/g, '//***@')
    .replace(/\b(sk|pk|key|xox[a-z])-[A-Za-z0-9*_-]{6,}/g, '<key>')
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, 200)
}

const CONNECTION = /ECONN|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPIPE|UND_ERR|CERT|socket|fetch failed|terminated|network|Connection error/i
/** A connection that broke after it stood: the request may have been answered, and charged. */
const BROKEN = /ECONNRESET|EPIPE|UND_ERR_SOCKET|socket hang up|other side closed|terminated|premature/i

function causes(error: unknown): string {
  const seen: string[] = []
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    seen.push('code' in at && typeof at.code === 'string' ? `${at.code} ${at.message}` : at.message)
  }
  return seen.join(': ')
}

/** An answer that came, and may have been charged, but cannot be read. */
export function malformed(what: string): ProviderError {
  return new ProviderError('malformed', what, { retriable: true, maybeCharged: true })
}

/** A request is never quietly made a different one: what the API cannot say makes the trial fail with that reason. */
export function inexpressible(what: string): ProviderError {
  return new ProviderError('unsupported', `${what} cannot be sent to this API`, { retriable: false })
}

/** Turns whatever an SDK threw into a ProviderError; both SDKs carry `status` and `headers` on their errors. */
export function toProviderError(error: unknown, secret: string | undefined, now: number): ProviderError {
  if (error instanceof ProviderError) return error
  const status = typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number' ? error.status : undefined
  const message = safeMessage(causes(error) || String(error), secret)
  if (status !== undefined && status >= 400) {
    const headers = typeof error === 'object' && error !== null && 'headers' in error && error.headers instanceof Headers ? error.headers : undefined
    return new ProviderError(kindOf(status), `HTTP ${status}: ${message}`, { retriable: RETRIABLE.has(status), maybeCharged: GATEWAY_GAVE_UP.has(status), retryAfterMs: retryAfterMs(headers, now) })
  }
  const name = error instanceof Error ? error.constructor.name : ''
  if (/Timeout/i.test(name)) return new ProviderError('timeout', 'no answer in time', { retriable: true, maybeCharged: true })
  if (/Connection/i.test(name) || CONNECTION.test(message)) {
    return new ProviderError('connection', message, { retriable: true, maybeCharged: BROKEN.test(message) })
  }
  return malformed('the answer is not valid JSON') // the parser's own words would quote the answer
}
