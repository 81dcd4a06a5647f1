import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ingest } from '../../src/ingest/index.js'
import type { OpenTable } from '../../src/warehouse/open-table.js'
import { openTable } from '../../src/warehouse/open-table.js'
import { readDigest } from '../../src/warehouse/read-digest.js'
import type { ClickhouseCluster } from '../support/clickhouse.js'
import { CLICKHOUSE_LOGIN, hasClickhouse, startCluster } from '../support/clickhouse.js'
import { workspace } from '../support/workspace.js'
import { expectSame } from './compare.js'
import { expectedGroups } from './reference.js'
import { asLines, traffic } from './traffic.js'

const ROWS = 3_000
const rows = traffic(ROWS)
const COLUMNS = 'id String, prompt String, system String, response String, model String, provider String, input_tokens Nullable(UInt32), output_tokens Nullable(UInt32), cached_input_tokens Nullable(UInt32), cost_usd Nullable(Float64), latency_ms Nullable(Float64), started_at String, conversation_id String, status String, feature String'

describe.skipIf(!hasClickhouse)('a log in a ClickHouse cluster of two shards (18.16)', () => {
  let cluster: ClickhouseCluster
  beforeAll(async () => {
    cluster = await startCluster(2)
    for (const [at, shard] of cluster.shards.entries()) {
      await shard.run(`CREATE TABLE part (${COLUMNS}) ENGINE = MergeTree ORDER BY id`)
      await shard.run('INSERT INTO part FORMAT JSONEachRow', rows.filter((_, n) => n % 3 === 0 ? at === 0 : at === 1).map((row) => JSON.stringify(row)).join('\n'))
      await shard.run(`CREATE TABLE calls AS part ENGINE = Distributed(pair, default, part)`)
    }
  }, 60_000)
  afterAll(() => cluster?.stop())

  const open = (table = 'calls', more: Partial<Parameters<typeof openTable>[1]> = {}): Promise<OpenTable> =>
    openTable(`clickhouse://${CLICKHOUSE_LOGIN.user}:${encodeURIComponent(CLICKHOUSE_LOGIN.password)}@127.0.0.1:${cluster.shards[0]?.port}/default?table=${table}`, { sources: [], env: {}, ...more })

  it('gives the groups, counts, sums and samples that reading the same log from a file gives', async () => {
    using space = workspace()
    const { calls, input } = await ingest([space.write('log.jsonl', asLines(rows))])
    const table = await open()
    const digest = await readDigest(table, { seed: 7, perGroup: 20 })
    await table.connection.close()
    expect(digest.input).toEqual(input)
    expectSame(digest, expectedGroups(calls, 7, 20))
  })
})
