import { readFileSync } from 'node:fs'
import { openTable, placeGroups, readDigest } from '../src/warehouse/index.js'
import { countingProxy } from '../test/support/counting-proxy.js'
import { POSTGRES_LOGIN, startPostgres } from '../test/support/postgres.js'
import { createReport } from './lib/bench-report.js'

/**
 * Logs that lie in PostgreSQL on this machine: npx tsx bench/warehouse-postgres.ts [rows …]
 * Yardstick: fetching the same table whole through the same kind of connection.
 */
const sizes = process.argv.slice(2).map(Number).filter((size) => size > 0)
const SIZES = sizes.length > 0 ? sizes : [200_000]
const PER_GROUP = 400

/** Twelve prompts with slots, four models, prompts of about 1.5 kB: the rows of bench/warehouse.ts. */
const rowsOf = (count: number): string => `SELECT n::text AS id, 'Question ' || n || ': ' || left(repeat('what is to be done with the parcel that came back? ', 40), 1000 + n % 1000) AS prompt,
  'You are assistant number ' || (ARRAY['one','two','three','four','five','six','seven','eight','nine','ten','eleven','twelve'])[n % 12 + 1] || ' of the ' || (ARRAY['parcel','invoice','garden','bridge'])[n % 4 + 1] || ' desk. Today is 2026-11-' || (10 + n % 18) || '. Answer "' || n % 977 || '" in one word for ' || n || '.' AS system,
  (ARRAY['yes','no','maybe'])[n % 3 + 1] AS response, 'model-' || n % 4 AS model, 300 + n % 50 AS input_tokens, 3 AS output_tokens, (n % 1000) / 1e6::float8 AS cost_usd, (200 + n % 900)::float8 AS latency_ms FROM generate_series(0, ${count - 1}) AS numbers(n)`
/** The same as one request in JSON, its system prompt within, and the answer as the API gave it. */
const asJson = (rows: string): string => `SELECT id, '{"model": "' || model || '", "messages": [{"role": "system", "content": "' || replace(system, '"', '\\"') || '"}, {"role": "user", "content": "' || prompt || '"}], "temperature": 0.2}' AS request, '{"id":"' || id || '","object":"chat.completion","model":"' || model || '","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"' || response || '"}}]}' AS response, model, input_tokens, output_tokens, cost_usd, latency_ms FROM (${rows}) AS made`
const SHAPES = [{ name: 'columns', rows: rowsOf }, { name: 'json', rows: (count: number) => asJson(rowsOf(count)) }]

const report = createReport()
const server = await startPostgres()
try {
  const shown = await server.client.query<{ data_directory: string }>('SHOW data_directory')
  const postmaster = Number(readFileSync(`${shown.rows[0]?.data_directory}/postmaster.pid`, 'utf8').split('\n')[0])
  /** CPU seconds of all processes of the server so far, those that ended too. */
  const serverCpu = (): number => [postmaster, ...readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8').split(' ').filter((pid) => pid !== '').map(Number)].reduce((sum, pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /su, '').split(' ')
    return sum + fields.slice(11, pid === postmaster ? 15 : 13).reduce((ticks, field) => ticks + Number(field), 0) / 100
  }, 0)
  const ownCpu = (): number => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  }
  const now = (): readonly [wall: number, server: number, own: number] => [performance.now() / 1000, serverCpu(), ownCpu()]
  const spent = (from: ReturnType<typeof now>, to: ReturnType<typeof now>): string => `${(to[0] - from[0]).toFixed(1)} s wall, CPU ${(to[1] - from[1]).toFixed(1)} s of the server and ${(to[2] - from[2]).toFixed(1)} s here`

  for (const [shape, rows] of SHAPES.flatMap((one) => SIZES.map((size) => [one, size] as const))) {
    const made = `calls_${shape.name}_${rows}`
    await server.client.query(`CREATE TABLE ${made} AS ${shape.rows(rows)}`)
    await server.client.query(`ALTER TABLE ${made} ADD PRIMARY KEY (id)`)
    await server.client.query(`VACUUM ANALYZE ${made}`)
    await server.client.query('CHECKPOINT')
    const proxy = await countingProxy(server.port)
    const open = () => openTable(`postgres://${POSTGRES_LOGIN.user}:${encodeURIComponent(POSTGRES_LOGIN.password)}@127.0.0.1:${proxy.port}/postgres?table=${made}&timeout=3600`, { sources: [], env: {} })
    const started = now()
    const table = await open()
    const digest = await readDigest(table, { seed: 1, perGroup: PER_GROUP })
    const counted = now()
    await table.connection.close()
    const { tasks } = placeGroups(digest)
    const bytes = proxy.received()
    const calls = digest.groups.reduce((sum, group) => sum + group.calls, 0)
    const samples = digest.groups.reduce((sum, { sample }) => sum + sample.length, 0)

    const whole = await open()
    const fetching = now()
    let fetchedRows = 0
    for await (const row of whole.connection.rows(`SELECT * FROM ${made}`)) fetchedRows += 'id' in row ? 1 : 0
    const fetched = now()
    await whole.connection.close()
    const all = proxy.received() - bytes
    await proxy.close()
    report.say(`${rows} rows, ${shape.name}: counted and sampled in ${spent(started, counted)}; ${(bytes / 1e6).toFixed(1)} MB came here; ${digest.groups.length} groups, ${samples} samples, ${tasks.length} tasks`)
    report.say(`${rows} rows, ${shape.name}: all ${fetchedRows} fetched in ${spent(fetching, fetched)}; ${(all / 1e6).toFixed(0)} MB`)
    report.say(`${rows} rows, ${shape.name}: CPU of the server, counting over sending: ${((counted[1] - started[1]) / (fetched[1] - fetching[1])).toFixed(1)}; of both ends: ${((counted[1] + counted[2] - started[1] - started[2]) / (fetched[1] + fetched[2] - fetching[1] - fetching[2])).toFixed(1)}`)
    report.must(`calls counted of ${rows} (${shape.name})`, String(calls), `${rows}`, calls === rows && fetchedRows === rows)
    report.must(`share of ${rows} rows (${shape.name}) that came over the wire`, (bytes / all).toFixed(4), '≤ what samples and groups take', bytes < (samples + digest.groups.length) * 8_000)
    await server.client.query(`DROP TABLE ${made}`)
  }
} finally {
  await server.stop()
}
report.finish(undefined)
