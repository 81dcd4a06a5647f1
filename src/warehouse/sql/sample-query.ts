import { countedRows, type TableView } from '../view/table-view.js'
import type { Dialect, Select } from './dialect.js'
import { columnList } from './dialect.js'
import type { PromptDetail } from './mask.js'
import { rowSteps } from './rows.js'

export interface SampleScope {
  readonly seed: number
  /** How the rows were grouped. */
  readonly detail: PromptDetail
  /** What rows are grouped by beside their models: structure alone, or with the tags; both together, `<by><cv_m>`, are a label. */
  readonly by: 'cv_s' | 'cv_g'
  /** Labels that turned out to be of one group, and the label that stands for it. */
  readonly merged: ReadonlyMap<string, string>
  /** `cv_k` of rows that are no usable calls. */
  readonly without: readonly string[]
  /** Labels that are asked for; all where undefined. */
  readonly only?: readonly string[] | undefined
}

/** A seeded place in SQL: the same as `place` in sample/draw. */
function placeOf(dialect: Dialect, seed: number, purpose: string, name: string): string {
  return dialect.sha256(dialect.concat([dialect.text(`${seed}\n${purpose}\n`), name]))
}

/**
 * One row for each thing that may be drawn: one of the repeats of a request, one request of a conversation. `e_id` is its id, `e_name` what
 * its place in the order is drawn by: the least id among its repeats, which says nothing of how many they are.
 */
function eligibleRows(view: TableView, { seed, detail, by, merged, without, only }: SampleScope): string {
  const { dialect } = view
  const { least, argMin } = dialect
  const usable = [
    ...(without.length === 0 ? [] : [`cv_k NOT IN (${without.map(dialect.text).join(', ')})`]),
    ...(only === undefined ? [] : [`cv_label IN (${only.map(dialect.text).join(', ')})`]),
  ]
  const repeats = dialect.select({
    steps: [...rowSteps(view, detail), ['cv_label', dialect.rename(dialect.concat([by, 'cv_m']), merged)], ['cv_c', view.conversation ?? dialect.text('')], ['cv_p', placeOf(dialect, seed, 'repeat', 'cv_id')]],
    columns: [['r_g', 'cv_label'], ['r_q', 'cv_q'], ['r_name', least('cv_id')], ['r_id', argMin('cv_id', 'cv_p')], ['r_talk', argMin('cv_c', 'cv_p')], ['r_n', 'count(*)']],
    from: view.from, where: countedRows(view), filter: usable.length === 0 ? undefined : usable.join(' AND '), groupBy: ['cv_label', 'cv_q'],
  })
  const talk = dialect.when(`r_talk = ''`, dialect.concat([dialect.text('-'), 'r_name']), dialect.concat([dialect.text('+'), 'r_talk']))
  const named = `SELECT r_g, r_name, r_id, r_n, ${talk} AS t_talk, ${placeOf(dialect, seed, 'conversation', 'r_name')} AS t_p FROM (${repeats}) AS repeated`
  return `SELECT r_g AS g, ${argMin('r_name', 't_p')} AS e_name, ${argMin('r_id', 't_p')} AS e_id, ${argMin('r_n', 't_p')} AS e_n, count(*) AS e_d FROM (${named}) AS named GROUP BY r_g, t_talk`
}

/**
 * Per group: different requests, those left when every conversation counts once, and the first `perGroup` of these in the seeded order: their ids,
 * places, names and repeats. Only what comes before the `bounds` of its group is sorted; without enough of it, too few come.
 */
export function sampleQuery(view: TableView, scope: SampleScope, perGroup: number, bounds: ReadonlyMap<string, string>): string {
  const { dialect } = view
  const { float } = dialect
  const rows = `SELECT g, e_id, e_name, ${float('e_n')} AS e_repeats, ${float('e_d')} AS e_requests, ${placeOf(dialect, scope.seed, 'order', 'e_name')} AS e_place, ${dialect.rename('g', bounds)} AS e_bound FROM (${eligibleRows(view, scope)}) AS chosen`
  const first = (value: string): string => dialect.firstValues(value, 'e_place', dialect.isBefore('e_place', 'e_bound'), perGroup)
  const columns: Select['columns'] = [
    ['distinct_requests', 'sum(e_requests)'], ['eligible', float('count(*)')],
    ['ids', first('e_id')], ['names', first('e_name')], ['repeats', first('e_repeats')], ['places', first('e_place')],
  ]
  return `SELECT g, ${columnList(columns)} FROM (${rows}) AS placed GROUP BY g`
}

/** Every place lies before it: they are hex digits. */
export const ALL = 'g'

/** Before it lie `wanted` of `among` places that are spread evenly, but for a chance below one in a million. */
export function boundFor(wanted: number, among: number): string {
  const share = (wanted + 6 * Math.sqrt(wanted) + 30) / Math.max(1, among)
  return share >= 1 ? ALL : Math.floor(share * 2 ** 32).toString(16).padStart(8, '0')
}
