import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ingest } from '../../src/ingest/index.js'
import type { OpenTable } from '../../src/warehouse/open-table.js'
import { readDigest } from '../../src/warehouse/read-digest.js'
import { createView } from '../../src/warehouse/view/create-view.js'
import type { Chdb } from '../support/chdb.js'
import { hasChdb, startChdb } from '../support/chdb.js'
import { workspace } from '../support/workspace.js'
import { expectSame } from './compare.js'
import { itCounts } from './counting-suite.js'
import { generations, langfuseRow } from './nested-spans.js'
import { expectedGroups } from './reference.js'
import type { TrafficRow } from './traffic.js'
import { asLines, traffic } from './traffic.js'

const rows = traffic(600)
const COLUMNS = 'id String, prompt String, system String, response String, model String, provider String, input_tokens Nullable(UInt32), output_tokens Nullable(UInt32), cached_input_tokens Nullable(UInt32), cost_usd Nullable(Float64), latency_ms Nullable(Float64), started_at String, conversation_id String, status String, feature String'

describe.skipIf(!hasChdb)('a log in a current ClickHouse (chdb)', () => {
  let server: Chdb
  beforeAll(() => {
    server = startChdb()
    server.run('CREATE DATABASE logs')
    fill('calls', rows)
  })
  afterAll(() => server?.stop())

  const fill = (table: string, filled: readonly TrafficRow[]): void => {
    server.run(`CREATE TABLE logs.${table} (${COLUMNS}) ENGINE = MergeTree ORDER BY id`)
    server.run(`INSERT INTO logs.${table} FORMAT JSONEachRow ${filled.map((row) => JSON.stringify(row)).join('\n')}`)
  }
  const open = async (table: string, more = ''): Promise<OpenTable> => ({
    connection: server.connection,
    view: createView(server.connection.dialect, `logs.${table}${more}`, await server.connection.columns('logs', table), undefined, table),
    shown: table,
  })

  itCounts(() => ({ fill: (table, filled) => Promise.resolve(fill(table, filled)), open }))

  it.each([[7, 20, undefined], [7, 5, 'masked'], [9, 3, 'zeroed']] as const)('gives the groups, counts, sums and samples that reading the same log from a file gives (seed %d, %d a group, %s)', async (seed, perGroup, detail) => {
    using space = workspace()
    const { calls, input } = await ingest([space.write('log.jsonl', asLines(rows))])
    const digest = await readDigest(await open('calls'), { seed, perGroup, detail })
    expect(digest.input).toEqual(input)
    expectSame(digest, expectedGroups(calls, seed, perGroup))
  })

  it('reads the generations of Langfuse: newest versions only, cached tokens beside the input', async () => {
    server.run(`CREATE TABLE logs.observations (id String, trace_id String, project_id String, type LowCardinality(String), start_time DateTime64(3), end_time Nullable(DateTime64(3)), name String, metadata Map(LowCardinality(String), String), level LowCardinality(String), input Nullable(String), output Nullable(String), provided_model_name Nullable(String), model_parameters Nullable(String), usage_details Map(LowCardinality(String), UInt64), cost_details Map(LowCardinality(String), Decimal64(12)), total_cost Nullable(Decimal64(12)), prompt_name Nullable(String), event_ts DateTime64(3), is_deleted UInt8) ENGINE = ReplacingMergeTree(event_ts, is_deleted) ORDER BY (project_id, type, id)`)
    const row = (n: number, changes: object = {}) => JSON.stringify({
      id: `obs-${n}`, trace_id: `t-${n}`, project_id: 'p', type: 'GENERATION', start_time: '2026-11-01 12:00:00.000', end_time: '2026-11-01 12:00:01.500', name: 'sorter', metadata: {}, level: 'DEFAULT',
      input: JSON.stringify([{ role: 'system', content: `Sort mail ${n}.` }, { role: 'user', content: `Mail ${n}` }]), output: JSON.stringify({ role: 'assistant', content: 'spam' }), provided_model_name: 'gpt-4o-mini', model_parameters: '{}',
      usage_details: { input: 100, input_cached_tokens: 40, output: 2, total: 142 }, cost_details: { total: 0.001 }, total_cost: 0.001, prompt_name: null, event_ts: '2026-11-01 12:00:02.000', is_deleted: 0, ...changes,
    })
    server.run(`INSERT INTO logs.observations FORMAT JSONEachRow ${Array.from({ length: 30 }, (_, n) => row(n)).join('\n')}`)
    server.run(`INSERT INTO logs.observations FORMAT JSONEachRow ${[row(1, { event_ts: '2026-11-01 12:00:09.000', total_cost: 0.002 }), row(2, { event_ts: '2026-11-01 12:00:09.000', is_deleted: 1 }), row(31, { type: 'SPAN' }), row(32, { level: 'ERROR' })].join('\n')}`)
    const { groups, input } = await readDigest(await open('observations', ' FINAL'), { seed: 1, perGroup: 5 })
    expect(input).toMatchObject({ calls: 30, excluded: { error: 1 }, formats: { langfuse: 29 } })
    expect(groups).toHaveLength(1)
    expect(groups[0]).toMatchObject({ requestModel: 'gpt-4o-mini', calls: 29, inputTokens: { count: 29, sum: 29 * 140 }, cacheReadInputTokens: { sum: 29 * 40 }, outputTokens: { sum: 58 } })
    expect(groups[0]?.costUsd.sum).toBeCloseTo(0.03, 9)
  })

  it.each([['plain', 60, true], ['of every kind', 600, false]] as const)('counts generations of Langfuse that lie in one another as from a file (%s)', async (name, count, isPlain) => {
    const table = `nested_${count}`
    server.run(`CREATE TABLE logs.${table} (id String, trace_id String, parent_observation_id Nullable(String), project_id String, type LowCardinality(String), start_time DateTime64(3), end_time Nullable(DateTime64(3)), name String, metadata Map(LowCardinality(String), String), level LowCardinality(String), input Nullable(String), output Nullable(String), provided_model_name Nullable(String), model_parameters Nullable(String), usage_details Map(LowCardinality(String), UInt64), cost_details Map(LowCardinality(String), Decimal64(12)), total_cost Nullable(Decimal64(12)), prompt_name Nullable(String), event_ts DateTime64(3), is_deleted UInt8) ENGINE = ReplacingMergeTree(event_ts, is_deleted) ORDER BY (project_id, type, id, trace_id)`)
    const rows = generations(count, isPlain).map(langfuseRow)
    const lines = rows.map((row) => JSON.stringify(row)).join('\n')
    server.run(`INSERT INTO logs.${table} FORMAT JSONEachRow ${lines}`)
    using space = workspace()
    const { calls, input } = await ingest([space.write(`${name}.jsonl`, lines)])
    const digest = await readDigest(await open(table, ' FINAL'), { seed: 3, perGroup: 8 })
    expect(digest.input).toEqual(input)
    expect(input.excluded['duplicate']).toBeGreaterThan(30)
    expectSame(digest, expectedGroups(calls, 3, 8))
    expect(digest.warnings).toEqual([])
  }, 60_000)

  it('reads the events that follow the observations of Langfuse: texts without NULL, tags and metadata in lists, no experiments', async () => {
    server.run(`CREATE TABLE logs.events_full (project_id String, trace_id String, span_id String, parent_span_id String, start_time DateTime64(6), end_time Nullable(DateTime64(6)), name String, type LowCardinality(String), environment LowCardinality(String) DEFAULT 'default', version String, release String, trace_name String, user_id String, session_id String, tags Array(String), level LowCardinality(String), completion_start_time Nullable(DateTime64(6)), prompt_name String, prompt_version Nullable(UInt16), model_id String, provided_model_name String, model_parameters String, usage_details Map(LowCardinality(String), UInt64), cost_details Map(LowCardinality(String), Decimal(18, 12)), total_cost Decimal(18, 12) ALIAS cost_details['total'], tool_definitions Map(String, String), tool_calls Array(String), tool_call_names Array(String), input String, input_length UInt64 MATERIALIZED lengthUTF8(input), output String, metadata_names Array(String), metadata_values Array(String), experiment_id String, event_ts DateTime64(6), is_deleted UInt8) ENGINE = ReplacingMergeTree(event_ts, is_deleted) ORDER BY (project_id, xxHash32(trace_id), span_id, start_time)`)
    const row = (n: number, changes: object = {}) => JSON.stringify({
      project_id: 'p', trace_id: `t-${n}`, span_id: `s-${n}`, parent_span_id: '', start_time: '2026-11-01 12:00:00.000000', end_time: '2026-11-01 12:00:01.500000', name: 'sorter', type: 'GENERATION', tags: ['mail'], level: 'DEFAULT',
      completion_start_time: '2026-11-01 12:00:00.250000', provided_model_name: 'gpt-4o-mini', model_parameters: '{"temperature":0}', usage_details: { input: 100, input_cached_tokens: 40, output: 2, total: 142 }, cost_details: { total: 0.001 },
      input: JSON.stringify([{ role: 'system', content: `Sort mail ${n}.` }, { role: 'user', content: `Mail ${n}` }]), output: JSON.stringify({ role: 'assistant', content: 'spam' }), metadata_names: ['team'], metadata_values: ['post'], event_ts: '2026-11-01 12:00:02.000000', is_deleted: 0, ...changes,
    })
    server.run(`INSERT INTO logs.events_full FORMAT JSONEachRow ${[...Array.from({ length: 20 }, (_, n) => row(n)), row(20, { type: 'SPAN' }), row(21, { experiment_id: 'e1' }), row(22, { experiment_id: 'e2' }), row(23, { is_deleted: 1 })].join('\n')}`)
    const { groups, input } = await readDigest(await open('events_full', ' FINAL'), { seed: 1, perGroup: 5 })
    expect(input).toEqual({ calls: 22, excluded: { evaluation: 2 }, formats: { langfuse: 20 } })
    expect(groups).toHaveLength(1)
    expect(groups[0]).toMatchObject({ requestModel: 'gpt-4o-mini', calls: 20, inputTokens: { count: 20, sum: 20 * 140 }, cacheReadInputTokens: { sum: 20 * 40 }, outputTokens: { sum: 40 } })
    expect(groups[0]?.costUsd.sum).toBeCloseTo(0.02, 9)
    expect(groups[0]?.sample[0]?.call).toMatchObject({ id: expect.stringMatching(/^s-\d+$/) as string, latencyMs: 1500, timeToFirstTokenMs: 250, tags: ['mail'], metadata: { team: 'post' }, request: { temperature: 0 }, output: { text: 'spam' } })
  })

  it('reads the requests of Helicone, whose costs are billionths of a dollar', async () => {
    server.run('CREATE TABLE logs.request_response_rmt (response_id Nullable(String), response_created_at Nullable(DateTime64(3)), latency Nullable(Int64), status Int64, completion_tokens Nullable(Int64), prompt_tokens Nullable(Int64), prompt_cache_read_tokens Int64, model String, request_id UUID, request_created_at DateTime64(3), user_id String, organization_id UUID, properties Map(LowCardinality(String), String), provider String, target_url Nullable(String), cost Int64, request_body String, response_body String) ENGINE = MergeTree ORDER BY request_id')
    server.run(`INSERT INTO logs.request_response_rmt FORMAT JSONEachRow ${Array.from({ length: 20 }, (_, n) => JSON.stringify({
      response_id: `r-${n}`, response_created_at: '2026-11-01 12:00:01.000', latency: 700 + n, status: n === 3 ? 500 : 200, completion_tokens: 2, prompt_tokens: 60, prompt_cache_read_tokens: 40, model: 'gpt-4o-mini', request_id: `00000000-0000-4000-8000-0000000000${String(n).padStart(2, '0')}`,
      request_created_at: '2026-11-01 12:00:00.000', user_id: '', organization_id: '00000000-0000-4000-8000-000000000000', properties: {}, provider: 'OPENAI', target_url: '', cost: 1_500_000,
      request_body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'system', content: 'Sort mail.' }, { role: 'user', content: `Mail ${n}` }] }),
      response_body: JSON.stringify({ id: `c-${n}`, object: 'chat.completion', model: 'gpt-4o-mini', choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'spam' } }] }),
    })).join('\n')}`)
    const { groups, input } = await readDigest(await open('request_response_rmt'), { seed: 1, perGroup: 5 })
    expect(input).toMatchObject({ calls: 20, excluded: { error: 1 }, formats: { helicone: 19 } })
    expect(groups[0]).toMatchObject({ calls: 19, inputTokens: { sum: 1_900 }, outputTokens: { sum: 38 } })
    expect(groups[0]?.costUsd.sum).toBeCloseTo(19 * 0.0015, 9)
    expect(groups[0]?.sample[0]?.call.costUsd).toBeCloseTo(0.0015, 9)
  })
})
