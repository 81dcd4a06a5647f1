import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ingest } from '../../src/ingest/index.js'
import type { OpenTable } from '../../src/warehouse/open-table.js'
import { openTable } from '../../src/warehouse/open-table.js'
import { readDigest } from '../../src/warehouse/read-digest.js'
import type { PostgresServer } from '../support/postgres.js'
import { hasPostgres, POSTGRES_LOGIN, startPostgres } from '../support/postgres.js'
import { workspace } from '../support/workspace.js'
import { expectSame } from './compare.js'
import { expectedGroups } from './reference.js'
import { asLines, traffic } from './traffic.js'

const rows = traffic(2_000)
const COLUMNS = 'id text, prompt text, system text, response text, model text, provider text, input_tokens int, output_tokens int, cached_input_tokens int, cost_usd float8, latency_ms float8, started_at timestamptz, conversation_id text, status text, feature text'

describe.skipIf(!hasPostgres)('a log in PostgreSQL', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres()
    await server.client.query(`CREATE TABLE calls (${COLUMNS})`)
    await server.client.query('INSERT INTO calls SELECT * FROM json_populate_recordset(NULL::calls, $1::json)', [JSON.stringify(rows)])
  }, 60_000)
  afterAll(() => server?.stop())

  const address = (more = ''): string => `postgres://${POSTGRES_LOGIN.user}:${encodeURIComponent(POSTGRES_LOGIN.password)}@127.0.0.1:${server.port}/postgres${more}`
  const open = (more: string): Promise<OpenTable> => openTable(address(more), { sources: [], env: {} })

  it('gives the groups, counts, sums and samples that reading the same log from a file gives', async () => {
    using space = workspace()
    const { calls, input } = await ingest([space.write('log.jsonl', asLines(rows))])
    const table = await open('?table=calls')
    const digest = await readDigest(table, { seed: 7, perGroup: 20 })
    await table.connection.close()
    expect(digest.input).toEqual(input)
    expectSame(digest, expectedGroups(calls, 7, 20))
  })
})
