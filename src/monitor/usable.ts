import type { LlmCall } from '../domain/call.js'
import { isRefusal } from '../validators/refusal.js'

/** What an answer must be, whatever it says. */
export interface Form {
  /** It must parse as JSON. */
  readonly json: boolean
  /** Top-level names that it must have. */
  readonly required: readonly string[]
}

function parsed(text: string): unknown {
  const bare = text.trim().replace(/^```(?:json)?\s*/iu, '').replace(/```\s*$/u, '')
  try {
    return JSON.parse(bare)
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function required(call: LlmCall): readonly string[] {
  const format = call.request.responseFormat
  const names: unknown = format?.type === 'json_schema' ? format.schema['required'] : undefined
  return Array.isArray(names) ? names.filter((name): name is string => typeof name === 'string') : []
}

/**
 * Whether an answer can be used at all, which needs no reference: it is there, whole, no refusal, of the form that was asked for, and its tool calls name a
 * tool of the request with arguments that parse. An answer that is wrong in a good form passes: that only users and replays can tell.
 */
export function isUsable(call: LlmCall, form: Form): boolean {
  const { output, request } = call
  if (output.finishReason === 'length' || isRefusal(output)) return false
  if (output.toolCalls.length > 0) {
    const names = new Set((request.tools ?? []).map(({ name }) => name))
    return output.toolCalls.every(({ name, arguments: text }) => (names.size === 0 || names.has(name)) && (text.trim() === '' || isObject(parsed(text))))
  }
  if (output.text.trim() === '') return false
  const format = request.responseFormat
  if (format === undefined && !form.json) return true
  const value = parsed(output.text)
  if (value === undefined || (format !== undefined && !isObject(value) && !Array.isArray(value))) return false
  return [...form.required, ...required(call)].every((name) => isObject(value) && Object.hasOwn(value, name))
}
