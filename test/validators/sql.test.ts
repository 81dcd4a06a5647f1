import fc from 'fast-check'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { validators } from '../../src/validators/index.js'
import { workspace } from '../support/workspace.js'
import { says } from './ask.js'

const same = (given: string, gold: string, database?: string) => validators.sql.validate(says(given), { gold }, database === undefined ? {} : { database }).value === 1

const OTHER: readonly (readonly [string, string])[] = [
 ['SELECT a FROM t WHERE b = 1', 'SELECT a FROM t WHERE b = 2'], ['SELECT a FROM t WHERE b = 1', 'SELECT a FROM t'], ['SELECT DISTINCT a FROM t', 'SELECT a FROM t'], ['SELECT a FROM t ORDER BY a', 'SELECT a FROM t'], ['SELECT a FROM t ORDER BY a', 'SELECT a FROM t ORDER BY a DESC'],
 ['SELECT a FROM t LIMIT 5', 'SELECT a FROM t LIMIT 10'], ['SELECT a FROM t LIMIT 5', 'SELECT a FROM t'], ['SELECT a FROM t LIMIT 5 OFFSET 2', 'SELECT a FROM t LIMIT 5'], ['SELECT a FROM t LIMIT 2, 5', 'SELECT a FROM t LIMIT 5, 2'],
 ['SELECT * FROM a JOIN b ON a.x = b.x', 'SELECT * FROM a LEFT JOIN b ON a.x = b.x'], ['SELECT * FROM a LEFT JOIN b ON a.x = b.x', 'SELECT * FROM a RIGHT JOIN b ON a.x = b.x'], ['SELECT * FROM a LEFT JOIN b ON a.x = b.x', 'SELECT * FROM b LEFT JOIN a ON a.x = b.x'], ['SELECT * FROM a FULL OUTER JOIN b ON a.x=b.x', 'SELECT * FROM a LEFT OUTER JOIN b ON a.x=b.x'], ['SELECT * FROM a CROSS JOIN b', 'SELECT * FROM a NATURAL JOIN b'],
 ['SELECT count(*) FROM t', 'SELECT count(a) FROM t'], ['SELECT count(DISTINCT a) FROM t', 'SELECT count(a) FROM t'], ['SELECT sum(a) FROM t', 'SELECT avg(a) FROM t'], ['SELECT a FROM t WHERE a > 1', 'SELECT a FROM t WHERE a >= 1'], ['SELECT a FROM t WHERE a < b', 'SELECT a FROM t WHERE b < a'], ['SELECT a - b FROM t', 'SELECT b - a FROM t'], ['SELECT a / b FROM t', 'SELECT b / a FROM t'],
 ["SELECT a FROM t WHERE n = 'Ann'", "SELECT a FROM t WHERE n = 'ann'"], ["SELECT a FROM t WHERE n LIKE 'A%'", "SELECT a FROM t WHERE n LIKE '%A'"], ["SELECT a FROM t WHERE n LIKE 'A%'", "SELECT a FROM t WHERE n NOT LIKE 'A%'"], ['SELECT a FROM t WHERE b IN (1,2)', 'SELECT a FROM t WHERE b NOT IN (1,2)'], ['SELECT a FROM t WHERE b IN (1,2)', 'SELECT a FROM t WHERE b IN (1,3)'], ['SELECT a FROM t WHERE b IS NULL', 'SELECT a FROM t WHERE b IS NOT NULL'], ['SELECT a FROM t WHERE b BETWEEN 1 AND 5', 'SELECT a FROM t WHERE b BETWEEN 1 AND 6'],
 ['SELECT a FROM t WHERE NOT b = 1', 'SELECT a FROM t WHERE b = 1'], ['SELECT a FROM t WHERE a = 1 AND b = 2', 'SELECT a FROM t WHERE a = 1 OR b = 2'], ['SELECT a FROM t WHERE a = 1 AND (b = 2 OR c = 3)', 'SELECT a FROM t WHERE (a = 1 AND b = 2) OR c = 3'], ['SELECT a FROM t WHERE a = 1 OR b = 2 AND c = 3', 'SELECT a FROM t WHERE (a = 1 OR b = 2) AND c = 3'],
 ['SELECT a FROM t GROUP BY a', 'SELECT a FROM t'], ['SELECT a, count(*) FROM t GROUP BY a HAVING count(*) > 1', 'SELECT a, count(*) FROM t GROUP BY a'], ['SELECT a, count(*) FROM t GROUP BY a HAVING count(*) > 1', 'SELECT a, count(*) FROM t GROUP BY a HAVING count(*) > 2'], ['SELECT a, b FROM t', 'SELECT b, a FROM t'], ['SELECT a FROM t UNION SELECT a FROM u', 'SELECT a FROM t UNION ALL SELECT a FROM u'], ['SELECT a FROM t EXCEPT SELECT a FROM u', 'SELECT a FROM u EXCEPT SELECT a FROM t'], ['SELECT a FROM t UNION SELECT a FROM u', 'SELECT a FROM t INTERSECT SELECT a FROM u'], ['SELECT a FROM t', 'SELECT a FROM t; SELECT b FROM t'], ['SELECT a FROM t', 'DELETE FROM t'], ['DELETE FROM t WHERE a = 1', 'DELETE FROM t'], ['UPDATE t SET a = 1', 'UPDATE t SET a = 2'], ['INSERT INTO t (a) VALUES (1)', 'INSERT INTO t (a) VALUES (2)'],
 ['SELECT CASE WHEN a > 1 THEN 1 ELSE 0 END FROM t', 'SELECT CASE WHEN a > 1 THEN 0 ELSE 1 END FROM t'], ['SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u)', 'SELECT a FROM t WHERE NOT EXISTS (SELECT 1 FROM u)'], ['SELECT a FROM t WHERE b > ALL (SELECT c FROM u)', 'SELECT a FROM t WHERE b > ANY (SELECT c FROM u)'], ['SELECT row_number() OVER (PARTITION BY a ORDER BY b) FROM t', 'SELECT row_number() OVER (PARTITION BY b ORDER BY a) FROM t'], ['SELECT rank() OVER (ORDER BY b) FROM t', 'SELECT rank() OVER (ORDER BY b DESC) FROM t'], ['SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t','SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM t'],
 ['WITH x AS (SELECT a FROM t) SELECT a FROM x', 'WITH x AS (SELECT b FROM t) SELECT a FROM x'], ["SELECT date_trunc('month', d) FROM t", "SELECT date_trunc('year', d) FROM t"], ["SELECT a FROM t WHERE d > now() - interval '1 day'", "SELECT a FROM t WHERE d > now() - interval '2 day'"], ['SELECT CAST(a AS int) FROM t', 'SELECT CAST(a AS text) FROM t'], ['SELECT a::int FROM t', 'SELECT a::text FROM t'], ['SELECT extract(year FROM d) FROM t', 'SELECT extract(month FROM d) FROM t'], ['SELECT a FROM s.t', 'SELECT a FROM u.t'], ['SELECT a AS x FROM t ORDER BY x', 'SELECT a AS y FROM t ORDER BY b'], ['SELECT a FROM t ORDER BY a NULLS FIRST', 'SELECT a FROM t ORDER BY a NULLS LAST'], ['SELECT a FROM t ORDER BY a, b', 'SELECT a FROM t ORDER BY b, a'], ['SELECT count(*) FILTER (WHERE a > 1) FROM t', 'SELECT count(*) FILTER (WHERE a > 2) FROM t'], ['SELECT -1', 'SELECT 1'], ["SELECT '1'", 'SELECT 1'], ['SELECT 1.0', 'SELECT 1'], ['SELECT a FROM t FOR UPDATE', 'SELECT a FROM t'], ['SELECT a FROM t TABLESAMPLE BERNOULLI (10)','SELECT a FROM t'], ['SELECT string_agg(a, \',\' ORDER BY b) FROM t', 'SELECT string_agg(a, \',\' ORDER BY c) FROM t'], ['SELECT "A" FROM t', 'SELECT a FROM t'], ['SELECT coalesce(a,b) FROM t', 'SELECT coalesce(b,a) FROM t'], ["SELECT a || b FROM t", "SELECT b || a FROM t"], ['SELECT a FROM t WHERE a ~ \'x\'', 'SELECT a FROM t WHERE a !~ \'x\''], ['SELECT a FROM t GROUP BY ROLLUP(a)', 'SELECT a FROM t GROUP BY CUBE(a)'], ['SELECT DISTINCT ON (a) a, b FROM t', 'SELECT DISTINCT a, b FROM t'], ['SELECT a FROM t LIMIT ALL','SELECT a FROM t LIMIT 1'], ['WITH RECURSIVE x AS (SELECT 1) SELECT * FROM x', 'WITH x AS (SELECT 2) SELECT * FROM x'], ['SELECT a[1] FROM t','SELECT a[2] FROM t'], ["SELECT j->'a' FROM t", "SELECT j->'b' FROM t"], ["SELECT j->>'a' FROM t", "SELECT j->'a' FROM t"], ['SELECT a FROM t, u', 'SELECT a FROM t'], ['SELECT max(a) FROM t', 'SELECT min(a) FROM t'], ['SELECT a FROM t WHERE (a,b) IN ((1,2))', 'SELECT a FROM t WHERE (a,b) IN ((2,1))'], ['SELECT a FROM t JOIN u USING (x)', 'SELECT a FROM t JOIN u USING (y)'], ['SELECT a FROM t WHERE b = 1 -- AND c = 2', 'SELECT a FROM t WHERE b = 1 AND c = 2'], ["SELECT a FROM t WHERE b = 'x''y'", "SELECT a FROM t WHERE b = 'xy'"], ["SELECT 'A' AS x", "SELECT 'a' AS x"], ["SELECT a FROM t WHERE d = DATE '2024-01-01'", "SELECT a FROM t WHERE d = DATE '2024-01-02'"], ["SELECT a FROM t WHERE n ILIKE 'a%'", "SELECT a FROM t WHERE n LIKE 'a%'"], ['SELECT a FROM t WHERE b IN (SELECT c FROM u)', 'SELECT a FROM t WHERE b IN (SELECT d FROM u)'], ['SELECT t.a FROM t', 'SELECT u.a FROM t'], ['SELECT a x, b FROM t', 'SELECT a, b x FROM t'], ['SELECT a FROM t WHERE b & 1 = 1', 'SELECT a FROM t WHERE b | 1 = 1'],["SELECT a FROM t WHERE b = 'é'", "SELECT a FROM t WHERE b = 'e'"], ['CREATE TABLE t (a int)', 'CREATE TABLE t (a text)'], ['CREATE TABLE t (a int NOT NULL)', 'CREATE TABLE t (a int)'], ['DROP TABLE t', 'DROP TABLE IF EXISTS u'],
]
const SAME: readonly (readonly [string, string])[] = [
 ['select a from t where b = 1', 'SELECT  a\nFROM t\nWHERE b=1;'], ['SELECT a FROM t WHERE b = 1 AND c = 2', 'SELECT a FROM t WHERE c = 2 AND b = 1'], ['SELECT a FROM t WHERE 1 = b', 'SELECT a FROM t WHERE b = 1'], ['SELECT a FROM t INNER JOIN u ON t.x = u.x', 'SELECT a FROM t JOIN u ON u.x = t.x'], ['SELECT a FROM t LEFT OUTER JOIN u ON t.x=u.x', 'SELECT a FROM t LEFT JOIN u ON t.x=u.x'], ['SELECT a AS x FROM t', 'SELECT a x FROM t'], ['SELECT a FROM t ORDER BY a ASC', 'SELECT a FROM t ORDER BY a'], ['SELECT a FROM t AS u', 'SELECT a FROM t u'], ['SELECT a FROM t WHERE a > 1', 'SELECT a FROM t WHERE 1 < a'], ['SELECT a FROM t WHERE b != 1', 'SELECT a FROM t WHERE b <> 1'], ['SELECT COUNT(*) FROM t', 'select count(*) from t'], ['SELECT a FROM t WHERE b IN (1,2)', 'SELECT a FROM t WHERE b IN (2,1)'], ['SELECT `a` FROM `t`', 'SELECT a FROM t'], ['SELECT a FROM t /* note */', 'SELECT a FROM t'], ['SELECT ((a)) FROM t WHERE ((b = 1))', 'SELECT a FROM t WHERE b = 1'], ['SELECT a FROM t LIMIT 5 OFFSET 2', 'SELECT a FROM t LIMIT 2, 5'],
]

describe('sql without a database', () => {
  it('tells apart whatever may give other rows', () => {
    expect(OTHER.flatMap(([a, b]) => [[a, b], [b, a]] as const).filter(([a, b]) => same(a, b))).toEqual([])
    expect(OTHER.flat().filter((query) => !same(query, query))).toEqual([])
  })

  it('takes for the same what only is written otherwise', () => {
    expect(SAME.filter(([a, b]) => !same(a, b))).toEqual([])
  })

  it('never takes two conditions for the same that give other rows of a table with every row there can be', async () => {
    using space = workspace()
    const file = space.path('bits.db')
    const { Database } = await (createRequire(import.meta.url)('sql.js') as () => Promise<{ Database: new () => { run: (text: string) => void; export: () => Uint8Array } }>)()
    const database = new Database()
    const bits = Array.from({ length: 27 }, (_, n) => `(${n % 3}, ${Math.floor(n / 3) % 3}, ${Math.floor(n / 9)})`)
    database.run(`CREATE TABLE t (a, b, c); INSERT INTO t VALUES ${bits.join()}`)
    writeFileSync(file, database.export())
    const atom = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('=', '<', '>', '<=', '<>'), fc.constantFrom('0', '1', '2', 'a', 'b')).map((parts) => parts.join(' '))
    const { condition } = fc.letrec<{ condition: string }>((tie) => ({
      condition: fc.oneof({ maxDepth: 3, depthIdentifier: 'sql' }, atom, fc.tuple(tie('condition'), fc.constantFrom('AND', 'OR'), tie('condition')).map(([left, operator, right]) => `${left} ${operator} ${right}`), tie('condition').map((inner) => `(${inner})`), tie('condition').map((inner) => `NOT (${inner})`)),
    }))
    let agreed = 0
    fc.assert(fc.property(condition, fc.constantFrom('as it is', 'without parentheses', 'the other way round', 'one operator'), (one, change) => {
      const other = change === 'as it is' ? `(${one})` : change === 'without parentheses' ? one.replace(/(?<!NOT )\(([^()]*)\)/, '$1') : change === 'the other way round' ? one.split(' AND ').toReversed().join(' AND ') : one.replace(/OR|AND/, (word) => (word === 'OR' ? 'AND' : 'OR'))
      const [left, right] = [`SELECT a, b, c FROM t WHERE ${one}`, `SELECT a, b, c FROM t WHERE ${other}`]
      if (!same(left, right)) return
      agreed += 1
      expect(same(left, right, file), `${left} | ${right}`).toBe(true)
    }), { numRuns: 150 })
    expect(agreed).toBeGreaterThan(30)
  })
})

describe('sql with a database', () => {
  it('takes no two queries for the same because neither finds anything, and minds an order only where the query itself sorts', async () => {
    using space = workspace()
    const { Database } = await (createRequire(import.meta.url)('sql.js') as () => Promise<{ Database: new () => { run: (text: string) => void; export: () => Uint8Array } }>)()
    const database = new Database()
    database.run('CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 2), (2, 1), (3, 3)')
    const file = space.path('few.db')
    writeFileSync(file, database.export())
    const over = (given: string, gold: string) => same(given, gold, file)
    expect([over('SELECT a FROM t WHERE a = 7', 'SELECT a FROM t WHERE a = 8'), over('SELECT a FROM t WHERE 7 = a', 'SELECT a FROM t WHERE a = 7'), over('SELECT a FROM t WHERE a = 7', 'SELECT a FROM t')]).toEqual([false, true, false])
    expect([over('SELECT a FROM t ORDER BY b', 'SELECT a FROM t'), over('SELECT a FROM t', 'SELECT a FROM t ORDER BY b'), over('SELECT a FROM t ORDER BY b', 'SELECT a FROM (SELECT a FROM t ORDER BY a)')]).toEqual([true, false, true])
  })
})
