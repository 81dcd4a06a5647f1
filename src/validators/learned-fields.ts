import { isJsonObject } from '../domain/json.js'
import type { JsonObject, JsonValue } from '../domain/json.js'
import type { FieldRule } from '../domain/score.js'
import { isArray } from './accepted.js'
import { readDate } from './date.js'
import { own } from './json-agreement.js'

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

/** What the answers of a log show of their JSON: a schema that all of them fit, and how to compare fields that are no plain values. */
export interface LearnedJson {
  readonly schema: JsonObject
  readonly fields?: FieldRule
}

/** Learns from at least 20 answers, all of them objects; undefined otherwise. A field is required when every answer has it, and of the types that were seen. */
export function learnJson(answers: readonly JsonValue[]): LearnedJson | undefined {
  if (answers.length < FEWEST || !answers.every(isJsonObject)) return undefined
  const fields = ruleOf(answers, 0)
  return { schema: schemaOf(answers, 0), ...(fields ? { fields } : {}) }
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

function ruleOf(values: readonly JsonValue[], depth: number): FieldRule | undefined {
  if (depth >= DEEPEST) return undefined
  const present = values.filter((value) => value !== null)
  if (present.length < FEWEST) return undefined
  if (present.every((value) => typeof value === 'string')) return ruleOfTexts(present)
  if (present.every(isArray)) {
    const items = ruleOf(present.flat(), depth + 1)
    return items && { items }
  }
  if (!present.every(isJsonObject)) return undefined
  const keys = keysOf(present)
  const rules = keys.length > MOST_KEYS ? [] : keys.flatMap((key) => {
    const rule = ruleOf(present.flatMap((object) => own(object, key) ?? []), depth + 1)
    return rule ? [[key, rule] as const] : []
  })
  return rules.length > 0 ? { fields: Object.fromEntries(rules) } : undefined
}

function ruleOfTexts(texts: readonly string[]): FieldRule | undefined {
  if (texts.every((text) => text.length <= 40 && /\d/.test(text) && readDate(text) !== undefined && !/\d:\d/.test(text))) return { kind: 'date' }
  const distinct = new Set(texts)
  // Constants in capitals, and ids: whoever reads them compares every character.
  if (distinct.size > 1 && texts.every((text) => CONSTANT.test(text)) && texts.length >= REPEATS * distinct.size) return { kind: 'code' }
  if (distinct.size >= DISTINCT * texts.length && texts.every((text) => ID.test(text))) return { kind: 'code' }
  const words = texts.reduce((sum, text) => sum + text.split(/\s+/).length, 0) / texts.length
  return words >= WORDS && distinct.size >= DISTINCT * texts.length ? { kind: 'text' } : undefined
}

function keysOf(objects: readonly JsonObject[]): readonly string[] {
  return [...new Set(objects.flatMap((object) => Object.keys(object)))].toSorted()
}

function typeOf(value: JsonValue): string {
  return value === null ? 'null' : isArray(value) ? 'array' : typeof value
}
