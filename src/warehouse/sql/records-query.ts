import type { TableView } from '../view/table-view.js'

/** Whole records by id. */
export function recordsQuery(view: TableView, ids: readonly string[]): string {
  const { dialect, where } = view
  const named = `${view.id} IN (${ids.map(dialect.text).join(', ')})`
  return `SELECT ${view.record}, ${view.id} AS cv_id FROM ${view.from} WHERE ${where === undefined ? named : `(${where}) AND ${named}`}`
}
