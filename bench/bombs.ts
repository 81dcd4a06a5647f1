import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { validators } from '../src/validators/index.js'
import { PYTHON_BOMBS, SQL_BOMBS, SQL_ESCAPES } from '../test/validators/corpus/bombs.js'

// Programs and queries that are run: CPU time, what reaches the machine, and whether the next answer is still scored: npx tsx bench/bombs.ts
// A worker that was ended is started anew by the answer after it, whose time is shown apart.

const LIMIT_MS = 1000
const folder = mkdtempSync(join(tmpdir(), 'audit-bombs-'))
const out = join(folder, 'out')
const sqlite = join(folder, 'shop.sqlite')
const duckdb = join(folder, 'shop.duckdb')
const { Database } = await (createRequire(import.meta.url)('sql.js') as () => Promise<{ readonly Database: new () => { run(text: string): void; export(): Uint8Array } }>)()
const db = new Database()
db.run('CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 2), (2, 1), (3, 3)')
writeFileSync(sqlite, db.export())
writeFileSync(duckdb, gunzipSync(readFileSync(new URL('../test/validators/corpus/shop.duckdb.gz', import.meta.url))))
const before = [sqlite, duckdb].map((file) => readFileSync(file))

const says = (text: string) => ({ text, toolCalls: [] })
const python = (code: string) => validators.code.validate(says(code), { gold: { tests: ['True'], language: 'python' } }, {}).value
const onSqlite = (query: string) => validators.sql.validate(says(query), { gold: 'SELECT a FROM t' }, { database: sqlite }).value
const onDuckdb = (query: string) => validators.sql.validate(says(query.replaceAll(/\bt\b/g, 'orders')), { gold: 'SELECT id FROM orders' }, { database: duckdb }).value
const sound = { python: () => python('x = 1') === 1, sqlite: () => onSqlite('SELECT a FROM t') === 1, duckdb: () => onDuckdb('SELECT id FROM t') === 1 }

function timed(run: () => unknown): { readonly cpuMs: number; readonly clockMs: number; readonly value: unknown } {
  const cpu = process.cpuUsage()
  const started = performance.now()
  const value = run()
  const { user, system } = process.cpuUsage(cpu)
  return { cpuMs: (user + system) / 1000, clockMs: performance.now() - started, value }
}

let faults = 0
for (const [name, run, texts] of [['python', python, PYTHON_BOMBS], ['sqlite', onSqlite, [...SQL_BOMBS, ...SQL_ESCAPES]], ['duckdb', onDuckdb, [...SQL_BOMBS, ...SQL_ESCAPES]]] as const) {
  for (let i = 0; i < 20 && !sound[name](); i += 1);
  let worst = { cpuMs: 0, clockMs: 0, text: '' }
  let recovery = 0
  let over = 0
  for (const text of texts) {
    const { cpuMs, clockMs, value } = timed(() => run(text.replaceAll('OUT', out)))
    if (cpuMs > worst.cpuMs) worst = { cpuMs, clockMs, text }
    if (cpuMs > LIMIT_MS) over += 1
    if (value === 1 && name !== 'python') {
      faults += 1
      process.stdout.write(`    FAULT ${name}: taken for right: ${text.slice(0, 100)}\n`)
    }
    if (value === 1 && name === 'python') process.stdout.write(`    ${name}: came to its end: ${text.slice(0, 100)}\n`)
    const after = timed(() => sound[name]())
    recovery = Math.max(recovery, after.cpuMs)
    if (after.value !== true) {
      faults += 1
      process.stdout.write(`    FAULT ${name}: the next answer is not scored after ${text.slice(0, 100)}\n`)
    }
    if (existsSync(out) || [sqlite, duckdb].some((file, at) => !readFileSync(file).equals(before[at] ?? Buffer.alloc(0)))) throw new Error(`${name}: the machine was reached by ${text}`)
  }
  faults += over
  process.stdout.write(`${name.padEnd(7)} ${texts.length} bombs: longest ${worst.cpuMs.toFixed(0)} ms CPU (${worst.clockMs.toFixed(0)} ms by the clock) ${worst.text.slice(0, 60).replaceAll('\n', ' ')}; ${over} over ${LIMIT_MS} ms; the answer after one at most ${recovery.toFixed(0)} ms CPU\n`)
}
rmSync(folder, { recursive: true })
process.stdout.write(`MUST no bomb over ${LIMIT_MS} ms, none reaches the machine, the next answer is scored: ${faults} faults ${faults === 0 ? 'ok' : 'MISSED'}\n`)
process.exitCode = faults === 0 ? 0 : 1
