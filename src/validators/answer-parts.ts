import { isJsonObject } from '../domain/json.js'
import type { JsonValue } from '../domain/json.js'
import type { Reference } from '../domain/score.js'
import { acceptedScalars, hasGold } from './accepted.js'
import { labelKey, readable } from './fold.js'
import { parseJsonText } from './records/json-text.js'

const LONGEST = 40
const MOST_FIELDS = 40

/**
 * What an answer may be told apart by, as name and value: the label of a short answer, the fields of a record, the tools that are called. A value
 * that is longer than 40 characters tells nothing.
 */
export function answerParts(reference: Reference): readonly (readonly [name: string, value: string])[] {
  const tools = hasGold(reference) ? [] : (reference.output?.toolCalls ?? [])
  if (tools.length > 0) return told('tools called', [...new Set(tools.map(({ name }) => name))].toSorted().join(', '))
  if (hasGold(reference)) return ofValue(reference.gold)
  return reference.output ? ofText(reference.output.text) : []
}

function ofText(text: string): readonly (readonly [string, string])[] {
  const value = text.length > LONGEST || /^\s*[[{]/.test(text) ? parseJsonText(text) : undefined
  if (value !== undefined && typeof value === 'object') return ofValue(value)
  const said = readable(text).trim()
  return said.includes('\n') ? [] : told('answer', labelKey(said))
}

function ofValue(value: JsonValue): readonly (readonly [string, string])[] {
  if (isJsonObject(value)) return Object.entries(value).slice(0, MOST_FIELDS).flatMap(([key, field]) => (isScalar(field) ? told(`answer field ${key.slice(0, LONGEST)}`, labelKey(String(field))) : []))
  const [only, ...others] = acceptedScalars(value) ?? []
  if (only === undefined || others.length > 0) return []
  return typeof only === 'string' ? ofText(only) : told('answer', String(only))
}

function isScalar(value: JsonValue | undefined): value is string | number | boolean | null {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function told(name: string, value: string): readonly (readonly [string, string])[] {
  return value !== '' && value.length <= LONGEST ? [[name, value]] : []
}
