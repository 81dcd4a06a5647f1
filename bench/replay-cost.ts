import { execFile } from 'node:child_process'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { readArguments } from './lib/arguments.js'
import { createReport } from './lib/bench-report.js'
import { median } from './lib/figures.js'
import { startModelServer } from './lib/model-server.js'
import { replayFiles } from './lib/replay-row.js'
import { createWorkspace } from './lib/workspace.js'

/** What a replayed call costs beside a bare loop through the SDK: npx tsx bench/replay-cost.ts --data DIR [--out FILE] */
const LATENCY_MS = 50
const CONCURRENCY = 50
const CALLS = 3000
const MANY = 15_000
const ROUNDS = 3

interface Cost {
  readonly wallMs: number
  readonly cpuMs: number
  readonly rssMb: number
}

const args = readArguments(true)
const report = createReport()
const workspace = createWorkspace()
const child = (name: string) => fileURLToPath(new URL(`./lib/${name}.mjs`, import.meta.url))

async function costOf(name: string, ...rest: readonly string[]): Promise<Cost> {
  const { stdout } = await promisify(execFile)(process.execPath, [child(name), ...rest])
  return JSON.parse(stdout) as Cost
}

const middle = (costs: readonly Cost[], of: (cost: Cost) => number): number => median(costs.map(of)) ?? Number.NaN

const server = await startModelServer(args.server, replayFiles(args.data).filter((path) => path.includes('gsm8k')), ['--latency', String(LATENCY_MS), '--unknown', 'echo'])
try {
  const bare: Cost[] = []
  const engine: Cost[] = []
  for (let round = 0; round < ROUNDS; round++) { // in turns, so that a busy minute hits both
    bare.push(await costOf('bare-loop', server.url, String(CALLS), String(CONCURRENCY)))
    engine.push(await costOf('replay-engine', server.url, String(CALLS), String(CONCURRENCY), join(workspace.dir, `run-${round}`)))
  }
  const again = await costOf('replay-engine', server.url, String(CALLS), String(CONCURRENCY), join(workspace.dir, 'run-0'))
  const many: Cost[] = []
  for (let round = 0; round < ROUNDS; round++) many.push(await costOf('replay-engine', server.url, String(MANY), String(CONCURRENCY), join(workspace.dir, `many-${round}`)))
  const rows: readonly (readonly [string, readonly Cost[], number])[] = [['SDK in a p-limit loop', bare, CALLS], ['replay, all recorded', engine, CALLS], ['the same again, from the record', [again], CALLS], ['replay of more', many, MANY]]
  report.say(`${CALLS} calls of ${LATENCY_MS} ms, ${CONCURRENCY} at once; medians of ${ROUNDS}; load ${loadavg().map((load) => load.toFixed(1)).join(', ')}`)
  report.table([
    ['what', 'calls', 'CPU s', 'CPU ms a call', 'wall s', 'peak MiB'],
    ...rows.map(([name, costs, calls]) => [name, String(calls), (middle(costs, (c) => c.cpuMs) / 1000).toFixed(2), (middle(costs, (c) => c.cpuMs) / calls).toFixed(2), (middle(costs, (c) => c.wallMs) / 1000).toFixed(2), middle(costs, (c) => c.rssMb).toFixed(0)]),
  ])
  const cpu = middle(engine, (c) => c.cpuMs) / middle(bare, (c) => c.cpuMs)
  const wall = middle(engine, (c) => c.wallMs) / middle(bare, (c) => c.wallMs)
  const rss = middle(engine, (c) => c.rssMb)
  report.must('CPU against the bare loop', `${cpu.toFixed(2)} ×`, '≤ 0.9 ×', cpu <= 0.9)
  report.must('wall time against the bare loop', `${wall.toFixed(2)} ×`, '≤ 1.1 ×', wall <= 1.1)
  report.must('peak memory', `${rss.toFixed(0)} MiB`, '≤ 180 MiB', rss <= 180)
  report.must(`memory at ${MANY} calls against ${CALLS}`, `${(middle(many, (c) => c.rssMb) / rss).toFixed(2)} ×`, '≤ 1.1 ×', middle(many, (c) => c.rssMb) <= 1.1 * rss)
  report.must(`CPU of ${CALLS} calls from the record`, `${(again.cpuMs / 1000).toFixed(2)} s`, '≤ 1.5 s', again.cpuMs <= 1500)
} finally {
  await server.stop()
}
report.finish(args.out)
