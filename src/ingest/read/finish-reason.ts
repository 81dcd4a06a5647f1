import type { FinishReason } from '../../domain/message.js'
import type { JsonValue } from '../../domain/json.js'
import { Excluded } from './excluded.js'

const REASONS: ReadonlyMap<string, FinishReason> = new Map([
  ['stop', 'stop'], ['end_turn', 'stop'], ['stop_sequence', 'stop'], ['eos', 'stop'], ['eos_token', 'stop'],
  ['length', 'length'], ['max_tokens', 'length'], ['model_length', 'length'], ['model_context_window_exceeded', 'length'],
  ['tool_calls', 'tool_calls'], ['tool_call', 'tool_calls'], ['tool_use', 'tool_calls'], ['function_call', 'tool_calls'],
  ['content_filter', 'content_filter'], ['refusal', 'refusal'],
])

/** The reason in normal form; undefined when the log does not say. Throws Excluded for an answer that broke off. */
export function readFinishReason(value: JsonValue | undefined): FinishReason | undefined {
  if (typeof value !== 'string' || value === '') return undefined
  if (value === 'error') throw new Excluded('error', 'the answer ended with an error')
  if (value === 'abort' || value === 'cancelled') throw new Excluded('truncated', `the answer was broken off (${value})`)
  return REASONS.get(value) ?? 'other'
}
