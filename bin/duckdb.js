// Queries on a DuckDB file, in DuckDB's build for WebAssembly. It is given the runtime that knows no file system (the one for Node reads and writes
// whatever a query names) and the bytes of the one file, opened for reading; outside access is switched off, and the settings are locked.
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const SETTINGS = ['SET enable_external_access = false', "SET memory_limit = '256MB'", 'SET lock_configuration = true']
const NUMBERS = /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|DECIMAL.*|DOUBLE|FLOAT|REAL)$/
const NAME = 'data.duckdb'

/** True for a file that begins as DuckDB's do. */
export function isDuckdb(bytes) {
  return bytes.subarray(8, 12).toString('latin1') === 'DUCK'
}

/** An engine with no file in it. */
export async function loadDuckdb() {
  const duckdb = require('@duckdb/duckdb-wasm/dist/duckdb-node-blocking.cjs')
  const module = (kind) => ({ mainModule: require.resolve(`@duckdb/duckdb-wasm/dist/duckdb-${kind}.wasm`), mainWorker: '' })
  const engine = await duckdb.createDuckDB({ mvp: module('mvp'), eh: module('eh') }, new duckdb.VoidLogger(), duckdb.DEFAULT_RUNTIME)
  await engine.instantiate()
  return { engine, readOnly: duckdb.DuckDBAccessMode.READ_ONLY, path: undefined }
}

/** Rows of a query, every value as DuckDB writes it, numbers as numbers. */
export function queryDuckdb(loaded, path, bytes, sql, mostRows) {
  if (loaded.path !== path) openFile(loaded, path, bytes)
  const connection = loaded.engine.connect()
  try {
    const types = valuesOf(connection.query(`DESCRIBE ${sql}\n`)).map((row) => String(row[1]))
    const rows = valuesOf(connection.query(`SELECT COLUMNS(*)::VARCHAR FROM (${sql}\n) LIMIT ${mostRows + 1}`))
    if (rows.length > mostRows) return { fault: `more than ${mostRows} rows` }
    return { rows: rows.map((row) => row.map((value, i) => (value !== null && NUMBERS.test(types[i] ?? '') ? numberOf(value) : value))), columns: types.length }
  } catch (error) {
    // A trap leaves the engine's memory in pieces: whatever it said from then on, of any query, would be worth nothing.
    if (isTrap(error)) throw error
    return { fault: String(error?.message ?? error).slice(0, 200) }
  } finally {
    try {
      connection.close()
    } catch {
      // An engine that has trapped cannot close anything; the caller gets a new one.
    }
  }
}

/** A fault of the machine in which the engine runs, not one that the engine has found in a query. */
function isTrap(error) {
  return error instanceof WebAssembly.RuntimeError || error instanceof RangeError || /out of bounds|unreachable|null function|table index|Aborted|allocation fail/i.test(String(error?.message ?? error))
}

function openFile(loaded, path, bytes) {
  const { engine } = loaded
  if (loaded.path !== undefined) {
    engine.reset()
    engine.dropFile(NAME)
  }
  engine.registerFileBuffer(NAME, new Uint8Array(bytes))
  engine.open({ path: NAME, accessMode: loaded.readOnly })
  const connection = engine.connect()
  for (const setting of SETTINGS) connection.query(setting)
  connection.close()
  loaded.path = path
}

/** A whole number that a double cannot hold stays text. */
function numberOf(text) {
  return /^-?\d{16,}$/.test(text) ? text : Number(text)
}

function valuesOf(table) {
  return table.toArray().map((row) => [...row.toArray()].map((value) => (value === null || value === undefined ? null : String(value))))
}
