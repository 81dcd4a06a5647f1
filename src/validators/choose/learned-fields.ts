import { isJsonObject } from '../../domain/json.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import type { FieldRule } from '../../domain/score.js'
import { isArray } from '../accepted.js'
import { areUnwordly } from './case-telling.js'
import { readDate } from '../date.js'
import { own } from '../records/json-agreement.js'
import { saysOrder } from './learned-order.js'

/** Fewer answers show nothing of a field. */
const FEWEST = 20
/** A field is free text when it holds so many words on average, and its values hardly ever repeat. */
const WORDS = 8
const DISTINCT = 0.9
const CONSTANT = /^[A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)*$/
const ID = /^(?=[^\s]*\d)(?=[^\s]*\p{L})[\p{L}\d_.:#-]{4,64}$/u
/** How often the values of a closed set are seen on average. */
const REPEATS = 5
const DEEPEST = 8
const MOST_KEYS = 200
const MOST_LISTS = 20

/** What the answers of a log show of their JSON: a schema that all of them fit, and how to compare what is no plain value. */
export interface LearnedJson {
  readonly schema?: JsonObject
  readonly fields?: FieldRule
}

/** A value of an answer, and the prompt of that answer. */
interface Seen {
  readonly value: JsonValue
  readonly input: string
}

/**
 * Learns from the answers, `inputs` being their prompts in the same order; undefined where nothing is learned. A schema takes at least 20 answers, all of
 * them objects: a field is required when every answer has it, and of the types that were seen.
 */
export function learnJson(answers: readonly JsonValue[], inputs: readonly string[] = []): LearnedJson | undefined {
  const fields = ruleOf(answers.map((value, i) => ({ value, input: inputs[i] ?? '' })), 0)
  const schema = answers.length >= FEWEST && answers.every(isJsonObject) ? schemaOf(answers, 0) : undefined
  return schema || fields ? { ...(schema ? { schema } : {}), ...(fields ? { fields } : {}) } : undefined
}

function schemaOf(values: readonly JsonValue[], depth: number): JsonObject {
  const types = [...new Set(values.map(typeOf))].toSorted()
  const objects = values.filter(isJsonObject)
  const keys = keysOf(objects)
  if (objects.length < FEWEST || keys.length > MOST_KEYS || depth >= DEEPEST) return { type: types }
  return {
    type: types,
    required: keys.filter((key) => objects.every((object) => Object.hasOwn(object, key))),
    properties: Object.fromEntries(keys.map((key) => [key, schemaOf(objects.flatMap((object) => own(object, key) ?? (Object.hasOwn(object, key) ? [null] : [])), depth + 1)])),
  }
}

function ruleOf(seen: readonly Seen[], depth: number): FieldRule | undefined {
  if (depth >= DEEPEST) return undefined
  const present = seen.filter(({ value }) => value !== null)
  const values = present.map(({ value }) => value)
  if (values.length > 0 && values.every(isArray)) return ruleOfLists(present.map(({ value, input }) => ({ items: isArray(value) ? value : [], input })), depth)
  if (values.length < FEWEST) return undefined
  if (values.every((value) => typeof value === 'string')) return ruleOfTexts(values)
  if (!values.every(isJsonObject)) return undefined
  const keys = keysOf(values)
  const rules = keys.length > MOST_KEYS ? [] : keys.flatMap((key) => {
    const rule = ruleOf(present.flatMap(({ value, input }) => {
      const field = isJsonObject(value) ? own(value, key) : undefined
      return field === undefined ? [] : [{ value: field, input }]
    }), depth + 1)
    return rule ? [[key, rule] as const] : []
  })
  const found = withParallel(Object.fromEntries(rules), keys.length > MOST_KEYS ? [] : keys, values.filter(isJsonObject))
  return Object.keys(found).length > 0 ? { fields: found } : undefined
}

/** Lists of texts that are always as long as another list beside them, or as its rows: the n-th of one belongs to the n-th of the other. */
function withParallel(rules: Readonly<Record<string, FieldRule>>, keys: readonly string[], objects: readonly JsonObject[]): Readonly<Record<string, FieldRule>> {
  const lists = keys.filter((key) => objects.every((object) => isArray(own(object, key)))).slice(0, MOST_LISTS)
  const parallel = lists.filter((key) => objects.every((object) => listOf(object, key).every((item) => typeof item === 'string')) && lists.some((other) => other !== key && areParallel(objects, key, other)))
  return { ...rules, ...Object.fromEntries(parallel.map((key) => [key, { ...(Object.hasOwn(rules, key) ? rules[key] : {}), ordered: true }])) }
}

function areParallel(objects: readonly JsonObject[], key: string, other: string): boolean {
  const isRowed = objects.every((object) => listOf(object, other).every((row) => isArray(row) && row.length === listOf(object, key).length)) && objects.some((object) => listOf(object, other).length > 0)
  return isRowed || (objects.every((object) => listOf(object, key).length === listOf(object, other).length) && new Set(objects.map((object) => listOf(object, key).length)).size > 1)
}

function listOf(object: JsonObject, key: string): readonly JsonValue[] {
  const value = own(object, key)
  return isArray(value) ? value : []
}

function ruleOfLists(lists: readonly { readonly items: readonly JsonValue[]; readonly input: string }[], depth: number): FieldRule | undefined {
  const texts = lists.flatMap(({ items, input }) => (items.every((item) => typeof item === 'string') ? [{ items, input }] : []))
  const ordered = texts.length === lists.length ? saysOrder(texts) : undefined
  const items = ruleOf(lists.flatMap((list) => list.items.map((value) => ({ value, input: list.input }))), depth + 1)
  return ordered || items ? { ...(ordered ? { ordered } : {}), ...(items ? { items } : {}) } : undefined
}

function ruleOfTexts(texts: readonly string[]): FieldRule | undefined {
  if (texts.every((text) => text.length <= 40 && /\d/.test(text) && readDate(text) !== undefined && !/\d:\d/.test(text))) return { kind: 'date' }
  const distinct = new Set(texts)
  // Constants in capitals, and ids: whoever reads them compares every character.
  if (distinct.size > 1 && texts.every((text) => CONSTANT.test(text)) && texts.length >= REPEATS * distinct.size) return { kind: 'code' }
  if (distinct.size >= DISTINCT * texts.length && texts.every((text) => ID.test(text))) return { kind: 'code' }
  if (areUnwordly(texts)) return { kind: 'code' }
  const words = texts.reduce((sum, text) => sum + text.split(/\s+/).length, 0) / texts.length
  return words >= WORDS && distinct.size >= DISTINCT * texts.length ? { kind: 'text' } : undefined
}

function keysOf(objects: readonly JsonObject[]): readonly string[] {
  return [...new Set(objects.flatMap((object) => Object.keys(object)))].toSorted()
}

function typeOf(value: JsonValue): string {
  return value === null ? 'null' : isArray(value) ? 'array' : typeof value
}
