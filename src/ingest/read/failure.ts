import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { REDACT_RULES, redactText } from '../redact/redact-text.js'
import { Excluded } from './excluded.js'
import { fieldOf, isBlank } from './field.js'
import { jsonOf } from './json-text.js'
import { readNumber } from './number.js'

const STATUS_NAMES = ['status', 'statuscode', 'httpstatus', 'httpstatuscode', 'responsestatus', 'responsestatuscode', 'responsecode']
export const FAILED = /^(?:error|errored|failure|failed|timeout|cancelled|canceled)(?:\s?[:(].*)?$/i

/** Throws Excluded 'error' when the record or its response says that the provider gave no answer. */
export function refuseFailure(record: JsonObject, response: JsonValue | undefined): void {
  const status = statusOf(record, response)
  const message = errorOf(record['error']) ?? (isJsonObject(response) ? responseError(response) : undefined)
  if (message !== undefined || status !== undefined) {
    throw new Excluded('error', [status, message].filter((part) => part !== undefined && part !== '').join(': ') || 'the provider answered with an error')
  }
}

/** A response's own word for its failure; undefined when it is an answer. */
export function responseError(response: JsonObject): string | undefined {
  const message = errorOf(response['error'])
  if (message !== undefined) return message
  const isError = response['object'] === 'error' || response['type'] === 'error'
  return isError ? errorOf(response['message'] ?? response['detail']) ?? '' : undefined
}

function statusOf(record: JsonObject, response: JsonValue | undefined): string | undefined {
  const inner = record['response']
  return statusIn(record) ?? statusIn(inner) ?? (response === inner ? undefined : statusIn(response))
}

function statusIn(value: JsonValue | undefined): string | undefined {
  const side = jsonOf(value)
  if (!isJsonObject(side)) return undefined
  const stated = fieldOf(side, STATUS_NAMES)
  const code = readNumber(stated)
  if (code !== undefined && code >= 400 && code <= 599) return `HTTP ${code}`
  return typeof stated === 'string' && FAILED.test(stated.trim()) ? stated.trim() : undefined
}

/** One line that may be shown: without secrets and personal data, which providers repeat in their errors. */
function errorOf(value: JsonValue | undefined): string | undefined {
  const error = jsonOf(value)
  if (isBlank(error) || error === false || error === 0) return undefined
  if (isJsonObject(error)) {
    if (Object.keys(error).length === 0) return undefined
    return errorOf(error['message'] ?? error['type'] ?? error['code']) ?? ''
  }
  const text = typeof error === 'string' ? error : ''
  if (/^(?:none|null|nan|false)$/i.test(text)) return undefined
  return redactText(text.replace(/\s+/g, ' ').slice(0, 640), REDACT_RULES, new Map()).slice(0, 160)
}
