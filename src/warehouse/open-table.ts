import type { WarehouseSource } from '../config/schema.js'
import { AuditError } from '../domain/error.js'
import { didYouMean } from '../text/nearest.js'
import { connectClickhouse } from './clickhouse/connect.js'
import type { Connection } from './connection.js'
import type { Location } from './location.js'
import { parseLocation } from './location.js'
import { connectPostgres } from './postgres/connect.js'
import { createView, tableFormat } from './view/create-view.js'
import type { TableView } from './view/table-view.js'

/** A table that is there, and how it is read. */
export interface OpenTable {
  readonly connection: Connection
  readonly view: TableView
  /** Address and table, safe to show. */
  readonly shown: string
}

export interface OpenOptions {
  readonly sources: readonly WarehouseSource[]
  readonly env: NodeJS.ProcessEnv
  readonly signal?: AbortSignal | undefined
}

/** The source of the configuration that lies where the address points; of several the one whose table it names. */
function sourceOf(location: Location, { sources, env }: OpenOptions): WarehouseSource | undefined {
  const here = sources.filter(({ url }) => parseLocation(url, env).shown === location.shown)
  return here.find(({ table }) => table === location.table) ?? (location.table === undefined && here.length === 1 ? here[0] : undefined)
}

/** Names of tables that tools use, for an address that names none. */
const USUAL = ['observations', 'events_full', 'request_response_rmt', 'LiteLLM_SpendLogs']

/** Langfuse's table of shortened texts, and the one beside it that keeps them whole. */
const [SHORTENED, WHOLE] = ['events_core', 'events_full']

/** Connects and finds out what lies there. @throws AuditError for everything that stands in the way, without credentials */
export async function openTable(address: string, options: OpenOptions): Promise<OpenTable> {
  const location = parseLocation(address, options.env)
  const source = sourceOf(location, options)
  const connection = await (location.engine === 'clickhouse' ? connectClickhouse(location, options.signal) : connectPostgres(location, options.signal))
  try {
    const table = await wholeTable(connection, location, location.table ?? source?.table ?? await usualTable(connection, location))
    const shown = `${location.shown}?table=${table}`
    const columns = await connection.columns(location.database, table)
    if (columns.length === 0) throw await noTable(connection, location, table)
    const isLangfuse = tableFormat(columns, source) === 'langfuse' || tableFormat(columns, source) === 'helicone'
    const isFinal = location.engine === 'clickhouse' && (source?.final ?? (isLangfuse && await connection.keepsVersions(location.database, table)))
    const { identifier } = connection.dialect
    const name = location.engine === 'clickhouse' ? `${identifier(location.database)}.${identifier(table)}` : table.split('.').map(identifier).join('.')
    return { connection, view: createView(connection.dialect, isFinal ? `${name} FINAL` : name, columns, source, shown), shown }
  } catch (error) {
    await connection.close()
    throw error
  }
}

async function usualTable(connection: Connection, location: Location): Promise<string> {
  const tables = await connection.tables(location.database)
  const usual = USUAL.find((name) => tables.includes(name))
  if (usual !== undefined) return usual
  throw new AuditError('warehouse/table', `${location.shown}: the address names no table; there are: ${tables.join(', ') || 'none'}`, `Write ${location.shown}?table=<name>`)
}

/** The first 200 characters of prompts and answers are no calls: the table with all of them is read instead. */
async function wholeTable(connection: Connection, location: Location, table: string): Promise<string> {
  if (table !== SHORTENED) return table
  if ((await connection.tables(location.database)).includes(WHOLE)) return WHOLE
  throw new AuditError('warehouse/table', `${location.shown}: ${SHORTENED} of Langfuse keeps only the first 200 characters of prompts and answers, and there is no ${WHOLE} beside it that this user may see`, `Give the user the right to read ${WHOLE}, or export the observations`)
}

async function noTable(connection: Connection, location: Location, table: string): Promise<AuditError> {
  const tables = await connection.tables(location.database)
  return new AuditError('warehouse/table', `${location.shown}: there is no table ${JSON.stringify(table)} that this user may see; there are: ${tables.join(', ') || 'none'}.${didYouMean(table, tables)}`, 'Correct ?table= in the address, or the database before it')
}
