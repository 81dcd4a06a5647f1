import type { TableView } from '../view/table-view.js'
import type { Dialect } from './dialect.js'
import { rowSteps } from './rows.js'

export interface SampleScope {
  readonly seed: number
  /** What rows are grouped by beside their models: structure alone, or with the tags; both together, `<by><cv_m>`, are a label. */
  readonly by: 'cv_s' | 'cv_g'
  /** Labels that turned out to be of one group, and the label that stands for it. */
  readonly merged: ReadonlyMap<string, string>
  /** `cv_k` of rows that are no usable calls. */
  readonly without: readonly string[]
}

/** A seeded place in SQL: the same as `place` in sample/draw. */
function placeOf(dialect: Dialect, seed: number, purpose: string, name: string): string {
  return dialect.sha256(dialect.concat([dialect.text(`${seed}\n${purpose}\n`), name]))
}

/**
 * One row for each thing that may be drawn: one of the repeats of a request, one request of a conversation. `e_id` is its id, `e_name` what
 * its place in the order is drawn by: the least id among its repeats, which says nothing of how many they are.
 */
function eligibleRows(view: TableView, { seed, by, merged, without }: SampleScope): string {
  const { dialect } = view
  const { least, argMin } = dialect
  const usable = without.length === 0 ? undefined : `cv_k NOT IN (${without.map(dialect.text).join(', ')})`
  const repeats = dialect.select({
    steps: [...rowSteps(view), ['cv_label', dialect.rename(dialect.concat([by, 'cv_m']), merged)], ['cv_c', view.conversation ?? dialect.text('')], ['cv_p', placeOf(dialect, seed, 'repeat', 'cv_id')]],
    columns: [['r_g', 'cv_label'], ['r_q', 'cv_q'], ['r_name', least('cv_id')], ['r_id', argMin('cv_id', 'cv_p')], ['r_talk', argMin('cv_c', 'cv_p')], ['r_n', 'count(*)']],
    from: view.from, where: view.where, filter: usable, groupBy: ['cv_label', 'cv_q'],
  })
  const talk = dialect.when(`r_talk = ''`, dialect.concat([dialect.text('-'), 'r_name']), dialect.concat([dialect.text('+'), 'r_talk']))
  const named = `SELECT r_g, r_name, r_id, r_n, ${talk} AS t_talk, ${placeOf(dialect, seed, 'conversation', 'r_name')} AS t_p FROM (${repeats}) AS repeated`
  return `SELECT r_g AS g, ${argMin('r_name', 't_p')} AS e_name, ${argMin('r_id', 't_p')} AS e_id, ${argMin('r_n', 't_p')} AS e_n, count(*) AS e_d FROM (${named}) AS named GROUP BY r_g, t_talk`
}

/** Per group: different requests, and those left when every conversation counts once. */
export function eligibleQuery(view: TableView, scope: SampleScope): string {
  const { float } = view.dialect
  return `SELECT g, ${float('sum(e_d)')} AS distinct_requests, ${float('count(*)')} AS eligible FROM (${eligibleRows(view, scope)}) AS chosen GROUP BY g`
}

/** The first `perGroup` of each group in the seeded order: their ids, places, names and repeats. */
export function sampleQuery(view: TableView, scope: SampleScope, perGroup: number): string {
  const { dialect } = view
  const rows = `SELECT g, e_id AS id, e_name AS name, ${dialect.float('e_n')} AS repeats, ${placeOf(dialect, scope.seed, 'order', 'e_name')} AS place FROM (${eligibleRows(view, scope)}) AS chosen`
  return dialect.firstPerGroup(rows, ['g'], 'place', perGroup)
}
