import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { readArguments } from './lib/arguments.js'
import { createReport } from './lib/bench-report.js'
import { percent } from './lib/figures.js'
import { startModelServer } from './lib/model-server.js'
import { replayFiles } from './lib/replay-row.js'
import { createWorkspace } from './lib/workspace.js'

/** How well a limit of requests a minute is used that is told by headers alone: npx tsx bench/replay-rate.ts --data DIR [--out FILE] */
const RPM = 600
const LATENCY_MS = 200
const CONCURRENCY = 32
/** The server begins with a minute's allowance in hand; more calls than that make it a limit. */
const CALLS = 1500

const args = readArguments(true)
const report = createReport()
const workspace = createWorkspace()
const server = await startModelServer(args.server, replayFiles(args.data).filter((path) => path.includes('gsm8k')), ['--latency', String(LATENCY_MS), '--unknown', 'echo', '--rate-limit', String(RPM)])
try {
  const engine = fileURLToPath(new URL('./lib/replay-engine.mjs', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [engine, server.url, String(CALLS), String(CONCURRENCY), join(workspace.dir, 'run')])
  const { wallMs } = JSON.parse(stdout) as { readonly wallMs: number }
  const body = (await (await fetch(`${server.url}/__stats`)).json()) as { readonly calls: number; readonly rate_limited: number }
  const used = CALLS / (RPM + (RPM * wallMs) / 60_000)
  const refused = body.rate_limited / body.calls
  report.say(`${CALLS} calls in ${(wallMs / 1000).toFixed(1)} s; the limit would have let ${(RPM + (RPM * wallMs) / 60_000).toFixed(0)} through; ${body.rate_limited} of ${body.calls} requests answered 429`)
  report.must('share of the limit that was used', percent(used), '≥ 90 %', used >= 0.9)
  report.must('requests answered 429', percent(refused), '< 2 %', refused < 0.02)
} finally {
  await server.stop()
}
report.finish(args.out)
