import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { JsonObject } from '../../src/domain/json.js'
import { clickhouse } from '../../src/warehouse/clickhouse/dialect.js'
import type { Column, Connection } from '../../src/warehouse/connection.js'

interface Session { readonly query: (sql: string, format?: string) => string; readonly cleanup?: () => void }

/** A current ClickHouse in this process, where the package `chdb` (546 MB, therefore no dependency) is found beside the project or in the folder that AUDIT_TEST_CHDB names. */
function load(): { readonly Session: new () => Session } | undefined {
  for (const from of [process.env['AUDIT_TEST_CHDB'], process.cwd()].filter((folder) => folder !== undefined)) {
    try {
      return createRequire(join(from, 'package.json'))('chdb') as { readonly Session: new () => Session }
    } catch {
      continue
    }
  }
  return undefined
}

const chdb = load()
export const hasChdb = chdb !== undefined

export interface Chdb {
  readonly run: (sql: string) => string
  readonly connection: Connection
  readonly stop: () => void
}

export function startChdb(): Chdb {
  if (!chdb) throw new Error('chdb is not there')
  const session = new chdb.Session()
  const run = (sql: string): string => session.query(sql, 'JSONEachRow')
  const all = (sql: string): readonly JsonObject[] => run(`${sql} SETTINGS output_format_json_quote_64bit_integers = 0, max_query_size = 16777216`).split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as JsonObject)
  const connection: Connection = {
    dialect: clickhouse,
    columns: (database, table) => Promise.resolve(all(`SELECT name, type FROM system.columns WHERE database = '${database}' AND table = '${table}'`).map((row): Column => ({ name: String(row['name']), type: String(row['type']) }))),
    tables: () => Promise.resolve([]),
    keepsVersions: () => Promise.resolve(true),
    rows: async function* (sql) {
      yield* all(sql)
    },
    received: () => ({ rows: 0, bytes: 0 }),
    close: () => Promise.resolve(),
  }
  return { run, connection, stop: () => session.cleanup?.() }
}
