import { isJsonObject } from '../../domain/json.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isArray, nearly } from '../accepted.js'
import { isOrdered, orderedShare, paired, unorderedShare } from './array-agreement.js'
import { isClose } from '../values/closeness.js'
import type { FieldRule } from '../../domain/score.js'
import { isSameDate } from '../values/calendar.js'
import { chrf } from '../prose/chrf.js'
import { readDate } from '../date.js'
import { composed } from '../fold.js'

/** Fields that agree, in units of leaves, and leaves of the union of both values. */
export interface Agreement {
  readonly agreed: number
  readonly fields: number
  /** Path of the first field that differs. */
  readonly differs?: string
  /** True where a field differs that is no free text. */
  readonly isWrong: boolean
}

/** How a value is compared: by the task's tolerance, the rule of its field, and the field's name. */
interface How {
  readonly tolerance: number | undefined
  readonly rule: FieldRule | undefined
  readonly key: string
}

/**
 * Field-wise agreement of two JSON values no deeper than 100. Objects are compared by key, a list of scalars as one field (see isOrdered: in its
 * order, or as a multiset), other lists element by element. Strings: NFC, whitespace and case folded, opaque ids, paths and addresses to the character;
 * numbers by isClose; null is as good as absent.
 */
export function agreement(given: JsonValue | undefined, expected: JsonValue | undefined, tolerance: number | undefined, rule?: FieldRule): Agreement {
  const { agreed, fields, isWrong, differs } = compared(given, expected, { tolerance, rule, key: '' })
  return { agreed, fields, isWrong, ...(differs === undefined ? {} : { differs: `$${differs}` }) }
}

const SAME: Agreement = { agreed: 1, fields: 1, isWrong: false }
/** Characters of a path that are kept; its end names the field. */
const PATH = 100

/** As `agreement`, with the path below this value: '' for the value itself. It is put together on the way back, and only where something differs. */
function compared(given: JsonValue | undefined, expected: JsonValue | undefined, how: How): Agreement {
  if (given === expected && typeof given !== 'object') return Number.isFinite(given) || typeof given !== 'number' ? SAME : { agreed: 0, fields: 1, differs: '', isWrong: true }
  if (isJsonObject(given) && isJsonObject(expected)) return objects(given, expected, how)
  if (isArray(given) && isArray(expected)) return arrays(given, expected, how)
  const { rule, tolerance } = how
  if (rule?.kind !== undefined && typeof given === 'string' && typeof expected === 'string') return byKind(rule.kind, given, expected)
  if (isLeaf(given) && isLeaf(expected) && isSameScalar(given ?? null, expected ?? null, rule?.tolerance ?? tolerance)) return SAME
  return { agreed: 0, fields: Math.max(1, leaves(given), leaves(expected)), differs: '', isWrong: true }
}

const MOST_TEXT = 5000

function byKind(kind: NonNullable<FieldRule['kind']>, given: string, expected: string): Agreement {
  if (kind === 'code') return given.trim() === expected.trim() ? SAME : { agreed: 0, fields: 1, differs: '', isWrong: true }
  if (scalarKey(given) === scalarKey(expected)) return SAME
  if (kind === 'text') return { agreed: nearly(chrf(given.slice(0, MOST_TEXT), expected.slice(0, MOST_TEXT))), fields: 1, differs: '', isWrong: false }
  const [own, wanted] = [readDate(given.slice(0, 200)), readDate(expected.slice(0, 200))]
  return own && wanted && isSameDate(own, wanted) ? SAME : { agreed: 0, fields: 1, differs: '', isWrong: true }
}

function objects(given: JsonObject, expected: JsonObject, { tolerance, rule }: How): Agreement {
  const keys = Object.keys(expected)
  for (const key of Object.keys(given)) if (!Object.hasOwn(expected, key)) keys.push(key)
  if (keys.length === 0) return SAME
  const sum = summed()
  for (const key of keys) sum.add(compared(own(given, key), own(expected, key), { tolerance, rule: rule?.fields && ownRule(rule.fields, key), key }), key)
  return sum.total()
}

function ownRule(rules: Readonly<Record<string, FieldRule>>, key: string): FieldRule | undefined {
  return Object.hasOwn(rules, key) ? rules[key] : undefined
}

function arrays(given: readonly JsonValue[], expected: readonly JsonValue[], how: How): Agreement {
  const { rule, key } = how
  const items: How = { ...how, rule: areTuples(expected) ? { ...rule?.items, ordered: true } : rule?.items }
  const ordered = isOrdered(given, expected, rule, key)
  if (rule?.items?.kind === undefined && given.every(isLeaf) && expected.every(isLeaf)) {
    if (given.length === expected.length && given.every((item, i) => compared(item, expected[i], items).agreed === 1)) return SAME
    const share = (ordered ? orderedShare : unorderedShare)(given.map(scalarKey), expected.map(scalarKey))
    return share < 1 ? { agreed: share, fields: 1, differs: '', isWrong: true } : SAME
  }
  const sum = summed()
  const shareOf = (one: JsonValue, other: JsonValue): number => {
    const { agreed, fields } = compared(one, other, items)
    return agreed / fields
  }
  const pairs = ordered ? Array.from({ length: Math.max(given.length, expected.length) }, (_, i) => [given[i], expected[i]] as const) : paired(given, expected, shareOf)
  for (const [i, [one, other]] of pairs.entries()) sum.add(compared(one, other, items), String(i))
  return sum.total()
}

/** Lists of one length in a list are rows, pairs or statements: what each place holds is told by the place. */
function areTuples(lists: readonly JsonValue[]): boolean {
  const [first] = lists
  return isArray(first) && first.length > 1 && lists.every((list) => isArray(list) && list.length === first.length)
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

/** Equality of two scalars of the same kind; see `agreement`. */
export function isSameScalar(given: JsonValue, expected: JsonValue, tolerance: number | undefined): boolean {
  if (typeof given === 'number' && typeof expected === 'number') return isClose(given, expected, tolerance)
  if (typeof given === 'string' && typeof expected === 'string' && TIDY.test(given) && TIDY.test(expected) && !/^\d/.test(given)) return given.toLowerCase() === expected.toLowerCase() && (given === expected || (!isOpaque(given) && !isOpaque(expected)))
  return scalarKey(given) === scalarKey(expected)
}

/** A text that needs no folding but of case: most are, and then no key need be made. */
const TIDY = /^[!-~]+(?: [!-~]+)*$/

function scalarKey(value: JsonValue | undefined): string {
  if (typeof value !== 'string') return `${typeof value}${String(value)}`
  const text = /^[!-~]*$/.test(value) ? value : composed(value).replace(/\s+/g, ' ').trim()
  return `s${isOpaque(text) ? text : instant(text) ?? text.toLowerCase()}`
}

/** An address, a path, or an id of digits and letters of both cases: case is part of it. */
function isOpaque(text: string): boolean {
  return text.length > 1 && !text.includes(' ') && (/:\/\/|^[/~.\\]|\\/.test(text) || (text.length >= 6 && /\d/.test(text) && /\p{Ll}/u.test(text) && /[\p{L}\d]\p{Lu}/u.test(text) && instant(text) === undefined))
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}(?::\d{2})?)(?:\.(\d{1,9}))?\s?([Zz]|[+-]\d{2}:?\d{2})$/

/** A point in time, in the zone it is given for: 09:00:00.000Z and 09:00:00+00:00 are the same. */
function instant(text: string): string | undefined {
  const match = text.length <= 40 ? INSTANT.exec(text) : null
  if (!match) return undefined
  const [, day, time = '', fraction = '', zone = ''] = match
  const offset = zone.toUpperCase() === 'Z' ? '+00:00' : zone.replace(/(\d{2}):?(\d{2})$/, '$1:$2').replace('-00:00', '+00:00')
  return `${day}T${time.length === 5 ? `${time}:00` : time}.${fraction.replace(/0+$/, '')}${offset}`
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
