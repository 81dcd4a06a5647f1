import { isJsonObject } from '../../domain/json.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isArray } from '../accepted.js'

const DEEPEST = 200
const COMMUTATIVE = new Set(['=', '<>', '+', '*'])
/** Operators of one meaning, and those that are another one with its sides exchanged. */
const SPELLED: Readonly<Record<string, string>> = { '!=': '<>', '==': '=' }
const EXCHANGED: Readonly<Record<string, string>> = { '>': '<', '>=': '<=' }
/** What the parser says of the text rather than of the query. */
const TEXTUAL = new Set(['loc', 'parentheses', 'tableList', 'columnList', 'quoted'])
const QUOTED_TEXT = /^(?:single_quote_string|string)$/
const QUOTED_NAME = /^(?:double_quote_string|backticks_quote_string)$/

/**
 * A syntax tree without layout, as text: names in lower case, operands of AND, OR, =, <>, + and * and the values of IN sorted, `a > b` as `b < a`, BETWEEN as its two bounds, fields that
 * say nothing left out. Quoted texts, and quoted names with capitals, keep their case.
 */
export function normalSql(tree: JsonValue): string {
  return JSON.stringify(normal(tree, 0))
}

function normal(node: JsonValue | undefined, depth: number): JsonValue {
  if (depth > DEEPEST || node === undefined || node === null) return null
  if (typeof node === 'string') return node.toLowerCase()
  if (typeof node !== 'object') return node
  if (isArray(node)) return node.length === 1 ? normal(node[0], depth + 1) : node.map((each) => normal(each, depth + 1))
  const { type, value, operator } = node
  if (typeof type === 'string' && QUOTED_TEXT.test(type)) return { text: value ?? null }
  if (typeof type === 'string' && QUOTED_NAME.test(type) && typeof value === 'string') return value === value.toLowerCase() ? named(value) : { text: value }
  if (type === 'default' && typeof value === 'string') return named(value.toLowerCase())
  if (type === 'binary_expr' && typeof operator === 'string') return ofBinary(node, operator.toUpperCase(), depth)
  if (isLimit(node)) return ofLimit(node, depth)
  return Object.fromEntries(Object.entries(node)
    .filter(([key, each]) => !TEXTUAL.has(key) && each !== null && each !== undefined && !(key === 'type' && typeof each === 'string' && each.toUpperCase() === 'ASC'))
    .toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, normal(each, depth + 1)]))
}

const named = (name: string): JsonValue => ({ name })

function ofBinary(node: JsonObject, operator: string, depth: number): JsonValue {
  if (operator === 'AND' || operator === 'OR') return joined(node, depth)
  const spelled = Object.hasOwn(SPELLED, operator) ? (SPELLED[operator] ?? operator) : operator
  const exchanged = Object.hasOwn(EXCHANGED, spelled) ? EXCHANGED[spelled] : undefined
  if (spelled === 'BETWEEN' && isJsonObject(node['right']) && isArray(node['right']['value']) && node['right']['value'].length === 2) {
    const [low = null, high = null] = node['right']['value']
    const sides = [['>=', low], ['<=', high]] as const
    return { operator: 'AND', operands: sides.map(([bound, side]) => JSON.stringify(normal({ type: 'binary_expr', operator: bound, left: node['left'] ?? null, right: side }, depth + 1))).toSorted() }
  }
  const [left, right] = exchanged === undefined ? [node['left'], node['right']] : [node['right'], node['left']]
  const rest = restOf(node, depth)
  if (COMMUTATIVE.has(spelled)) return { ...rest, operator: spelled, operands: chain(node, operator, depth).map((each) => JSON.stringify(each)).toSorted() }
  if (spelled === 'IN' || spelled === 'NOT IN') return { ...rest, operator: spelled, left: normal(left, depth + 1), right: sortedList(right, depth) }
  return { ...rest, operator: exchanged ?? spelled, left: normal(left, depth + 1), right: normal(right, depth + 1) }
}

/** What an expression carries beside its sides, such as an ESCAPE. */
function restOf(node: JsonObject, depth: number): JsonObject {
  return Object.fromEntries(Object.entries(node).flatMap(([key, each]) => (['type', 'operator', 'left', 'right'].includes(key) || TEXTUAL.has(key) || each === null || each === undefined ? [] : [[key, normal(each, depth + 1)] as const])))
}

/** `a + (b + c)` has three operands; of = and <> each has two. */
function chain(node: JsonValue | undefined, operator: string, depth: number): readonly JsonValue[] {
  if (!isJsonObject(node) || node['type'] !== 'binary_expr' || String(node['operator']).toUpperCase() !== operator || depth > DEEPEST) return [normal(node, depth + 1)]
  const parts = [node['left'], node['right']]
  return operator === '+' || operator === '*' ? parts.flatMap((part) => chain(part, operator, depth + 1)) : parts.map((part) => normal(part, depth + 1))
}

function sortedList(node: JsonValue | undefined, depth: number): JsonValue {
  const values = isJsonObject(node) && node['type'] === 'expr_list' ? node['value'] : undefined
  const isPlain = isArray(values) && values.every((each) => isJsonObject(each) && (each['type'] === 'number' || QUOTED_TEXT.test(String(each['type']))))
  return isPlain ? { list: [...new Set(values.map((each) => JSON.stringify(normal(each, depth + 1))))].toSorted() } : normal(node, depth + 1)
}

/**
 * AND and OR by their rank. Most dialects of the parser read `a OR b AND c` from left to right, so the terms are taken in the order of the text and
 * put together anew: only parentheses, which the tree marks, make a term of their own.
 */
function joined(node: JsonObject, depth: number): JsonValue {
  const either = terms(node, true).map((conjunction) => {
    const all = conjunction.flatMap((term) => flattened(normal(term, depth + 1), 'AND'))
    return all.length === 1 ? (all[0] ?? '') : JSON.stringify({ operator: 'AND', operands: all.toSorted() })
  })
  const [only, ...others] = either
  if (others.length === 0) return JSON.parse(only ?? 'null') as JsonValue
  return { operator: 'OR', operands: either.flatMap((each) => flattened(JSON.parse(each) as JsonValue, 'OR')).toSorted() }
}

/** The operands of a joined expression of this kind, as text; else the expression itself. */
function flattened(node: JsonValue, operator: 'AND' | 'OR'): readonly string[] {
  const operands = isJsonObject(node) && node['operator'] === operator ? node['operands'] : undefined
  return isArray(operands) ? operands.map(String) : [JSON.stringify(node)]
}

/** Terms between ORs, each as the terms between its ANDs, in the order of the text. */
function terms(node: JsonValue | undefined, isRoot: boolean): readonly (readonly JsonValue[])[] {
  const operator = isJsonObject(node) && node['type'] === 'binary_expr' && (isRoot || node['parentheses'] !== true) ? String(node['operator']).toUpperCase() : ''
  if (!isJsonObject(node) || (operator !== 'AND' && operator !== 'OR')) return [[node ?? null]]
  const [left, right] = [terms(node['left'], false), terms(node['right'], false)]
  if (operator === 'OR') return [...left, ...right]
  return [...left.slice(0, -1), [...(left.at(-1) ?? []), ...(right[0] ?? [])], ...right.slice(1)]
}

function isLimit(node: JsonObject): boolean {
  return typeof node['seperator'] === 'string' && isArray(node['value'])
}

/** `LIMIT 2, 5` is `LIMIT 5 OFFSET 2`. */
function ofLimit(node: JsonObject, depth: number): JsonValue {
  const values = isArray(node['value']) ? node['value'].map((each) => normal(each, depth + 1)) : []
  const [first = null, second = null] = values
  if (values.length === 0) return { limit: null }
  if (node['seperator'] === ',') return { limit: second, offset: first }
  return values.length === 1 && node['seperator'] === 'offset' ? { limit: null, offset: first } : { limit: first, offset: second }
}
