import { readFileSync } from 'node:fs'
import { AuditError } from '../src/domain/error.js'
import { openTable, placeGroups, readDigest } from '../src/warehouse/index.js'
import { startCluster } from '../test/support/clickhouse.js'
import { countingProxy } from '../test/support/counting-proxy.js'
import { createReport } from './lib/bench-report.js'

/**
 * Logs that lie in a ClickHouse cluster of two shards on this machine: npx tsx bench/warehouse.ts [rows …]
 * Yardstick: fetching the same table whole through the same connection.
 */
const sizes = process.argv.slice(2).map(Number).filter((size) => size > 0)
const SIZES = sizes.length > 0 ? sizes : [100_000, 1_000_000]
const PER_GROUP = 400

/** Twelve prompts with slots, four models, prompts of about 1.5 kB. */
const ROWS = `SELECT toString(number) AS id, concat('Question ', toString(number), ': ', substring('${'what is to be done with the parcel that came back? '.repeat(40)}', 1, 1000 + number % 1000)) AS prompt,
  concat('You are assistant number ', ['one','two','three','four','five','six','seven','eight','nine','ten','eleven','twelve'][number % 12 + 1], ' of the ', ['parcel','invoice','garden','bridge'][number % 4 + 1], ' desk. Today is 2026-11-', toString(10 + number % 18), '. Answer "', toString(number % 977), '" in one word for ', toString(number), '.') AS system,
  ['yes','no','maybe'][number % 3 + 1] AS response, concat('model-', toString(number % 4)) AS model, toUInt32(300 + number % 50) AS input_tokens, toUInt32(3) AS output_tokens, (number % 1000) / 1e6 AS cost_usd, toFloat64(200 + number % 900) AS latency_ms`

/** CPU seconds of some processes so far, with their threads: what counts on a machine that others use. */
const cpuOf = (pids: readonly number[]): number => pids.reduce((sum, pid) => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /su, '').split(' ')
  return sum + (Number(fields[11]) + Number(fields[12])) / 100
}, 0)

/** The same as one request in JSON, its system prompt within, and the answer as the API gave it. */
const AS_JSON = `SELECT id, concat('{"model": "', model, '", "messages": [{"role": "system", "content": "', replaceAll(system, '"', '\\\\"'), '"}, {"role": "user", "content": "', prompt, '"}], "temperature": 0.2}') AS request, concat('{"id":"', id, '","object":"chat.completion","model":"', model, '","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"', response, '"}}]}') AS response, model, input_tokens, output_tokens, cost_usd, latency_ms FROM`
const SHAPES = [
  { name: 'columns', columns: 'prompt String, system String, response String', rows: (from: string) => `${ROWS} FROM ${from}` },
  { name: 'json', columns: 'request String, response String', rows: (from: string) => `${AS_JSON} (${ROWS} FROM ${from})` },
]

const report = createReport()
const cluster = await startCluster(2)
try {
  for (const [shape, rows] of SHAPES.flatMap((shape) => SIZES.map((size) => [shape, size] as const))) {
    const made = `${shape.name}_${rows}`
    for (const [at, shard] of cluster.shards.entries()) {
      await shard.run(`CREATE TABLE part_${made} (id String, ${shape.columns}, model String, input_tokens UInt32, output_tokens UInt32, cost_usd Float64, latency_ms Float64) ENGINE = MergeTree ORDER BY id`)
      await shard.run(`INSERT INTO part_${made} ${shape.rows(`(SELECT number * 2 + ${at} AS number FROM numbers(${rows / 2}))`)}`)
      await shard.run(`CREATE TABLE calls_${made} AS part_${made} ENGINE = Distributed(pair, default, part_${made})`)
    }
    const proxy = await countingProxy(cluster.shards[0]?.port ?? 0)
    const serverCpu = (): number => cpuOf(cluster.shards.map(({ pid }) => pid))
    const [started, cpuBefore] = [performance.now(), serverCpu()]
    const table = await openTable(`clickhouse://127.0.0.1:${proxy.port}/default?table=calls_${made}&timeout=3600`, { sources: [], env: {} })
    const digest = await readDigest(table, { seed: 1, perGroup: PER_GROUP })
    await table.connection.close()
    const [counted, cpuCounted] = [performance.now(), serverCpu()]
    const { tasks } = placeGroups(digest)
    const placed = performance.now()
    const bytes = proxy.received()
    const calls = digest.groups.reduce((sum, group) => sum + group.calls, 0)
    const samples = digest.groups.reduce((sum, { sample }) => sum + sample.length, 0)

    const whole = await fetch(`http://127.0.0.1:${proxy.port}/`, { method: 'POST', body: `SELECT * FROM calls_${made} FORMAT JSONEachRow` })
    const [fetching, cpuFetching] = [performance.now(), serverCpu()]
    for await (const chunk of whole.body ?? []) void chunk
    const [fetched, cpuFetched] = [performance.now(), serverCpu()]
    const all = proxy.received() - bytes
    await proxy.close()
    const seconds = (ms: number): string => (ms / 1000).toFixed(1)
    report.say(`${rows} rows, ${shape.name}: counted and sampled in ${seconds(counted - started)} s, tasks in ${seconds(placed - counted)} s; ${(bytes / 1e6).toFixed(1)} MB came here, of ${(all / 1e6).toFixed(0)} MB that fetching all would bring (in ${seconds(fetched - fetching)} s); ${digest.groups.length} groups, ${samples} samples, ${tasks.length} tasks; ${Math.round(process.resourceUsage().maxRSS / 1024)} MB at most`)
    const [countCpu, fetchCpu] = [cpuCounted - cpuBefore, cpuFetched - cpuFetching]
    report.say(`${rows} rows, ${shape.name}: CPU of the servers ${countCpu.toFixed(1)} s to count and sample, ${fetchCpu.toFixed(1)} s to send all: ${(countCpu / fetchCpu).toFixed(1)} times`)
    report.must(`calls counted of ${rows} (${shape.name})`, String(calls), `${rows}`, calls === rows)
    report.must(`share of ${rows} rows (${shape.name}) that came over the wire`, (bytes / all).toFixed(4), '≤ what samples and groups take', bytes < (samples + digest.groups.length) * 8_000)
  }
} catch (error) {
  if (error instanceof AuditError) process.stderr.write(`${error.message}\n`)
  throw error
} finally {
  await cluster.stop()
}
report.finish(undefined)
