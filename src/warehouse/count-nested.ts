import { settleNested, type NestedCall } from '../ingest/index.js'
import type { OpenTable } from './open-table.js'
import type { ReadRow } from './read-groups.js'
import { readRows } from './read-groups.js'
import { countQuery, nestedQuery, ownCallsQuery, repeatsOthers, richerQuery, withinQuery, type NestedView, type SettledView } from './sql/nested-query.js'
import type { TableView } from './view/table-view.js'

/** A table without the rows that tell of a model call of which another tells. */
export interface CountedOnce {
  readonly table: OpenTable
  /** Rows that were left out. */
  readonly repeats: number
  /** What could not be settled; no text of the log. */
  readonly warnings: readonly string[]
}

/** More spans than this that may be calls of their own are taken for what lies around others. */
const MOST_OWN = 500

const isNestedView = (view: TableView): view is NestedView => view.nested !== undefined
const isSettledView = (view: NestedView): view is SettledView => view.nested.worth !== undefined

/** Leaves out what would be counted twice: rows of which one lies in the other. Costs one query where none does. @throws AuditError for a query that fails */
export async function countNested(table: OpenTable): Promise<CountedOnce> {
  const { view, shown } = table
  const nested = isNestedView(view) ? await numberOf(table, nestedQuery(view)) : 0
  if (!isNestedView(view) || nested === 0) return { table, repeats: 0, warnings: [] }
  if (!isSettledView(view)) {
    return { table, repeats: 0, warnings: [`${shown}: ${nested} rows lie in another row of the table, as spans of one trace do. Where two of them tell of one model call it is counted twice: leave the outer ones out with \`where:\` of the source in the configuration`] }
  }
  const { own, isCut } = await ownCalls(table, view)
  const hasRicher = await numberOf(table, richerQuery(view, own)) > 0
  const repeated = repeatsOthers(view, hasRicher, own)
  return {
    table: { ...table, view: { ...view, repeated } },
    repeats: await numberOf(table, countQuery(view, repeated)),
    warnings: isCut ? [`${shown}: more than ${MOST_OWN} rows hold model calls and say something else than these; none of them is counted, though some may be calls of their own`] : [],
  }
}

async function numberOf({ connection }: OpenTable, sql: string): Promise<number> {
  for await (const row of connection.rows(sql)) return Number(row['n'])
  return 0
}

/** Ids of spans that are calls beside those in them, by the rule of the files, for which they are read. */
async function ownCalls(table: OpenTable, view: SettledView): Promise<{ readonly own: readonly string[]; readonly isCut: boolean }> {
  const outer = await placesOf(table, ownCallsQuery(view, MOST_OWN + 1))
  if (outer.length === 0) return { own: [], isCut: false }
  if (outer.length > MOST_OWN) return { own: [], isCut: true }
  const inner = await placesOf(table, withinQuery(view, outer.map(({ key }) => key)))
  const rows = await readRows(table, [...outer, ...inner].map(({ id }) => id))
  const own = outer.filter(({ id, key }) => {
    const spans = [spanOf(rows, id, ''), ...inner.filter((one) => one.key === key).map((one) => spanOf(rows, one.id, id))].flatMap((span) => span ?? [])
    const [first] = settleNested(spans)
    return spans.length > 1 && spans[0]?.id === id && first?.kind === 'call'
  })
  return { own: own.map(({ id }) => id), isCut: false }
}

async function placesOf({ connection }: OpenTable, sql: string): Promise<readonly { readonly id: string; readonly key: string }[]> {
  const places: { readonly id: string; readonly key: string }[] = []
  for await (const row of connection.rows(sql)) places.push({ id: String(row['n_id']), key: String(row['n_key']) })
  return places
}

function spanOf(rows: ReadonlyMap<string, ReadRow>, id: string, parentId: string): NestedCall | undefined {
  const row = rows.get(id)
  return row && { id, parentId, record: row }
}
