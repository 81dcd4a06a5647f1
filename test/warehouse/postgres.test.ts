import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTable } from '../../src/warehouse/open-table.js'
import { postgres } from '../../src/warehouse/postgres/dialect.js'
import { readDigest } from '../../src/warehouse/read-digest.js'
import { cliHere as cli } from '../support/cli-here.js'
import type { PostgresServer } from '../support/postgres.js'
import { hasPostgres, POSTGRES_LOGIN, startPostgres } from '../support/postgres.js'
import { workspace } from '../support/workspace.js'
import { spendLogs, SPEND_LOGS } from './spend-logs.js'
import type { Warehouse } from './suite.js'
import { describeWarehouse } from './suite.js'
import { traffic } from './traffic.js'

const COLUMNS = 'id text, prompt text, system text, response text, model text, provider text, input_tokens int, output_tokens int, cached_input_tokens int, cost_usd float8, latency_ms float8, started_at timestamptz, conversation_id text, status text, feature text'
const login = `${POSTGRES_LOGIN.user}:${encodeURIComponent(POSTGRES_LOGIN.password)}`

async function fill({ client }: PostgresServer, table: string, columns: string, rows: readonly object[]): Promise<void> {
  const name = postgres.identifier(table)
  await client.query(`CREATE TABLE ${name} (${columns})`)
  await client.query(`INSERT INTO ${name} SELECT * FROM json_populate_recordset(NULL::${name}, $1::json)`, [JSON.stringify(rows)])
}

async function start(): Promise<Warehouse> {
  const server = await startPostgres()
  return {
    dialect: postgres,
    port: server.port,
    address: (table, by = server.port) => `postgres://${login}@127.0.0.1:${by}/postgres?table=${table}`,
    fill: (table, rows) => fill(server, table, COLUMNS, rows),
    evaluate: async (expression, texts) => {
      const { rows } = await server.client.query<{ v: string }>(`SELECT ${expression('t')} AS v FROM unnest($1::text[]) WITH ORDINALITY AS texts(t, n) ORDER BY n`, [texts])
      return rows.map(({ v }) => v)
    },
    stop: server.stop,
  }
}

describeWarehouse('a log in PostgreSQL', hasPostgres, start, { rows: 600 })

describe.skipIf(!hasPostgres)('a PostgreSQL server', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres()
    await fill(server, 'calls', COLUMNS, traffic(100))
    await fill(server, 'LiteLLM_SpendLogs', SPEND_LOGS, spendLogs(200))
    await server.client.query('CREATE TABLE empty (id text, prompt text, response text, model text)')
    await server.client.query('CREATE VIEW slow AS SELECT calls.* FROM calls, pg_sleep(30)')
  })
  afterAll(() => server?.stop())

  const at = (rest: string, user = login): string => `postgres://${user}@127.0.0.1:${server.port}/${rest}`

  it.each([
    ['a wrong password', () => at('postgres?table=calls', `${POSTGRES_LOGIN.user}:s3cret-wrong`), /user or password is wrong/u],
    ['an unknown database', () => at('nowhere?table=calls'), /no such database/u],
    ['an unknown table', () => at('postgres?table=cals'), /no table "cals".*Did you mean "calls"/su],
    ['a table without rows', () => at('postgres?table=empty'), /no row in it/u],
    ['TLS that is not there', () => at('postgres?table=calls&sslmode=require'), /offers no TLS/u],
    ['too little time', () => at('postgres?table=slow&timeout=1'), /took too long/u],
  ])('says so in one message and ends with 2: %s', async (_, address, message) => {
    using space = workspace()
    const { code, stderr, stdout } = await cli(space.directory, ['inspect', address()])
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) as string })
    expect(stdout).toBe('')
    expect(stderr).not.toMatch(/p@ss|p%40ss|s3cret|\n\s+at /u)
  })

  it('cannot be written to by what reads it', async () => {
    const { connection } = await openTable(at('postgres?table=calls'), { sources: [], env: {} })
    const write = connection.rows(`SELECT set_config('a.b', '1', false)) AS x; COMMIT; DELETE FROM calls; --`)
    await expect(write.next()).rejects.toThrow(/refused/u)
    await connection.close()
    const sources = [{ url: `postgres://127.0.0.1:${server.port}/postgres`, table: 'calls', tags: [], where: `nextval('seq') > 0` }]
    await server.client.query('CREATE SEQUENCE seq')
    const table = await openTable(at('postgres'), { sources, env: {} })
    await expect(readDigest(table, { seed: 1, perGroup: 1 })).rejects.toThrow(/read-only transaction/u)
    await table.connection.close()
    expect((await server.client.query('SELECT count(*)::int AS n FROM calls')).rows).toEqual([{ n: 100 }])
  })

  it('finds the spend logs of LiteLLM by itself and reads prompts from the request', async () => {
    const table = await openTable(at('postgres'), { sources: [], env: {} })
    expect(table.shown).toContain('LiteLLM_SpendLogs')
    const { groups, input } = await readDigest(table, { seed: 1, perGroup: 5 }).finally(() => table.connection.close())
    expect(input.calls).toBe(200)
    const found = groups.reduce((sum, group) => ({ calls: sum.calls + group.calls, usd: sum.usd + group.costUsd.sum, cached: sum.cached + group.cacheReadInputTokens.sum }), { calls: 0, usd: 0, cached: 0 })
    const usable = spendLogs(200).filter(({ status, cache_hit }) => status === 'success' && cache_hit !== 'True')
    expect(found.calls).toBe(usable.length)
    expect(found.usd).toBeCloseTo(usable.reduce((sum, { spend }) => sum + spend, 0), 9)
    expect(found.cached).toBe(usable.reduce((sum, { metadata }) => sum + metadata.usage_object.prompt_tokens_details.cached_tokens, 0))
    expect(groups.flatMap(({ sample }) => sample.map(({ call }) => call.request.messages[0]?.role))).toContain('system')
  })
})
