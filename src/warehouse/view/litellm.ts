import type { WarehouseSource } from '../../config/schema.js'
import type { Column } from '../connection.js'
import type { Dialect } from '../sql/dialect.js'
import { atLeastZero, columnsOf, inclusive, wholeOf } from './expression.js'
import { plainRecord } from './record.js'
import type { TableView } from './table-view.js'

/** LiteLLM's `LiteLLM_SpendLogs`: the prompt lies in `proxy_server_request`, not in `messages`. Its prompt tokens include the cached ones. */
export function litellmView(dialect: Dialect, from: string, columns: readonly Column[], source: WarehouseSource | undefined): TableView {
  const cells = columnsOf(dialect, columns)
  const texts = (...names: readonly string[]): readonly string[] => names.filter(cells.has).map(cells.text)
  const isJson = (name: string): boolean => columns.some((column) => column.name === name && /^jsonb?$/u.test(column.type))
  const inside = (path: string): string => `(${dialect.identifier('metadata')} #>> '{${path}}')`
  const cached = (...paths: readonly string[]): string => (isJson('metadata') ? wholeOf(dialect, `coalesce(${paths.map((path) => dialect.toNumber(inside(path))).join(', ')})`) : dialect.noNumber)
  const tokens = inclusive(dialect, cells.count('prompt_tokens'),
    cached('usage_object,prompt_tokens_details,cached_tokens', 'usage_object,cache_read_input_tokens', 'additional_usage_values,cache_read_input_tokens'),
    cached('usage_object,cache_creation_input_tokens', 'additional_usage_values,cache_creation_input_tokens'))
  const body = cells.text('proxy_server_request')
  const messages = cells.has('messages') ? cells.text('messages') : dialect.text('')
  const elapsed = atLeastZero(dialect, `(${cells.time('endTime')} - ${cells.time('startTime')})`, 1)
  return {
    dialect,
    from,
    where: source?.where,
    id: cells.text('request_id'),
    models: texts('custom_llm_provider', 'model', 'model_group'),
    request: dialect.when(`${body} IN ('', '{}', '[]', 'null')`, messages, body),
    system: undefined,
    parts: [],
    tags: [
      ...(cells.has('request_tags') ? [dialect.replaceAll(cells.text('request_tags'), '"[Uu]ser-[Aa]gent:[^"]*"', '')] : []),
      ...(isJson('metadata') ? [dialect.toText(inside('spend_logs_metadata'), true), dialect.toText(inside('requester_metadata'), true)] : []),
      ...(source?.tags ?? []).map(cells.text),
    ],
    response: cells.text('response'),
    states: [...texts('status', 'call_type', 'cache_hit'), ...(isJson('metadata') ? [dialect.toText(inside('status'), true)] : [])],
    conversation: cells.has('session_id') ? cells.text('session_id') : undefined,
    inputTokens: tokens.input,
    outputTokens: cells.count('completion_tokens'),
    cacheReadInputTokens: tokens.read,
    cacheWriteInputTokens: tokens.write,
    costUsd: cells.amount('spend'),
    latencyMs: cells.has('request_duration_ms') ? `coalesce(${cells.amount('request_duration_ms')}, ${elapsed})` : elapsed,
    startedAt: cells.time('startTime'),
    record: columns.map(({ name }) => cells.field(name)).join(', '),
    toRecord: plainRecord,
  }
}
