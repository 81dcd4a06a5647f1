import { isJsonObject } from '../../domain/json.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import type { Escalation, FallbackReason } from '../document.js'

/** What an answer says of itself, whichever wire it came over. Unknown is undefined. */
export interface Reading {
  readonly text: string
  readonly refused: boolean
  readonly inputTokens: number | undefined
  readonly outputTokens: number | undefined
  /** Mean natural log-probability of the answer's tokens. */
  readonly meanLogprob: number | undefined
}

const map = (value: JsonValue | undefined): JsonObject => (isJsonObject(value) ? value : {})
const count = (value: JsonValue | undefined): number | undefined => (typeof value === 'number' && value >= 0 ? value : undefined)
const list = (value: JsonValue | undefined): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : [])

export function readAnswer(response: JsonObject): Reading {
  const usage = map(response['usage'])
  const tokens = { inputTokens: count(usage['prompt_tokens'] ?? usage['input_tokens']), outputTokens: count(usage['completion_tokens'] ?? usage['output_tokens']) }
  if (Array.isArray(response['content'])) {
    return { ...tokens, text: list(response['content']).flatMap((part) => (typeof part['text'] === 'string' ? [part['text']] : [])).join(''), refused: response['stop_reason'] === 'refusal', meanLogprob: undefined }
  }
  const choice = list(response['choices'])[0] ?? {}
  const message = map(choice['message'])
  const logprobs = list(map(choice['logprobs'])['content']).flatMap((one) => (typeof one['logprob'] === 'number' ? [one['logprob']] : []))
  return {
    ...tokens,
    text: typeof message['content'] === 'string' ? message['content'] : '',
    refused: choice['finish_reason'] === 'content_filter' || (typeof message['refusal'] === 'string' && message['refusal'] !== ''),
    meanLogprob: logprobs.length === 0 ? undefined : logprobs.reduce((sum, one) => sum + one, 0) / logprobs.length,
  }
}

function validJson(text: string, required: readonly string[]): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return required.every((key) => isJsonObject(value) && Object.hasOwn(value, key))
  } catch {
    return false
  }
}

/** Why an answer is not to be served; undefined when it is. Unknown confidence is no low confidence. */
export function shortcoming({ text, refused, meanLogprob }: Reading, escalate: Escalation | undefined): FallbackReason | undefined {
  if (refused) return 'refusal'
  const { validation_failure: valid, low_confidence: low } = escalate ?? {}
  if ((valid?.json === true || valid?.required !== undefined) && !validJson(text, valid.required ?? [])) return 'validation_failure'
  return low !== undefined && meanLogprob !== undefined && meanLogprob < low.below ? 'low_confidence' : undefined
}

/** The way in which a call failed, by what SDKs put into their errors; undefined for what no fallback is for. */
export function failureOf(error: unknown): FallbackReason | undefined {
  if (!(error instanceof Error)) return undefined
  const status = 'status' in error ? error.status : undefined
  const name = error.constructor.name
  if (/Abort/.test(name) || /AbortError/.test(error.name)) return undefined
  if (/Timeout/.test(name) || status === 408) return 'timeout'
  if (status === 429) return 'rate_limit'
  if (status === 401 || status === 403) return 'auth_error'
  if (typeof status === 'number' && status >= 500) return 'server_error'
  if (/Connection/.test(name)) return 'server_error'
  const isLong = ('code' in error && error.code === 'context_length_exceeded') || /context (?:length|window)|prompt is too long|too many (?:input )?tokens/i.test(error.message)
  return (status === 400 || status === 413) && isLong ? 'context_length' : undefined
}
