import { GAMMA } from '../../digest/latency-sketch.js'
import { countedRows, type TableView } from '../view/table-view.js'
import type { Dialect } from './dialect.js'
import { columnList } from './dialect.js'
import type { PromptDetail } from './mask.js'
import { rowSteps } from './rows.js'

const LN_GAMMA = Math.log(GAMMA)
const LEAST_MS = 1e-6
/** Stands for the bin of a call without a latency, and of one that counts as zero. */
export const NO_BIN = -1_000_000
export const ZERO_BIN = -999_999

/** Sums over rows by name; each is 0 where nothing is known. */
function sums({ when, float }: Dialect): readonly (readonly [name: string, expression: string])[] {
  const known = (condition: string, value: string): string => `sum(${when(condition, float(value), float('0'))})`
  const some = (name: string, column: string): readonly (readonly [string, string])[] => [
    [`g_${name}_n`, known(`${column} IS NOT NULL`, '1')],
    [`g_${name}`, known(`${column} IS NOT NULL`, `coalesce(${column}, 0)`)],
  ]
  const tokens = (name: string, condition: string): readonly (readonly [string, string])[] => [
    [`${name}_n`, known(condition, '1')],
    ...['in', 'out', 'read', 'write'].map((column) => [`${name}_${column}`, known(condition, `coalesce(cv_${column}, 0)`)] as const),
  ]
  const counted = 'cv_in IS NOT NULL AND cv_out IS NOT NULL'
  return [
    ...some('in', 'cv_in'), ...some('out', 'cv_out'), ...some('read', 'cv_read'), ...some('write', 'cv_write'), ...some('usd', 'cv_usd'),
    ['g_priced_usd', known(`cv_usd IS NOT NULL AND ${counted}`, 'coalesce(cv_usd, 0)')],
    ...tokens('g_priced', `cv_usd IS NOT NULL AND ${counted}`),
    ...tokens('g_unpriced', `cv_usd IS NULL AND ${counted}`),
  ]
}

/** The bin of `cv_ms`, as in digest/latency-sketch. */
function latencyBin({ when, float, integer, naturalLog }: Dialect): string {
  const positive = when(`coalesce(cv_ms, 1) < ${LEAST_MS}`, float('1'), 'coalesce(cv_ms, 1)')
  return when('cv_ms IS NULL', integer(String(NO_BIN)), when(`coalesce(cv_ms, 1) < ${LEAST_MS}`, integer(String(ZERO_BIN)), integer(`ceil(${naturalLog(positive)} / ${LN_GAMMA})`)))
}

/**
 * One row for each structure and model, most calls first: calls, sums, latency bins, span of time, and the least id, by which one record
 * of it is read. A cluster adds up per shard.
 */
export function groupsQuery(view: TableView, detail: PromptDetail, limit: number): string {
  const { dialect } = view
  const { float, least, list } = dialect
  const number = (expression: string | undefined): string => expression ?? dialect.noNumber
  const inner = dialect.select({
    steps: [
      ...rowSteps(view, detail),
      ['cv_in', number(view.inputTokens)], ['cv_out', number(view.outputTokens)], ['cv_read', number(view.cacheReadInputTokens)], ['cv_write', number(view.cacheWriteInputTokens)],
      ['cv_usd', number(view.costUsd)], ['cv_ms', number(view.latencyMs)], ['cv_at', number(view.startedAt)],
      ['cv_bin', latencyBin(dialect)],
    ],
    columns: [
      ['i_k', 'cv_k'], ['i_m', 'cv_m'], ['i_s', 'cv_s'], ['i_g', 'cv_g'], ['i_bin', 'cv_bin'], ['i_n', float('count(*)')], ['i_id', least('cv_id')],
      ...sums(dialect),
      ['i_longest', `max(${float(`coalesce(cv_out, ceil(${dialect.length('cv_answer')} / 4.0))`)})`], ['i_from', 'min(cv_at)'], ['i_to', 'max(cv_at)'],
    ],
    from: view.from, where: countedRows(view), groupBy: ['cv_k', 'cv_m', 'cv_s', 'cv_g', 'cv_bin'],
  })
  const outer: readonly (readonly [string, string])[] = [
    ['k', 'i_k'], ['m', 'i_m'], ['s', 'i_s'], ['g', 'i_g'], ['calls', 'sum(i_n)'], ['id', least('i_id')],
    ...sums(dialect).map(([name]) => [name.slice(2), `sum(${name})`] as const),
    ['longest', 'max(i_longest)'], ['first_at', 'min(i_from)'], ['last_at', 'max(i_to)'], ['bins', list('i_bin')], ['bin_calls', list('i_n')],
  ]
  return `SELECT ${columnList(outer)} FROM (${inner}) AS per_bin GROUP BY i_k, i_m, i_s, i_g ORDER BY calls DESC, k, m LIMIT ${limit}`
}

/** How many kinds of rows there are among some of them, picked by their ids, and how many rows that is. */
export function kindsQuery(view: TableView, detail: PromptDetail): string {
  const { dialect } = view
  const few = `${dialect.firstCharacters(dialect.hash(view.id), 2)} = '00'`
  const kinds = dialect.select({
    steps: rowSteps(view, detail), columns: [['i_k', 'cv_k'], ['i_m', 'cv_m'], ['i_n', dialect.float('count(*)')]],
    from: view.from, where: [countedRows(view), few].flatMap((condition) => (condition === undefined ? [] : [`(${condition})`])).join(' AND '), groupBy: ['cv_k', 'cv_m'],
  })
  return `SELECT ${dialect.float('count(*)')} AS kinds, sum(i_n) AS calls FROM (${kinds}) AS counted`
}
