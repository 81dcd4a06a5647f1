import { isJsonObject } from '../../domain/json.js'
import type { JsonValue } from '../../domain/json.js'
import type { FieldRule } from '../../domain/score.js'
import { isArray } from '../accepted.js'
import { own } from './json-agreement.js'

/** Fewer pairs show nothing of a field. */
const FEWEST = 20
/** Share of lists of the same elements that come in another order, from which on the order means nothing to whoever reads them. */
const PERMUTED = 0.1
/** A number that hardly ever comes out the same, and never far off, is an estimate. */
const VARIED = 0.5
const MOST_TOLERANCE = 0.1
const DEEPEST = 8

/** Two answers of one model to one question. */
export type AnswerPair = readonly [JsonValue, JsonValue]

interface Seen {
  readonly gaps: number[]
  ordered: number
  permuted: number
  readonly fields: Map<string, Seen>
  items: Seen | undefined
}

const nothing = (): Seen => ({ gaps: [], ordered: 0, permuted: 0, fields: new Map(), items: undefined })

/**
 * What the log's own answers to the same question vary in without anybody minding: the order of a list whose elements stay the same, and numbers that are
 * estimates. Nothing is learned from fewer than 20 pairs of a field, and no tolerance above 10 %: a number that is mostly the same and sometimes far off
 * is wrong then, not imprecise.
 */
export function learnVariation(pairs: readonly AnswerPair[]): FieldRule | undefined {
  const seen = nothing()
  for (const [one, other] of pairs) look(one, other, seen, 0)
  return ruleOf(seen)
}

function look(one: JsonValue | undefined, other: JsonValue | undefined, seen: Seen, depth: number): void {
  if (depth > DEEPEST) return
  if (typeof one === 'number' && typeof other === 'number') seen.gaps.push(one === other ? 0 : Math.abs(one - other) / Math.max(Math.abs(one), Math.abs(other)))
  if (isJsonObject(one) && isJsonObject(other)) {
    for (const key of Object.keys(one)) {
      const below = seen.fields.get(key) ?? nothing()
      seen.fields.set(key, below)
      look(own(one, key), own(other, key), below, depth + 1)
    }
  }
  if (isArray(one) && isArray(other)) lists(one, other, seen, depth)
}

function lists(one: readonly JsonValue[], other: readonly JsonValue[], seen: Seen, depth: number): void {
  if (one.length !== other.length) return
  const [left, right] = [one.map(canonical), other.map(canonical)]
  const isSame = left.every((item, i) => item === right[i])
  if (new Set(left).size > 1) {
    if (isSame) seen.ordered += 1
    else if (left.toSorted().join('\n') === right.toSorted().join('\n')) seen.permuted += 1
  }
  seen.items ??= nothing()
  for (const [i, item] of one.entries()) look(item, other[i], seen.items, depth + 1)
}

function canonical(value: JsonValue | undefined): string {
  if (isArray(value)) return `[${value.map(canonical).join()}]`
  if (isJsonObject(value)) return `{${Object.keys(value).toSorted().map((key) => `${JSON.stringify(key)}:${canonical(own(value, key))}`).join()}}`
  return JSON.stringify(typeof value === 'string' ? value.trim().toLowerCase() : value ?? null)
}

function ruleOf(seen: Seen): FieldRule | undefined {
  const fields = [...seen.fields].flatMap(([key, below]) => {
    const rule = ruleOf(below)
    return rule ? [[key, rule] as const] : []
  })
  const items = seen.items && ruleOf(seen.items)
  const tolerance = toleranceOf(seen.gaps)
  const isUnordered = seen.permuted + seen.ordered >= FEWEST && seen.permuted >= PERMUTED * (seen.permuted + seen.ordered)
  const rule: FieldRule = { ...(tolerance === undefined ? {} : { tolerance }), ...(isUnordered ? { ordered: false } : {}), ...(fields.length > 0 ? { fields: Object.fromEntries(fields.toSorted(([a], [b]) => (a < b ? -1 : 1))) } : {}), ...(items ? { items } : {}) }
  return Object.keys(rule).length > 0 ? rule : undefined
}

/** The gap that 95 % of the pairs keep to, with two digits, where most pairs have one. */
function toleranceOf(gaps: readonly number[]): number | undefined {
  if (gaps.length < FEWEST || gaps.filter((gap) => gap > 0).length < VARIED * gaps.length) return undefined
  const bound = gaps.toSorted((a, b) => a - b)[Math.ceil(0.95 * gaps.length) - 1] ?? 1
  return bound <= MOST_TOLERANCE ? Number(bound.toPrecision(2)) : undefined
}

/** Both rules at once; where both say something of one field, the first is heard. */
export function mergedRules(first: FieldRule | undefined, second: FieldRule | undefined): FieldRule | undefined {
  if (!first || !second) return first ?? second
  const keys = [...new Set([...Object.keys(first.fields ?? {}), ...Object.keys(second.fields ?? {})])].toSorted()
  const fields = keys.flatMap((key) => {
    const rule = mergedRules(first.fields?.[key], second.fields?.[key])
    return rule ? [[key, rule] as const] : []
  })
  const items = mergedRules(first.items, second.items)
  return { ...second, ...first, ...(fields.length > 0 ? { fields: Object.fromEntries(fields) } : {}), ...(items ? { items } : {}) }
}
