import type { Client, ClientConfig } from 'pg'
import type { JsonObject } from '../../domain/json.js'
import type { Column, Connection } from '../connection.js'
import type { FailureKind } from '../failure.js'
import { failureOf, networkFailure } from '../failure.js'
import type { Location } from '../location.js'
import { postgres } from './dialect.js'

const KINDS: ReadonlyMap<string, FailureKind> = new Map([
  ['28P01', 'login'], ['28000', 'login'], ['3D000', 'database'], ['53200', 'memory'], ['53100', 'memory'], ['57014', 'timeout'], ['42501', 'rights'],
])
const PAGE = 500
/** date, timestamp, timestamptz: as the text that the server sends, which holds more than a Date and is in UTC. */
const TIMES: ReadonlySet<number> = new Set([1082, 1114, 1184])

/** Connects to PostgreSQL; all queries run in one read-only transaction over one snapshot, and large results come through a cursor. */
export async function connectPostgres(location: Location, signal: AbortSignal | undefined): Promise<Connection> {
  const { default: pg } = await import('pg')
  const received = { rows: 0, bytes: 0 }
  const open = async (ssl: NonNullable<ClientConfig['ssl']>): Promise<Client> => {
    const client = new pg.Client({
      host: location.host, port: location.port, database: location.database, user: location.user ?? 'postgres', password: location.password ?? '', ssl,
      statement_timeout: location.timeoutMs, connectionTimeoutMillis: Math.min(location.timeoutMs, 30_000), application_name: 'cheapest-viable',
      types: { getTypeParser: (oid: number, format?: 'text' | 'binary') => (TIMES.has(oid) ? (value: string) => value : pg.types.getTypeParser(oid, format)) as never },
    })
    client.on('error', () => undefined) // the query that is running reports it
    await client.connect()
    return client
  }
  const client = await connect(open, location).catch((error: unknown) => {
    throw failure(error, location)
  })
  const stop = (): void => {
    void client.end().catch(() => undefined)
  }
  signal?.addEventListener('abort', stop, { once: true })
  const ask = async (sql: string): Promise<readonly JsonObject[]> => {
    try {
      signal?.throwIfAborted()
      const { rows } = await client.query<JsonObject>(sql)
      return rows
    } catch (error) {
      signal?.throwIfAborted()
      throw failure(error, location)
    }
  }
  await ask(`BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL TIME ZONE 'UTC'; SET LOCAL extra_float_digits = 1; SET LOCAL standard_conforming_strings = on`)

  let cursors = 0
  async function* rows(sql: string): AsyncGenerator<JsonObject> {
    const cursor = `cv_cursor_${++cursors}`
    await ask(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${sql}`)
    for (;;) {
      const page = await ask(`FETCH ${PAGE} FROM ${cursor}`)
      for (const row of page) {
        received.rows++
        received.bytes += Buffer.byteLength(JSON.stringify(row))
        yield row
      }
      if (page.length < PAGE) break
    }
    await ask(`CLOSE ${cursor}`)
  }
  const { text } = postgres
  const schemaOf = (table: string): readonly [schema: string, name: string] => {
    const dot = table.indexOf('.')
    return dot < 0 ? ['public', table] : [table.slice(0, dot), table.slice(dot + 1)]
  }
  return {
    dialect: postgres,
    rows,
    columns: async (_database, table) => {
      const [schema, name] = schemaOf(table)
      const found = await ask(`SELECT column_name AS name, data_type AS type FROM information_schema.columns WHERE table_schema = ${text(schema)} AND table_name = ${text(name)} ORDER BY ordinal_position`)
      return found.map((row): Column => ({ name: String(row['name']), type: String(row['type']) }))
    },
    tables: async () => (await ask(`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY table_name LIMIT 50`)).map((row) => String(row['name'])),
    keepsVersions: () => Promise.resolve(false),
    received: () => ({ ...received }),
    close: async () => {
      signal?.removeEventListener('abort', stop)
      await client.end().catch(() => undefined)
    },
  }
}

/** TLS as libpq's sslmode says: `prefer` falls back to plain, `require` checks no certificate, the others do. */
async function connect(open: (ssl: NonNullable<ClientConfig['ssl']>) => Promise<Client>, { tls }: Location): Promise<Client> {
  if (tls === 'disable') return open(false)
  if (tls === 'verify-full') return open({ rejectUnauthorized: true })
  if (tls === 'verify-ca') return open({ rejectUnauthorized: true, checkServerIdentity: () => undefined })
  if (tls === 'require') return open({ rejectUnauthorized: false })
  return open({ rejectUnauthorized: false }).catch((error: unknown) => {
    if (error instanceof Error && error.message.includes('does not support SSL')) return open(false)
    throw error
  })
}

function failure(error: unknown, location: Location): unknown {
  const network = networkFailure(error, location)
  if (network) return network
  if (!(error instanceof Error)) return error
  if (error.message.includes('does not support SSL')) return failureOf('query', 'the server offers no TLS: use sslmode=disable', location)
  if (/timeout expired/iu.test(error.message)) return failureOf('timeout', '', location)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return failureOf(KINDS.get(code) ?? (/password|SASL/u.test(error.message) ? 'login' : 'query'), error.message, location)
}
