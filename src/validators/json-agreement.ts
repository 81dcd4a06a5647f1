import { isJsonObject } from '../domain/json.js'
import type { JsonObject, JsonValue } from '../domain/json.js'
import { isArray } from './accepted.js'
import { isClose } from './closeness.js'
import type { FieldRule } from '../domain/score.js'
import { isSameDate } from './calendar.js'
import { chrf } from './chrf.js'
import { readDate } from './date.js'
import { composed } from './fold.js'

/** Fields that agree, in units of leaves, and leaves of the union of both values. */
export interface Agreement {
  readonly agreed: number
  readonly fields: number
  /** Path of the first field that differs. */
  readonly differs?: string
  /** True where a field differs that is no free text. */
  readonly isWrong: boolean
}

/**
 * Field-wise agreement of two JSON values no deeper than 100. Objects are compared by key, arrays of scalars as one field regardless of
 * order (Jaccard index of multisets), other arrays element by element. Strings: NFC, whitespace and case folded; numbers by isClose; null is as good as absent.
 */
export function agreement(given: JsonValue | undefined, expected: JsonValue | undefined, tolerance: number | undefined, rule?: FieldRule): Agreement {
  const { agreed, fields, isWrong, differs } = compared(given, expected, tolerance, rule)
  return { agreed, fields, isWrong, ...(differs === undefined ? {} : { differs: `$${differs}` }) }
}

const SAME: Agreement = { agreed: 1, fields: 1, isWrong: false }
/** Characters of a path that are kept; its end names the field. */
const PATH = 100

/** As `agreement`, with the path below this value: '' for the value itself. It is put together on the way back, and only where something differs. */
function compared(given: JsonValue | undefined, expected: JsonValue | undefined, tolerance: number | undefined, rule: FieldRule | undefined): Agreement {
  if (given === expected && typeof given !== 'object') return SAME
  if (isJsonObject(given) && isJsonObject(expected)) return objects(given, expected, tolerance, rule)
  if (isArray(given) && isArray(expected)) return arrays(given, expected, tolerance, rule)
  if (rule?.kind !== undefined && typeof given === 'string' && typeof expected === 'string') return byKind(rule.kind, given, expected)
  if (isLeaf(given) && isLeaf(expected) && isSameScalar(given ?? null, expected ?? null, tolerance)) return SAME
  return { agreed: 0, fields: Math.max(1, leaves(given), leaves(expected)), differs: '', isWrong: true }
}

const MOST_TEXT = 5000

function byKind(kind: 'date' | 'text', given: string, expected: string): Agreement {
  if (scalarKey(given) === scalarKey(expected)) return SAME
  if (kind === 'text') return { agreed: Math.min(1, chrf(given.slice(0, MOST_TEXT), expected.slice(0, MOST_TEXT))), fields: 1, differs: '', isWrong: false }
  const [own, wanted] = [readDate(given.slice(0, 200)), readDate(expected.slice(0, 200))]
  return own && wanted && isSameDate(own, wanted) ? SAME : { agreed: 0, fields: 1, differs: '', isWrong: true }
}

function objects(given: JsonObject, expected: JsonObject, tolerance: number | undefined, rule: FieldRule | undefined): Agreement {
  const keys = Object.keys(expected)
  for (const key of Object.keys(given)) if (!Object.hasOwn(expected, key)) keys.push(key)
  if (keys.length === 0) return SAME
  const sum = summed()
  for (const key of keys) sum.add(compared(own(given, key), own(expected, key), tolerance, rule?.fields && ownRule(rule.fields, key)), key)
  return sum.total()
}

function ownRule(rules: Readonly<Record<string, FieldRule>>, key: string): FieldRule | undefined {
  return Object.hasOwn(rules, key) ? rules[key] : undefined
}

function arrays(given: readonly JsonValue[], expected: readonly JsonValue[], tolerance: number | undefined, rule: FieldRule | undefined): Agreement {
  if (rule?.items?.kind === undefined && given.every(isLeaf) && expected.every(isLeaf)) {
    const share = given.length === expected.length && given.every((item, i) => item === expected[i]) ? 1 : jaccard(given.map(scalarKey), expected.map(scalarKey))
    return share < 1 ? { agreed: share, fields: 1, differs: '', isWrong: true } : SAME
  }
  const sum = summed()
  const longest = Math.max(given.length, expected.length)
  for (let i = 0; i < longest; i += 1) sum.add(compared(given[i], expected[i], tolerance, rule?.items), String(i))
  return sum.total()
}

function summed() {
  let agreed = 0
  let fields = 0
  let differs: string | undefined
  let isWrong = false
  return {
    add: (part: Agreement, key: string): void => {
      agreed += part.agreed
      fields += part.fields
      isWrong ||= part.isWrong
      if (differs === undefined && part.differs !== undefined) differs = `.${key.slice(0, 40)}${part.differs}`.slice(0, PATH)
    },
    total: (): Agreement => (differs === undefined ? { agreed, fields, isWrong } : { agreed, fields, differs, isWrong }),
  }
}

function jaccard(given: readonly string[], expected: readonly string[]): number {
  if (given.length === 0 && expected.length === 0) return 1
  const left = new Map<string, number>()
  for (const key of expected) left.set(key, (left.get(key) ?? 0) + 1)
  let shared = 0
  for (const key of given) {
    const count = left.get(key) ?? 0
    if (count > 0) {
      shared += 1
      left.set(key, count - 1)
    }
  }
  return shared / (given.length + expected.length - shared)
}

/** Equality of two scalars of the same kind; see `agreement`. */
export function isSameScalar(given: JsonValue, expected: JsonValue, tolerance: number | undefined): boolean {
  if (typeof given === 'number' && typeof expected === 'number') return isClose(given, expected, tolerance)
  return scalarKey(given) === scalarKey(expected)
}

function scalarKey(value: JsonValue): string {
  return typeof value === 'string' ? `s${(/^[!-~]*$/.test(value) ? value : composed(value).replace(/\s+/g, ' ').trim()).toLowerCase()}` : `${typeof value}${String(value)}`
}

function isLeaf(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || typeof value !== 'object'
}

function leaves(value: JsonValue | undefined): number {
  if (isLeaf(value) || value === undefined) return 1
  if (isArray(value)) return value.every(isLeaf) ? 1 : sum(value.map(leaves))
  return isJsonObject(value) ? sum(Object.keys(value).map((key) => leaves(own(value, key)))) : 1
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}

/** A value's own field: `constructor` or `__proto__` of a hostile answer must not reach the prototype. */
export function own(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}
