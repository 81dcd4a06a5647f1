import type { JsonObject } from '../domain/json.js'
import type { Dialect } from './sql/dialect.js'

/** A column of a table; `type` in the words of its database. */
export interface Column {
  readonly name: string
  readonly type: string
}

/** What came over the wire so far: rows of results, and their bytes as text. */
export interface Received {
  readonly rows: number
  readonly bytes: number
}

/** An open connection that can only read. Every failure is an AuditError without credentials, except an abort, which is thrown as its reason. */
export interface Connection {
  readonly dialect: Dialect
  /** The columns of a table; empty when there is no such table. */
  readonly columns: (database: string, table: string) => Promise<readonly Column[]>
  readonly tables: (database: string) => Promise<readonly string[]>
  /** True for a table that keeps older versions of a row beside the newest until it gets round to merging them. */
  readonly keepsVersions: (database: string, table: string) => Promise<boolean>
  /** Runs a query and yields its rows as they come. */
  readonly rows: (sql: string) => AsyncGenerator<JsonObject>
  readonly received: () => Received
  readonly close: () => Promise<void>
}
