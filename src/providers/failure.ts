import type { FailureKind } from '../domain/trial.js'
import { isJsonObject, type JsonObject } from '../domain/json.js'
import type { HttpAnswer } from './http.js'
import { ProviderError } from './provider.js'
import { rateFacts, retryAfterMs } from './rate-facts.js'
import { safeMessage } from './safe-message.js'

/** HTTP statuses that another attempt may cure. */
const RETRIABLE = new Set([408, 409, 424, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529])

/** A gateway stopped waiting for an answer that the provider may have finished, and charged. */
const GATEWAY_GAVE_UP = new Set([504, 524])

/** Too much at once: fewer calls may cure it. */
const OVERLOADED = new Set([429, 503, 529])

/** Codes with which providers refuse a parameter, and words where they have no code. */
const UNSUPPORTED = /^unsupported_(parameter|value)$/
const UNSUPPORTED_WORDS = /unsupported (parameter|value)|does not support|is not supported|is deprecated for this model/i

function kindOf(status: number): FailureKind {
  if (status === 429) return 'rate_limit'
  if (status === 401 || status === 403) return 'auth'
  if (status === 404) return 'not_found'
  if (status === 408 || status === 504) return 'timeout'
  return status >= 500 ? 'server_error' : 'bad_request'
}

/** An answer that came, and may have been charged, but cannot be read. */
export function malformed(what: string, receivedBytes = 0): ProviderError {
  return new ProviderError('malformed', what, { retriable: true, maybeCharged: true, receivedBytes })
}

/** A request is never quietly made a different one: what the API cannot say makes the trial fail with that reason. */
export function inexpressible(what: string): ProviderError {
  return new ProviderError('unsupported', `${what} cannot be sent to this API`, { retriable: false })
}

/** The JSON object in an answer; undefined when it is none. */
export function jsonBody(body: Buffer): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** The error object that OpenAI, Anthropic and most others put into the body. */
export function errorOf(body: JsonObject | undefined): JsonObject {
  const error = body?.['error']
  return isJsonObject(error) ? error : (body ?? {})
}

const textIn = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** An HTTP answer that is no completion, as an error that says whether to try again. The words are the provider's, made safe. */
export function httpFailure(answer: HttpAnswer, secrets: readonly string[], now: number): ProviderError {
  const { status, headers } = answer
  const error = errorOf(jsonBody(answer.body))
  const words = textIn(error['message']) ?? textIn(error['Message']) ?? (status < 400 ? 'the server redirects; requests are only sent to base_url' : 'no explanation')
  const message = `HTTP ${status}: ${safeMessage(words, secrets)}`
  const code = textIn(error['code']) ?? ''
  if (status === 400 && (UNSUPPORTED.test(code) || UNSUPPORTED_WORDS.test(words))) {
    return new ProviderError('unsupported', message, { retriable: false, parameter: textIn(error['param']) ?? /['"`](\w+)['"`]/.exec(words)?.[1] })
  }
  // An empty account is no rush hour: waiting does not fill it.
  const retriable = RETRIABLE.has(status) && code !== 'insufficient_quota'
  return new ProviderError(kindOf(status), message, { retriable, maybeCharged: GATEWAY_GAVE_UP.has(status), overloaded: OVERLOADED.has(status), retryAfterMs: retryAfterMs(headers, now), rate: rateFacts(headers) })
}

/** An error that a provider wrote into a stream that had begun; what was written until then may be charged. */
export function streamFailure(error: JsonObject): ProviderError {
  const type = textIn(error['type']) ?? textIn(error['code']) ?? 'error'
  return new ProviderError(type.includes('rate_limit') ? 'rate_limit' : 'server_error', `the stream broke off: ${safeMessage(type, [])}`, { retriable: true, maybeCharged: true })
}
