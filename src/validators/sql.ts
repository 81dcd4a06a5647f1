import { isJsonObject } from '../domain/json.js'
import type { JsonValue } from '../domain/json.js'
import type { Score, Validator } from '../domain/score.js'
import { acceptedTexts, excerpt, isArray, hasInk, score, unscored } from './accepted.js'
import { codeOf } from './code-text.js'
import { isErrorText } from './error-text.js'
import { sandboxed } from './sandbox.js'

type Rows = readonly (readonly (string | number | null)[])[]

/**
 * A query. With `context.database`, a SQLite file, both queries are run on a copy of it in memory, and their rows must be the same, in order where the reference
 * orders them. Otherwise both are parsed and must be the same but for case, quotes, layout, and the order of what AND, OR and = join:
 * equal rows by other words cannot be seen without a database.
 */
export const sql = {
  name: 'sql',
  version: 1,
  binary: true,
  validate(output, reference, context) {
    const accepted = acceptedTexts(reference)?.map((text) => codeOf(text).code)
    if (!accepted) return unscored('the reference has no query')
    const unread = accepted.map((text) => unreadable(text, context.database)).find((why) => why !== undefined)
    if (unread !== undefined) return unscored(unread)
    const given = codeOf(output.text).code.replace(/;\s*$/, '')
    if (!hasInk(given)) return score(0, 'the output is empty')
    if (isErrorText(output.text)) return score(0, 'the output is an error message')
    const scored = accepted.slice(0, 20).map((text) => compared(given, text.replace(/;\s*$/, ''), context.database))
    return scored.find(({ value }) => value === 1) ?? scored.find(({ value }) => value !== null) ?? scored[0] ?? unscored('the reference has no query')
  },
} as const satisfies Validator

function compared(given: string, expected: string, database: string | undefined): Score {
  if (database !== undefined) return sameRows(given, expected, database)
  const own = parsed(given)
  if (own === undefined) return score(0, 'the output is no SQL')
  return own === parsed(expected) ? score(1, 'the same query') : score(0, 'another query')
}

/** Why a reference cannot be compared with; undefined when it can. */
function unreadable(expected: string, database: string | undefined): string | undefined {
  if (database !== undefined) return undefined
  const wanted = parsed(expected.replace(/;\s*$/, ''))
  return wanted === 'missing' ? 'SQL needs the optional package node-sql-parser' : wanted === undefined ? 'the query of the reference cannot be parsed' : undefined
}

function sameRows(given: string, expected: string, path: string): Score {
  const wanted = sandboxed('query', { path, sql: expected })
  if (wanted.kind !== 'value') return unscored(wanted.kind === 'missing' ? 'queries need the optional package sql.js' : 'the query of the reference does not end')
  if (wanted.value.rows === undefined) return unscored(`the query of the reference fails: ${excerpt(wanted.value.fault ?? '')}`)
  const own = sandboxed('query', { path, sql: given })
  if (own.kind !== 'value') return score(0, 'the query does not end')
  if (own.value.rows === undefined) return score(0, `the query fails: ${excerpt(own.value.fault ?? '')}`)
  const ordered = /\border\s+by\b/i.test(expected)
  return keyOf(own.value.rows, ordered) === keyOf(wanted.value.rows, ordered) ? score(1, `the same ${wanted.value.rows.length} rows`) : score(0, `other rows: ${own.value.rows.length} instead of ${wanted.value.rows.length}`)
}

function keyOf(rows: Rows, ordered: boolean): string {
  const lines = rows.map((row) => JSON.stringify(row.map((value) => (typeof value === 'number' ? Number(value.toPrecision(12)) : value))))
  return (ordered ? lines : lines.toSorted()).join('\n')
}

/** Longer texts are no query. */
const LONGEST = 20_000
let lastParsed: { readonly text: string; readonly key: string | 'missing' | undefined } | undefined

/** A query's normal form; the last one is remembered, for a reference is asked for twice. */
function parsed(text: string): string | 'missing' | undefined {
  if (text.length > LONGEST) return undefined
  if (lastParsed?.text !== text) lastParsed = { text, key: freshlyParsed(text) }
  return lastParsed.key
}

function freshlyParsed(text: string): string | 'missing' | undefined {
  const reply = sandboxed('sql', { text })
  if (reply.kind === 'missing') return 'missing'
  return reply.kind === 'value' && reply.value.ast !== undefined ? JSON.stringify(normal(reply.value.ast, 0)) : undefined
}

const COMMUTATIVE = new Set(['AND', 'OR', '=', '+', '*', '<>', '!='])
/** What the parser says of the text rather than of the query. */
const TEXTUAL = new Set(['loc', 'parentheses', 'tableList', 'columnList', 'quoted'])

/** A syntax tree without layout: names in lower case, operands of commutative operators sorted, fields that say nothing left out. Texts in quotes keep their case. */
function normal(node: JsonValue | undefined, depth: number): JsonValue {
  if (depth > 200 || node === undefined || node === null) return null
  if (typeof node === 'string') return node.toLowerCase()
  if (typeof node !== 'object') return node
  if (isArray(node)) return node.length === 1 ? normal(node[0], depth + 1) : node.map((each) => normal(each, depth + 1))
  const type = node['type']
  if (typeof type === 'string' && /^(?:single_quote_string|string|double_quote_string)$/.test(type)) return { text: node['value'] ?? null }
  if (isJsonObject(node) && type === 'binary_expr' && COMMUTATIVE.has(String(node['operator']).toUpperCase())) {
    const operator = String(node['operator']).toUpperCase()
    return { operator, operands: operands(node, operator, depth).map((each) => JSON.stringify(each)).toSorted() }
  }
  return Object.fromEntries(Object.entries(node).filter(([key, value]) => !TEXTUAL.has(key) && value !== null && value !== undefined).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key, normal(value, depth + 1)]))
}

/** `a AND (b AND c)` has three operands. */
function operands(node: JsonValue | undefined, operator: string, depth: number): readonly JsonValue[] {
  const isChain = operator !== '=' && operator !== '<>' && operator !== '!='
  if (!isJsonObject(node) || node['type'] !== 'binary_expr' || String(node['operator']).toUpperCase() !== operator || depth > 200) return [normal(node, depth + 1)]
  const parts = [node['left'], node['right']]
  return isChain ? parts.flatMap((part) => operands(part, operator, depth + 1)) : parts.map((part) => normal(part, depth + 1))
}
