import type { WarehouseSource } from '../../config/schema.js'
import type { Column } from '../connection.js'
import type { Dialect } from '../sql/dialect.js'
import { answerModel } from '../sql/structure.js'
import { atLeastZero, columnsOf } from './expression.js'
import { plainRecord } from './record.js'
import type { TableView } from './table-view.js'

const sumWhere = (keys: string): string => `arraySum(arrayMap((k, v) -> if(${keys}, toFloat64(v), 0), mapKeys(usage_details), mapValues(usage_details)))`
const anyKey = (keys: string): string => `arrayExists(k -> ${keys}, mapKeys(usage_details))`

const IS_TOTAL = `lower(k) IN ('total', 'total_tokens')`
const IS_CACHE = `positionCaseInsensitive(k, 'cache') > 0`
const IS_WRITE = `(${IS_CACHE} AND (positionCaseInsensitive(k, 'creation') > 0 OR positionCaseInsensitive(k, 'write') > 0))`
const IS_REASONING = `(positionCaseInsensitive(k, 'reasoning') > 0 OR positionCaseInsensitive(k, 'thinking') > 0 OR positionCaseInsensitive(k, 'thoughts') > 0)`
const IS_INPUT = `(NOT ${IS_TOTAL} AND NOT ${IS_CACHE} AND NOT ${IS_REASONING} AND (positionCaseInsensitive(k, 'input') > 0 OR positionCaseInsensitive(k, 'prompt') > 0))`
const IS_OUTPUT = `(NOT ${IS_TOTAL} AND NOT ${IS_CACHE} AND (positionCaseInsensitive(k, 'output') > 0 OR positionCaseInsensitive(k, 'completion') > 0 OR ${IS_REASONING}))`

/**
 * Langfuse's tables of observations: `observations`, and `events_full` after it. Only generations are read. Cached tokens
 * stand beside `input` unless the total shows that it holds them, which is how most libraries that Langfuse knows count.
 */
export function langfuseView(dialect: Dialect, from: string, columns: readonly Column[], source: WarehouseSource | undefined): TableView {
  const cells = columnsOf(dialect, columns)
  const one = (...names: readonly string[]): string | undefined => names.find(cells.has)
  const texts = (...names: readonly string[]): readonly string[] => names.filter(cells.has).map(cells.text)
  const id = one('id', 'span_id') ?? 'id'
  const end = one('end_time')
  const session = one('session_id')
  const isInclusive = `(${sumWhere(IS_CACHE)} > 0 AND ${anyKey(IS_TOTAL)} AND ${sumWhere(IS_TOTAL)} = ${sumWhere(IS_INPUT)} + ${sumWhere(IS_OUTPUT)})`
  const input = `if(${anyKey(IS_INPUT)}, ${sumWhere(IS_INPUT)} + if(${isInclusive}, 0, ${sumWhere(IS_CACHE)}), ${dialect.noNumber})`
  const cost = `if(length(mapKeys(cost_details)) > 0 OR ifNull(toFloat64(total_cost), 0) > 0, ${atLeastZero(dialect, dialect.toNumber('total_cost'), 1)}, ${dialect.noNumber})`
  const parent = one('parent_observation_id', 'parent_span_id')
  const [asked, answered] = [cells.text('input'), cells.text('output')]
  const hasText = (text: string): string => `match(${text}, '[^[:space:]]') AND ${text} != 'null'`
  const keyOf = (name: string): string => `cityHash64(concat(${cells.text('trace_id')}, '\\n', ${cells.text(name)}))`
  const conditions = [`type = 'GENERATION'`, ...(cells.has('is_deleted') ? ['is_deleted = 0'] : []), ...(source?.where === undefined ? [] : [`(${source.where})`])]
  return {
    dialect,
    from,
    where: conditions.join(' AND '),
    id: cells.text(id),
    models: texts('provided_model_name'),
    request: cells.text('input'),
    system: undefined,
    parts: texts('model_parameters', 'tool_definitions'),
    tags: [...texts('name', 'prompt_name', 'trace_name', 'environment'), ...(source?.tags ?? []).map(cells.text)],
    response: cells.text('output'),
    states: [...texts('level'), ...(cells.has('experiment_id') ? [`toString(experiment_id != '')`] : [])],
    conversation: session === undefined ? undefined : cells.text(session),
    inputTokens: input,
    outputTokens: `if(${anyKey(IS_OUTPUT)}, ${sumWhere(IS_OUTPUT)}, ${dialect.noNumber})`,
    cacheReadInputTokens: `if(${anyKey(IS_CACHE)}, ${sumWhere(`(${IS_CACHE} AND NOT ${IS_WRITE})`)}, ${dialect.noNumber})`,
    cacheWriteInputTokens: `if(${anyKey(IS_WRITE)}, ${sumWhere(IS_WRITE)}, ${dialect.noNumber})`,
    costUsd: cost,
    latencyMs: end === undefined ? undefined : atLeastZero(dialect, `(${cells.time(end)} - ${cells.time('start_time')})`, 1),
    startedAt: cells.time('start_time'),
    nested: parent === undefined ? undefined : {
      span: keyOf(id),
      parent: keyOf(parent),
      hasParent: `${cells.text(parent)} != ''`,
      isServed: [...(cells.has('level') ? [`${cells.text('level')} != 'ERROR'`] : []), ...(cells.has('experiment_id') ? [`experiment_id = ''`] : [])].join(' AND ') || '1',
      worth: `toUInt8(if(${hasText(asked)} AND ${hasText(answered)}, 4, 0) + if(${anyKey(IS_INPUT)} AND ${anyKey(IS_OUTPUT)}, 2, 0) + if(${answerModel(dialect, answered)} != '', 1, 0))`,
    },
    record: columns.map(({ name }) => cells.field(name)).join(', '),
    toRecord: plainRecord,
  }
}
