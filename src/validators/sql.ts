import type { Score, Validator } from '../domain/score.js'
import { acceptedTexts, excerpt, hasInk, score, unscored } from './accepted.js'
import { codeOf } from './programs/code-text.js'
import { isErrorText } from './error-text.js'
import { sandboxed } from './programs/sandbox.js'
import { normalSql } from './programs/sql-normal.js'

type Rows = readonly (readonly (string | number | null)[])[]

/**
 * A query. With `context.database`, a SQLite or DuckDB file, both queries are run on a copy of it in memory, and their rows must be the same, in order where the reference
 * orders them. Otherwise both are parsed and must be the same but for case, quotes, layout, and what normalSql makes the same:
 * equal rows by other words cannot be seen without a database. Where neither query finds a row, that says nothing, and they must be the same as well.
 */
export const sql = {
  name: 'sql',
  version: 4,
  binary: true,
  validate(output, reference, context) {
    const accepted = acceptedTexts(reference)?.map(queryOf)
    if (!accepted) return unscored('the reference has no query')
    const unread = accepted.map((text) => unreadable(text, context.database)).find((why) => why !== undefined)
    if (unread !== undefined) return unscored(unread)
    const given = queryOf(output.text).replace(/;\s*$/, '')
    if (!hasInk(given)) return score(0, 'the output is empty')
    if (isErrorText(output.text)) return score(0, 'the output is an error message')
    const scored = accepted.slice(0, 20).map((text) => compared(given, text.replace(/;\s*$/, ''), context.database))
    return scored.find(({ value }) => value === 1) ?? scored.find(({ value }) => value !== null) ?? scored[0] ?? unscored('the reference has no query')
  },
} as const satisfies Validator

/** The query of an answer: the fenced one, else from the line that begins with a verb of SQL, without what is said before it and, after its semicolon, behind it. */
function queryOf(text: string): string {
  const { code, language } = codeOf(text)
  if (language !== undefined) return code
  const begin = BEGINS.exec(code)
  const said = begin === null ? '' : code.slice(0, begin.index)
  // Another query, or a comment, in front is no talk.
  if (begin === null || /;|--|\/\*/.test(said)) return code
  const query = code.slice(begin.index)
  const end = /;[ \t]*\n\s*(?=[\p{Lu}*_(])(?!(?:SELECT|WITH|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|MERGE|BEGIN|COMMIT|EXPLAIN)\b)/u.exec(query)
  return end === null ? query : query.slice(0, end.index)
}

const BEGINS = /^[ \t]*(?:select|with|insert\s+into|update|delete\s+from)\s/im

function compared(given: string, expected: string, database: string | undefined): Score {
  if (database !== undefined) return sameRows(given, expected, database)
  const forms = parsed([given, expected])
  if (forms === 'missing') return unscored(MISSING)
  const [own, wanted] = forms
  if (own === undefined) return score(0, 'the output is no SQL')
  return own === wanted ? score(1, 'the same query') : score(0, 'another query')
}

/** Why a reference cannot be compared with; undefined when it can. */
function unreadable(expected: string, database: string | undefined): string | undefined {
  if (database !== undefined) return undefined
  const known = lastReference?.text === expected ? lastReference.why : whyUnreadable(expected)
  lastReference = { text: expected, why: known }
  return known
}

const MISSING = 'SQL needs the optional package node-sql-parser'

/** The last reference is remembered: a task's answers come one after the other, several to one reference. */
let lastReference: { readonly text: string; readonly why: string | undefined } | undefined

function whyUnreadable(expected: string): string | undefined {
  const trees = parsed([expected.replace(/;\s*$/, '')])
  return trees === 'missing' ? MISSING : trees[0] === undefined ? 'the query of the reference cannot be parsed' : undefined
}

function sameRows(given: string, expected: string, path: string): Score {
  const wanted = sandboxed('query', { path, sql: expected })
  if (wanted.kind !== 'value') return unscored(wanted.kind === 'missing' ? 'queries need an optional package: sql.js for SQLite, @duckdb/duckdb-wasm for DuckDB' : `the query of the reference ${wanted.kind === 'failed' ? 'takes more memory than there is' : 'does not end'}`)
  if (wanted.value.rows === undefined) return unscored(`the query of the reference fails: ${excerpt(wanted.value.fault ?? '')}`)
  const own = sandboxed('query', { path, sql: given })
  if (own.kind !== 'value') return score(0, own.kind === 'failed' ? 'the query takes more memory than there is' : 'the query does not end')
  if (own.value.rows === undefined) return score(0, `the query fails: ${excerpt(own.value.fault ?? '')}`)
  // No rows on either side show nothing: then the queries themselves must be the same.
  if (own.value.rows.length === 0 && wanted.value.rows.length === 0) {
    const forms = parsed([given, expected])
    return forms !== 'missing' && forms[0] !== undefined && forms[0] === forms[1] ? score(1, 'the same query, which finds nothing') : score(0, 'neither finds any rows, and it is another query')
  }
  const ordered = isSorted(expected)
  return keyOf(own.value.rows, ordered) === keyOf(wanted.value.rows, ordered) ? score(1, `the same ${wanted.value.rows.length} rows`) : score(0, `other rows: ${own.value.rows.length} instead of ${wanted.value.rows.length}`)
}

/** True where the query itself sorts, not one within it or a window. */
function isSorted(query: string): boolean {
  let outer = query.slice(0, LONGEST)
  for (let i = 0; i < 50 && outer.includes('('); i += 1) outer = outer.replace(/\([^()]*\)/g, ' ')
  return /\border\s+by\b/i.test(outer)
}

function keyOf(rows: Rows, ordered: boolean): string {
  const lines = rows.map((row) => JSON.stringify(row.map((value) => (typeof value === 'number' ? Number(value.toPrecision(12)) : value))))
  return (ordered ? lines : lines.toSorted()).join('\n')
}

/** Longer texts are no query. */
const LONGEST = 20_000

/** The normal forms of some queries, by one dialect where one reads them all; 'missing' without a parser, undefined for what no dialect reads. */
function parsed(texts: readonly string[]): readonly (string | undefined)[] | 'missing' {
  const reply = sandboxed('sql', { texts: texts.map((text) => (text.length > LONGEST ? '(' : text)) })
  if (reply.kind === 'missing') return 'missing'
  return texts.map((_, i) => {
    const tree = reply.kind === 'value' ? reply.value.trees[i] : undefined
    return tree === undefined || tree === null ? undefined : normalSql(tree)
  })
}
