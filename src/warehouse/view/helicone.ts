import type { WarehouseSource } from '../../config/schema.js'
import type { JsonObject } from '../../domain/json.js'
import type { Column } from '../connection.js'
import type { Dialect } from '../sql/dialect.js'
import { columnsOf } from './expression.js'
import { plainRecord } from './record.js'
import type { TableView } from './table-view.js'

/** Helicone keeps costs as whole billionths of a dollar. */
const USD_PER_UNIT = 1e-9

/** Helicone's `request_response_rmt`. Its prompt tokens leave out the cached ones. */
export function heliconeView(dialect: Dialect, from: string, columns: readonly Column[], source: WarehouseSource | undefined): TableView {
  const cells = columnsOf(dialect, columns)
  const texts = (...names: readonly string[]): readonly string[] => names.filter(cells.has).map(cells.text)
  const count = (name: string): string | undefined => (cells.has(name) ? cells.count(name) : undefined)
  const [read, write] = [count('prompt_cache_read_tokens'), count('prompt_cache_write_tokens')]
  const cached = [read, write].filter((expression) => expression !== undefined).map((expression) => ` + coalesce(${expression}, 0)`).join('')
  return {
    dialect,
    from,
    where: source?.where,
    id: cells.text('request_id'),
    models: texts('provider', 'model', 'request_model'),
    request: cells.text('request_body'),
    system: undefined,
    parts: [],
    tags: [...texts('prompt_id', 'properties'), ...(source?.tags ?? []).map(cells.text)],
    response: cells.text('response_body'),
    states: texts('status', 'cache_enabled', 'target_url'),
    conversation: cells.has('properties') && dialect.name === 'clickhouse' ? `ifNull(toString(properties['Helicone-Session-Id']), '')` : undefined,
    inputTokens: `(${cells.count('prompt_tokens')}${cached})`,
    outputTokens: count('completion_tokens'),
    cacheReadInputTokens: read,
    cacheWriteInputTokens: write,
    costUsd: cells.has('cost') ? cells.amount('cost', USD_PER_UNIT) : undefined,
    latencyMs: cells.has('latency') ? cells.amount('latency') : undefined,
    startedAt: cells.has('request_created_at') ? cells.time('request_created_at') : undefined,
    record: columns.map(({ name }) => cells.field(name)).join(', '),
    toRecord: asExported,
  }
}

/** The row under the names and in the units of Helicone's export. */
function asExported(row: JsonObject): JsonObject {
  const { cost, latency, status, properties, ...rest } = plainRecord(row)
  const usd = Number(cost) * USD_PER_UNIT
  return {
    ...rest,
    ...(latency === undefined ? {} : { delay_ms: latency }),
    ...(status === undefined ? {} : { response_status: status }),
    ...(properties === undefined ? {} : { request_properties: properties, properties }),
    ...(Number.isFinite(usd) && cost !== undefined ? { cost: usd } : {}),
  }
}
