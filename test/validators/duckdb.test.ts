import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { validators } from '../../src/validators/index.js'
import { says } from './ask.js'

const folder = mkdtempSync(join(tmpdir(), 'audit-duckdb-'))
const database = join(folder, 'shop.duckdb')
let bytes = Buffer.alloc(0)

beforeAll(() => {
  bytes = gunzipSync(readFileSync(new URL('corpus/shop.duckdb.gz', import.meta.url)))
  writeFileSync(database, bytes)
})

afterAll(() => rmSync(folder, { recursive: true }))

const score = (query: string, expected: string) => validators.sql.validate(says(query), { output: says(expected) }, { database })

describe('queries on a DuckDB file', () => {
  it.each([
    ['SELECT count(*) FROM orders', 'SELECT count(id) AS n FROM orders', 1],
    ['SELECT customer, sum(amount) FROM orders GROUP BY ALL', 'SELECT customer, sum(amount)::double FROM orders GROUP BY customer', 1],
    ['WITH paid AS (SELECT * FROM orders WHERE paid) SELECT id, placed FROM paid -- done', 'SELECT id, placed FROM orders WHERE id % 2 = 0;', 1],
    ['SELECT parts FROM orders WHERE id = 3', 'SELECT [3, 4]', 1],
    ['SELECT id FROM orders ORDER BY id DESC', 'SELECT id FROM orders ORDER BY id', 0],
    ['SELECT id FROM orders ORDER BY id DESC', 'SELECT id FROM orders', 1],
    ['SELECT id::varchar FROM orders', 'SELECT id FROM orders', 0],
    ['SELECT nothing FROM orders', 'SELECT id FROM orders', 0], ['no query', 'SELECT id FROM orders', 0],
    ['SELECT id FROM orders', 'SELECT nothing FROM orders', null],
    ['SELECT sum(a.i + b.i) FROM range(10000000) a(i), range(1000000) b(i)', 'SELECT 1', 0], ['SELECT * FROM range(100000)', 'SELECT 1', 0],
  ] as const)('%s beside %s', (query, expected, value) => {
    expect(score(query, expected).value).toBe(value)
  })

  it.each(["SELECT repeat('x', 4000000000)", 'SELECT list_sort(range(300000000))', "WITH RECURSIVE r(x) AS (SELECT 'a' UNION ALL SELECT x || x FROM r) SELECT max(length(x)) FROM r"])('survives what breaks the engine: after %s the next query is scored as before', (query) => {
    expect(score(query, 'SELECT count(*) FROM orders')).toMatchObject({ value: 0, reason: expect.stringMatching(/memory|does not end/i) as string })
    expect(score('SELECT count(*) FROM orders', 'SELECT 6').value).toBe(1)
    expect(score('SELECT count(*) FROM orders', 'SELECT 7').value).toBe(0)
  })

  it.each([
    "SELECT * FROM read_text('/etc/passwd')", "SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM '/etc/passwd'", "SELECT * FROM glob('/*')", "SELECT * FROM read_blob('/proc/self/environ')", "SELECT getenv('HOME')", "SELECT * FROM 'http://127.0.0.1:1/x.csv'",
    `1) ; COPY (SELECT 1) TO '${folder}/out.csv'; SELECT * FROM (SELECT 1`, `ATTACH '${folder}/out.csv'`, `EXPORT DATABASE '${folder}/out.csv'`, 'INSTALL httpfs', 'LOAD httpfs', 'SET enable_external_access = true', 'SELECT 1) ; SET lock_configuration = false; SELECT * FROM (SELECT 1', 'DELETE FROM orders', 'DROP TABLE orders', "PRAGMA database_list; COPY orders TO '/dev/stdout'",
  ])('reaches nothing outside by %s', (query) => {
    expect(score(query, 'SELECT count(*) FROM orders').value).toBe(0)
    expect(existsSync(join(folder, 'out.csv'))).toBe(false)
    expect(score('SELECT count(*) FROM orders', 'SELECT 6').value).toBe(1)
    expect(readFileSync(database).equals(bytes)).toBe(true)
  })
})
