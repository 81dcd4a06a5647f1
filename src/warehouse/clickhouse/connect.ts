import { Agent as HttpAgent } from 'node:http'
import type { ClickHouseClient } from '@clickhouse/client'
import type { JsonObject } from '../../domain/json.js'
import type { Column, Connection } from '../connection.js'
import type { FailureKind } from '../failure.js'
import { failureOf, networkFailure } from '../failure.js'
import type { Location } from '../location.js'
import { clickhouse } from './dialect.js'

/** Error codes of ClickHouse by what they mean to a user. */
const KINDS: ReadonlyMap<string, FailureKind> = new Map([
  ['192', 'login'], ['193', 'login'], ['194', 'login'], ['516', 'login'], ['81', 'database'], ['241', 'memory'], ['173', 'memory'], ['159', 'timeout'], ['160', 'timeout'], ['497', 'rights'], ['164', 'rights'],
])

/** What lets a large aggregation end rather than fail, on every version; a query is read only by what it says and by the user's rights. */
const SETTINGS = {
  max_query_size: '16777216', max_ast_elements: '2000000', max_expanded_ast_elements: '8000000', max_bytes_before_external_group_by: '2000000000', max_bytes_before_external_sort: '2000000000',
  output_format_json_quote_64bit_integers: 0, distributed_aggregation_memory_efficient: 1, readonly: '2',
} as const

type Settings = Record<string, string | number>

/** Connects to ClickHouse over HTTP; the first query says whether it works. */
export async function connectClickhouse(location: Location, signal: AbortSignal | undefined): Promise<Connection> {
  const { createClient } = await import('@clickhouse/client')
  const received = { rows: 0, bytes: 0 }
  const host = location.host.includes(':') ? `[${location.host}]` : location.host
  const client: ClickHouseClient = createClient({
    url: `${location.isTls ? 'https' : 'http'}://${host}:${location.port}`,
    username: location.user ?? 'default',
    password: location.password ?? '',
    database: location.database,
    request_timeout: location.timeoutMs,
    max_open_connections: 2,
    log: { level: 127 },
    compression: { request: false, response: false },
    ...(location.isTls ? {} : { http_agent: new HttpAgent({ keepAlive: false }) }),
  })

  let settings: Settings = { ...SETTINGS, max_execution_time: Math.ceil(location.timeoutMs / 1000) }
  const send = async (sql: string): ReturnType<typeof query> => {
    try {
      return await query(sql, settings)
    } catch (error) {
      // A profile with readonly = 1 lets its user set nothing at all.
      if (!(error instanceof Error) || !/Cannot override setting|Cannot modify '.*' setting in readonly/u.test(error.message)) throw error
      settings = {}
      return query(sql, settings)
    }
  }
  const query = (sql: string, clickhouse_settings: Settings) => client.query({ query: sql, format: 'JSONEachRow', clickhouse_settings, ...(signal ? { abort_signal: signal } : {}) })

  async function* rows(sql: string): AsyncGenerator<JsonObject> {
    // The client hears of an interrupt only while a query runs.
    signal?.throwIfAborted()
    try {
      const result = await send(sql)
      for await (const chunk of result.stream()) {
        for (const row of chunk) {
          received.rows++
          received.bytes += Buffer.byteLength(row.text)
          yield row.json<JsonObject>()
        }
      }
    } catch (error) {
      signal?.throwIfAborted()
      throw failure(error, location)
    }
  }

  const all = async (sql: string): Promise<readonly JsonObject[]> => {
    const found: JsonObject[] = []
    for await (const row of rows(sql)) found.push(row)
    return found
  }
  const { text } = clickhouse
  return {
    dialect: clickhouse,
    rows,
    columns: async (database, table) => (await all(`SELECT name, type FROM system.columns WHERE database = ${text(database)} AND table = ${text(table)}`))
      .map((row): Column => ({ name: String(row['name']), type: String(row['type']) })),
    tables: async (database) => (await all(`SELECT name FROM system.tables WHERE database = ${text(database)} ORDER BY name LIMIT 50`)).map((row) => String(row['name'])),
    keepsVersions: async (database, table) => {
      const [found] = await all(`SELECT engine FROM system.tables WHERE database = ${text(database)} AND name = ${text(table)}`)
      return /^(?:Replicated|Shared)?Replacing/u.test(String(found?.['engine'])) || found?.['engine'] === 'Distributed'
    },
    received: () => ({ ...received }),
    close: () => client.close(),
  }
}

function failure(error: unknown, location: Location): unknown {
  const network = networkFailure(error, location)
  if (network) return network
  if (!(error instanceof Error)) return error
  if (/timeout error|socket hang ?up/iu.test(error.message)) return failureOf('timeout', '', location)
  const code = ('code' in error && typeof error.code === 'string' ? error.code : undefined) ?? /Code: (\d+)/u.exec(error.message)?.[1]
  const said = error.message.replace(/e\.what\(\).*$|Stack trace.*$/su, '').replace(/: While (?:processing|executing).*$/su, '')
  return failureOf(KINDS.get(code ?? '') ?? 'query', said, location)
}
