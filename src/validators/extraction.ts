import { isJsonObject } from '../domain/json.js'
import type { JsonValue } from '../domain/json.js'
import type { Reference, Validator } from '../domain/score.js'
import { hasGold, isArray, partlyRight, score, unscored } from './accepted.js'
import { isErrorText } from './error-text.js'
import { labelKey, readable } from './fold.js'
import { findJsonText } from './records/json-text.js'
import { textFields } from './records/text-fields.js'

const MOST = 5000
const MARKED = /^\s*(?:[-*•]|\d{1,3}[.)])\s+/

/**
 * F1 of the entities of output and reference, regardless of order unless `context.fields` says that it is `ordered`. Entities are the leaves of JSON under the field that holds them, or the items of
 * a list: lines, or parts between commas or semicolons; of lines `key: value` each value under its key, of a Markdown table its rows. Case, quotes and end punctuation do not count.
 */
export const extraction = {
  name: 'extraction',
  version: 4,
  validate(output, reference, context) {
    const expected = expectedEntities(reference)
    if (!expected) return unscored('the reference holds no entities')
    const text = readable(output.text)
    if (text.trim() === '') return score(0, 'the output is empty')
    if (isErrorText(text) && !isErrorLike(expected)) return score(0, 'the output is an error message')
    const given = entitiesOfText(text)
    const spoken = given.length > 0 && expected.every((entity) => entity.startsWith('\n')) ? asSpoken(given) : given
    const named = overlap(spoken, expected) > overlap(given, expected) ? spoken : given
    const shared = overlap(named, expected)
    if (context.fields?.ordered === true && shared === expected.length && named.length === expected.length && named.some((entity, i) => entity !== expected[i])) return partlyRight((shared - 1) / shared, 'the same items in another order')
    const f1 = (2 * shared) / Math.max(1, named.length + expected.length)
    return partlyRight(f1, `${shared} of ${expected.length} entities found, ${named.length - shared} more named`)
  },
} as const satisfies Validator

function isErrorLike(entities: readonly string[]): boolean {
  return entities.some((entity) => isErrorText(entity.slice(entity.indexOf('\n') + 1)))
}

function expectedEntities(reference: Reference): readonly string[] | undefined {
  const { gold } = reference
  const found = hasGold(reference)
    ? typeof gold === 'string' ? entitiesOfText(readable(gold)) : typeof gold === 'object' ? entitiesOfValue(gold ?? null) : undefined
    : reference.output && !isErrorText(reference.output.text) ? entitiesOfText(readable(reference.output.text)) : undefined
  return found && found.length > 0 ? found : undefined
}

function entitiesOfText(text: string): readonly string[] {
  const value = findJsonText(text)
  if (value !== undefined && typeof value === 'object') return entitiesOfValue(value)
  const fields = textFields(text)
  if (fields) return fields.map(([field, value]) => `${labelKey(field)}\n${labelKey(value.slice(0, 500))}`)
  const written = text.split('\n').filter((line) => line.trim() !== '')
  const marked = written.filter((line) => MARKED.test(line))
  // What announces a list is no item of it.
  const isAnnounced = marked.length > 0 && marked.length === written.length - 1 && /[:：]\**\s*$/.test(written[0] ?? '')
  const lines = (isAnnounced ? marked : written).map((line) => line.replace(MARKED, '').trim())
  const items = lines.length > 1 ? lines : (lines[0] ?? '').split(/[,;]\s+/)
  return items.slice(0, MOST).map((item) => `\n${labelKey(item.slice(0, 500))}`).filter((item) => item !== '\n')
}

function entitiesOfValue(value: JsonValue): readonly string[] {
  const found: string[] = []
  const walk = (one: JsonValue | undefined, field: string, depth: number): void => {
    if (one === undefined || one === null || depth > 100 || found.length >= MOST) return
    if (isArray(one)) for (const item of one) walk(item, field, depth + 1)
    else if (isJsonObject(one)) for (const [key, item] of Object.entries(one)) walk(item, labelKey(key), depth + 1)
    else found.push(`${field}\n${labelKey(String(one).slice(0, 500))}`)
  }
  walk(value, '', 0)
  return found
}

/** The items of a list in a sentence: without what announces it, and with “and” as a comma. */
function asSpoken(items: readonly string[]): readonly string[] {
  const first = (items[0] ?? '').replace(/^\n[^:\n]{1,60}:\s+/, '\n')
  const last = items.length > 1 ? (items.at(-1) ?? '') : first
  const ends = last.replace(/^\n(?:and|und|et|y|e|en)\s/, '\n').split(/\s(?:and|und|et|y|e|en)\s/).map((part, i) => (i === 0 ? part : `\n${part}`))
  return items.length > 1 ? [first, ...items.slice(1, -1), ...ends] : ends
}

function overlap(given: readonly string[], expected: readonly string[]): number {
  const left = new Map<string, number>()
  for (const entity of expected) left.set(entity, (left.get(entity) ?? 0) + 1)
  let shared = 0
  for (const entity of given) {
    const count = left.get(entity) ?? 0
    if (count === 0) continue
    shared += 1
    left.set(entity, count - 1)
  }
  return shared
}
