import type { NestedSpans, TableView } from '../view/table-view.js'

/** A table whose rows may lie in one another. */
export type NestedView = TableView & { readonly nested: NestedSpans }
/** One whose database can tell which of them tell of one model call. */
export type SettledView = NestedView & { readonly nested: Required<NestedSpans> }

function rowsOf({ from, where }: TableView, ...conditions: readonly string[]): string {
  const all = [...(where === undefined ? [] : [where]), ...conditions]
  return `FROM ${from}${all.length === 0 ? '' : ` WHERE ${all.map((condition) => `(${condition})`).join(' AND ')}`}`
}

/** How many rows lie in another row of the table. */
export function nestedQuery(view: NestedView): string {
  const { dialect, nested: { hasParent, parent, span } } = view
  return `SELECT ${dialect.float('count(*)')} AS n ${rowsOf(view, hasParent, dialect.isIn(parent, `SELECT ${span} ${rowsOf(view)}`))}`
}

const countOf = (tokens: string | undefined): string => `coalesce(${tokens ?? 'NULL'}, -1.0)`
const servedWithin = (view: SettledView): string => rowsOf(view, view.nested.hasParent, view.nested.isServed)
/** True for a span that a served call lies in. */
const holdsServed = (view: SettledView): string => view.dialect.isIn(view.nested.span, `SELECT ${view.nested.parent} ${servedWithin(view)}`)

/** Of each span: how many served calls lie in it, the least and the greatest that one of them is worth, its key, and their tokens together. */
function families(view: SettledView): string {
  const { nested: { span, parent, worth }, inputTokens, outputTokens } = view
  return `SELECT ${parent} AS n_p, count(*) AS n_n, min(${worth}) AS n_least, max(${worth}) AS n_most, max(${span}) AS n_i, sum(${countOf(inputTokens)}) AS n_in, sum(${countOf(outputTokens)}) AS n_out ${servedWithin(view)} GROUP BY n_p`
}

/** All that a span can be worth, as `worthOf` of the files reckons it. */
const WORTHS = '[0, 1, 2, 3, 4, 5, 6, 7]'

/** True for a span that says more than the one served call in it, which holds no other: it counts, and the inner does not. */
function saysMore(view: SettledView, own: readonly string[]): string {
  const { dialect, nested: { span, parent, worth, isServed } } = view
  const isLeaf = `NOT (${dialect.isIn('n_i', `SELECT ${parent} ${servedWithin(view)}`)})`
  const less = `SELECT n_p, arrayJoin(arraySlice(${WORTHS}, n_most + 2)) AS n_w FROM (${families(view)}) AS families WHERE n_n = 1 AND ${isLeaf}`
  return `(${isServed}) AND ${dialect.isIn(`(${span}, ${worth})`, less)}${isNone(view, own)}`
}

const isNone = ({ dialect, id }: TableView, ids: readonly string[]): string => (ids.length === 0 ? '' : ` AND NOT (${id} IN (${ids.map(dialect.text).join(', ')}))`)

/** How many spans say more than the call in them. */
export function richerQuery(view: SettledView, own: readonly string[]): string {
  return `SELECT ${view.dialect.float('count(*)')} AS n ${rowsOf(view, saysMore(view, own))}`
}

/**
 * True for a row that tells of a call of which another row tells: by the rule of the files, but that where three or more lie in one another the innermost
 * counts whatever those around it say. `hasRicher` is whether any span says more than the call in it; `own` are ids of spans that are calls of their own.
 */
export function repeatsOthers(view: SettledView, hasRicher: boolean, own: readonly string[]): string {
  const { dialect, nested: { span, parent, hasParent, isServed } } = view
  const around = `${holdsServed(view)}${isNone(view, own)}`
  if (!hasRicher) return around
  const richer = saysMore(view, own)
  return `(${around} AND NOT (${richer})) OR (${hasParent} AND ${isServed} AND ${dialect.isIn(parent, `SELECT ${span} ${rowsOf(view, richer)}`)})`
}

/** How many rows fulfil a condition. */
export function countQuery(view: TableView, condition: string): string {
  return `SELECT ${view.dialect.float('count(*)')} AS n ${rowsOf(view, condition)}`
}

/** Ids and keys of spans that may be calls of their own beside those in them, since neither of their token counts is that of one of them or of all together. */
export function ownCallsQuery(view: SettledView, limit: number): string {
  const { dialect, id, nested: { span, parent, worth, isServed }, inputTokens, outputTokens } = view
  const counts = [['n_in', countOf(inputTokens)], ['n_out', countOf(outputTokens)]] as const
  const isOther = counts.flatMap(([sum, count]) => [`SELECT ${parent}, ${count} ${servedWithin(view)}`, `SELECT n_p, ${sum} FROM (${families(view)}) AS families`].map((same) => `NOT (${dialect.isIn(`(${span}, ${count})`, same)})`))
  const among = dialect.isIn(span, `SELECT n_p FROM (${families(view)}) AS families WHERE n_least >= 6`)
  return `SELECT ${id} AS n_id, toString(${span}) AS n_key ${rowsOf(view, isServed, `${worth} >= 6`, among, ...isOther)} LIMIT ${limit}`
}

/** The served calls in some spans. */
export function withinQuery(view: SettledView, keys: readonly string[]): string {
  const { dialect, id, nested: { parent } } = view
  return `SELECT ${id} AS n_id, toString(${parent}) AS n_key ${rowsOf(view, view.nested.hasParent, view.nested.isServed, `toString(${parent}) IN (${keys.map(dialect.text).join(', ')})`)}`
}
