import { describe, expect, it, beforeAll, afterAll } from 'vitest'
import { AuditError } from '../../src/domain/error.js'
import { clickhouse } from '../../src/warehouse/clickhouse/dialect.js'
import { settleNested } from '../../src/ingest/index.js'
import { countNested } from '../../src/warehouse/count-nested.js'
import { openTable, type OpenTable } from '../../src/warehouse/open-table.js'
import { readDigest } from '../../src/warehouse/read-digest.js'
import { countedRows } from '../../src/warehouse/view/table-view.js'
import { cliHere as cli } from '../support/cli-here.js'
import type { ClickhouseCluster } from '../support/clickhouse.js'
import { CLICKHOUSE_LOGIN, freePort, hasClickhouse, startCluster } from '../support/clickhouse.js'
import { workspace } from '../support/workspace.js'
import { generations, langfuseRecord } from './nested-spans.js'
import type { Warehouse } from './suite.js'
import { describeWarehouse } from './suite.js'
import { traffic } from './traffic.js'

const COLUMNS = 'id String, prompt String, system String, response String, model String, provider String, input_tokens Nullable(UInt32), output_tokens Nullable(UInt32), cached_input_tokens Nullable(UInt32), cost_usd Nullable(Float64), latency_ms Nullable(Float64), started_at String, conversation_id String, status String, feature String'
const login = `${CLICKHOUSE_LOGIN.user}:${encodeURIComponent(CLICKHOUSE_LOGIN.password)}`

async function start(): Promise<Warehouse> {
  const { shards, stop } = await startCluster(2)
  const port = shards[0]?.port ?? 0
  return {
    dialect: clickhouse,
    port,
    address: (table, by = port) => `clickhouse://${login}@127.0.0.1:${by}/default?table=${table}`,
    fill: async (table, rows) => {
      const [name, part] = [table, `part of ${table}`].map(clickhouse.identifier)
      for (const [at, shard] of shards.entries()) {
        await shard.run(`CREATE TABLE ${part} (${COLUMNS}) ENGINE = MergeTree ORDER BY id`)
        await shard.run(`INSERT INTO ${part} FORMAT JSONEachRow`, rows.filter((_, n) => (n % 3 === 0) === (at === 0)).map((row) => JSON.stringify(row)).join('\n'))
        await shard.run(`CREATE TABLE ${name} AS ${part} ENGINE = Distributed(pair, default, ${clickhouse.text(`part of ${table}`)})`)
      }
    },
    evaluate: async (expression, texts) => {
      const shard = shards[0]
      await shard?.run('DROP TABLE IF EXISTS texts')
      await shard?.run('CREATE TABLE texts (n UInt32, t String) ENGINE = Memory')
      await shard?.run('INSERT INTO texts FORMAT JSONEachRow', texts.map((t, n) => JSON.stringify({ n, t })).join('\n'))
      const found = await shard?.run(`SELECT n, ${expression('t')} AS v FROM texts ORDER BY n FORMAT JSONEachRow`) ?? ''
      return found.trim().split('\n').map((line) => (JSON.parse(line) as { v: string }).v)
    },
    stop,
  }
}

describeWarehouse('a log in a ClickHouse cluster of two shards (18.16)', hasClickhouse, start, { rows: 1_200 })

describe.skipIf(!hasClickhouse)('rows that lie in one another, on two shards (18.16)', () => {
  let cluster: ClickhouseCluster
  const rows = generations(300)
  beforeAll(async () => {
    cluster = await startCluster(2)
    const columns = 'id String, trace_id String, parent_span_id String, prompt String, response String, model String, input_tokens Nullable(UInt32), output_tokens Nullable(UInt32), status String'
    for (const [at, { run }] of cluster.shards.entries()) {
      await run(`CREATE TABLE part (${columns}) ENGINE = MergeTree ORDER BY id`)
      // Spans of one trace lie on both shards.
      await run('INSERT INTO part FORMAT JSONEachRow', rows.filter((_, n) => n % 2 === at).map(({ id, trace, parent, ask, answer, input, output, isFailed }) => JSON.stringify({ id, trace_id: trace, parent_span_id: parent, prompt: ask, response: answer, model: 'gpt-4o-mini', input_tokens: input ?? null, output_tokens: output ?? null, status: isFailed ? 'error' : 'ok' })).join('\n'))
      await run('CREATE TABLE spans AS part ENGINE = Distributed(pair, default, part)')
    }
  }, 60_000)
  afterAll(() => cluster?.stop())
  const open = (): Promise<OpenTable> => openTable(`clickhouse://${login}@127.0.0.1:${cluster.shards[0]?.port}/default?table=spans`, { sources: [], env: {} })

  it('are counted once where the table says what each row is worth', async () => {
    const opened = await open()
    const key = (id: string): string => `cityHash64(concat(trace_id, '\\n', ${id}))`
    const nested = { span: key('id'), parent: key('parent_span_id'), hasParent: `parent_span_id != ''`, isServed: `status != 'error'`, worth: `toUInt8(if(prompt != '' AND response != '', 4, 0) + if(input_tokens IS NOT NULL, 2, 0))` }
    const { table, repeats, warnings } = await countNested({ ...opened, view: { ...opened.view, nested } })
    const counted: string[] = []
    for await (const row of table.connection.rows(`SELECT id FROM spans WHERE ${countedRows(table.view)} ORDER BY id`)) counted.push(String(row['id']))
    await opened.connection.close()
    const settled = settleNested(rows.map((one) => ({ id: `${one.trace} ${one.id}`, parentId: one.parent === '' ? '' : `${one.trace} ${one.parent}`, record: langfuseRecord(one) })))
    expect(counted).toEqual(rows.filter((_, at) => settled[at]?.kind !== 'excluded' || settled[at]?.reason !== 'duplicate').map(({ id }) => id).toSorted())
    expect([repeats, warnings]).toEqual([rows.length - counted.length, []])
  }, 60_000)

  it('are told of where it does not', async () => {
    const opened = await open()
    const { input, warnings } = await readDigest(opened, { seed: 1, perGroup: 2 }).finally(() => opened.connection.close())
    const inside = rows.filter(({ trace, parent }) => rows.some((one) => one.trace === trace && one.id === parent)).length
    expect(input.calls).toBe(rows.length)
    expect(warnings).toEqual([expect.stringMatching(new RegExp(`^clickhouse://.*table=spans: ${inside} rows lie in another row of the table`, 'u'))])
    expect(warnings.join('')).not.toContain(CLICKHOUSE_LOGIN.password)
  }, 60_000)
})

describe.skipIf(!hasClickhouse)('a ClickHouse server that cannot serve', () => {
  let cluster: ClickhouseCluster
  beforeAll(async () => {
    cluster = await startCluster(1)
    const run = cluster.shards[0]?.run
    await run?.(`CREATE TABLE calls (${COLUMNS}) ENGINE = MergeTree ORDER BY id`)
    await run?.('INSERT INTO calls FORMAT JSONEachRow', traffic(200).map((row) => JSON.stringify(row)).join('\n'))
    await run?.(`CREATE TABLE empty (${COLUMNS}) ENGINE = MergeTree ORDER BY id`)
    await run?.('CREATE TABLE other (a String, b String) ENGINE = MergeTree ORDER BY a')
    await run?.('CREATE DATABASE short')
    await run?.('CREATE TABLE short.events_core (span_id String, input String) ENGINE = MergeTree ORDER BY span_id')
    await run?.('CREATE DATABASE both')
    await run?.('CREATE TABLE both.events_core (span_id String, input String) ENGINE = MergeTree ORDER BY span_id')
    await run?.('CREATE TABLE both.events_full (whole String) ENGINE = MergeTree ORDER BY whole')
    await run?.(`CREATE TABLE wide (${COLUMNS}) ENGINE = MergeTree ORDER BY id`)
    await run?.(`INSERT INTO wide (id, prompt, response, model) SELECT toString(number), concat('question ', toString(number)), 'yes', concat('model-', toString(number)) FROM numbers(200000)`)
  })
  afterAll(() => cluster?.stop())

  const at = (rest: string, user = login): string => `clickhouse://${user}@127.0.0.1:${cluster.shards[0]?.port}/${rest}`
  it.each([
    ['a wrong password', () => at('default?table=calls', `${CLICKHOUSE_LOGIN.user}:s3cret-wrong`), /user or password is wrong/u],
    ['an unknown database', () => at('nowhere?table=calls'), /no table "calls".*there are: none|no such database/u],
    ['an unknown table', () => at('default?table=cals'), /no table "cals".*Did you mean "calls"/su],
    ['no table', () => at('default'), /names no table; there are: calls, empty, other/u],
    ['columns that mean nothing', () => at('default?table=other'), /which column holds prompt.*its columns are: a, b/u],
    ['a table without rows', () => at('default?table=empty'), /no row in it/u],
    ['a table of shortened texts', () => at('short?table=events_core'), /only the first 200 characters.*no events_full/u],
    ['a table of shortened texts beside the whole one, which is read instead', () => at('both?table=events_core'), /table=events_full.*its columns are: whole/su],
    ['a query beyond its memory', () => at('default?table=wide', 'cramped'), /ran out of the memory/u],
    ['too little time', () => at('default?table=wide&timeout=0.05'), /took too long/u],
  ])('says so in one message and ends with 2: %s', async (_, address, message) => {
    using space = workspace()
    const { code, stderr, stdout } = await cli(space.directory, ['inspect', address()])
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) as string })
    expect(stdout).toBe('')
    expect(stderr).not.toMatch(/p@ss|p%40ss|s3cret|\n\s+at /u)
  })

  it('says so when nothing listens there', async () => {
    using space = workspace()
    const { code, stderr } = await cli(space.directory, ['inspect', `clickhouse://u:s3cret@127.0.0.1:${await freePort()}/default?table=calls`])
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/nothing listens there/u) as string })
    expect(stderr).not.toContain('s3cret')
  })

  it('names the columns that are there when the mapping is wrong', async () => {
    const url = `clickhouse://127.0.0.1:${cluster.shards[0]?.port}/default`
    const sources = [{ url, table: 'other', columns: { prompt: 'question', id: 'a' }, tags: [] }]
    await expect(openTable(at('default?table=other'), { sources, env: {} })).rejects.toThrow(/no column "question"; its columns are: a, b/u)
  })

  it('is read by a user who may change no setting', async () => {
    const table = await openTable(at('default?table=calls', 'reader'), { sources: [], env: {} })
    const { input } = await readDigest(table, { seed: 1, perGroup: 2 }).finally(() => table.connection.close())
    expect(input.calls).toBe(200)
  })

  it('reads a mapped table, and only the rows that are asked for', async () => {
    const url = `clickhouse://127.0.0.1:${cluster.shards[0]?.port}/default`
    const sources = [{ url, table: 'calls', columns: { prompt: 'response', response: 'prompt' }, tags: ['feature'], where: `status = 'success'` }]
    const table = await openTable(at('default'), { sources, env: {} })
    const { input, groups } = await readDigest(table, { seed: 1, perGroup: 2 }).finally(() => table.connection.close())
    expect(input.calls).toBe(traffic(200).filter(({ status }) => status === 'success').length)
    expect(groups.flatMap(({ sample }) => sample.map(({ call }) => call.output.text)).some((text) => text.startsWith('Question'))).toBe(true)
  })

  it('ends at once when it is interrupted', async () => {
    const controller = new AbortController()
    const table = await openTable(at('default?table=wide'), { sources: [], env: {}, signal: controller.signal })
    const reading = readDigest(table, { seed: 1, perGroup: 2 })
    controller.abort(new DOMException('interrupted', 'AbortError'))
    await expect(reading).rejects.not.toBeInstanceOf(AuditError)
    await table.connection.close()
  })
})
