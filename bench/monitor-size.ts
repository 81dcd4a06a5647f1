import { spawnSync } from 'node:child_process'
import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readArguments } from './lib/arguments.js'
import { createReport } from './lib/bench-report.js'
import { bigLogLine, writeBigLog } from './lib/big-log.js'
import { createWorkspace } from './lib/workspace.js'

/** What it takes to monitor 10,000, 100,000 and 1,000,000 rows, and one new row after them: npx tsx bench/monitor-size.ts [--largest 1000000]. Needs 2.5 GB of temporary space. */
const SIZES = [10_000, 100_000, 1_000_000]
const MOST_MB = 512

const args = readArguments(false)
const report = createReport()
const workspace = createWorkspace()
const meter = join(workspace.dir, 'meter.cjs')
writeFileSync(meter, `process.once('exit', () => {
  const { user, system } = process.cpuUsage()
  const peak = /VmHWM:\\s+(\\d+)/.exec(require('node:fs').readFileSync('/proc/self/status', 'utf8'))[1]
  require('node:fs').writeFileSync(process.env.METER_FILE, JSON.stringify({ cpuS: (user + system) / 1e6, peakMb: Number(peak) / 1024 }))
})
`)
const policy = join(workspace.dir, 'p.yaml')
const starts = ['You sort the tickets', 'You take the fields', 'You sum up letters', 'You translate product', 'You are the booking', 'You mark essays']
writeFileSync(policy, `apiVersion: llm-routing-policy/v1
kind: RoutingPolicy
metadata: { id: big, version: 1, created_at: "2026-01-01T00:00:00Z", valid_until: "2036-01-01T00:00:00Z" }
defaults: { route: rest }
providers: { openai: { type: openai } }
models: { m: { provider: openai, id: gpt-4o-mini, tier: budget, price_per_1m: { input: 0.15, output: 0.6 } }, l: { provider: openai, id: gpt-4o, tier: premium, price_per_1m: { input: 2.5, output: 10 } } }
routes:
${starts.map((text, at) => `  - { id: r${at}, task_type: generation, priority: ${at}, match: { field: prompt.system, starts_with: "${text}" }, target: { model: ${at === 0 ? 'm' : 'l'} } }`).join('\n')}
  - { id: rest, priority: 99, match: { always: true }, target: { model: l, as_asked: true } }
`)

function monitor(file: string, state: string): { readonly cpuS: number; readonly peakMb: number; readonly records: number; readonly alerts: number } {
  const meterFile = join(workspace.dir, 'meter.json')
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', meter, args.audit, 'monitor', file, '--policy', policy, '--state', state, '--json=-'], { cwd: workspace.dir, env: { PATH: process.env['PATH'], METER_FILE: meterFile }, encoding: 'utf8', maxBuffer: 1 << 26 })
  if (status !== 0 && status !== 1) throw new Error(`audit monitor ended with code ${status}:\n${stderr}`)
  const { period, alerts } = JSON.parse(stdout) as { readonly period: { readonly records: number }; readonly alerts: readonly unknown[] }
  return { ...(JSON.parse(readFileSync(meterFile, 'utf8')) as { cpuS: number; peakMb: number }), records: period.records, alerts: alerts.length }
}

report.say('rows        CPU s   CPU µs/row   peak MB   state KB   next row: CPU s   alerts')
let largest = 0
for (const calls of SIZES.filter((size) => size <= args.largest)) {
  const file = join(workspace.dir, `${calls}.jsonl`)
  const state = `${file}.state`
  writeBigLog(file, calls)
  const all = monitor(file, state)
  appendFileSync(file, `${bigLogLine(calls + 1)}\n`)
  const next = monitor(file, state)
  if (all.records !== calls || next.records !== 1) throw new Error(`${all.records} and ${next.records} records were read of ${calls} and 1`)
  largest = all.peakMb
  report.say(`${String(calls).padEnd(12)}${all.cpuS.toFixed(1).padEnd(8)}${((1e6 * all.cpuS) / calls).toFixed(0).padEnd(13)}${all.peakMb.toFixed(0).padEnd(10)}${(statSync(state).size / 1024).toFixed(0).padEnd(11)}${next.cpuS.toFixed(2).padEnd(18)}${all.alerts}`)
}
report.must('peak memory at the largest size', `${largest.toFixed(0)} MB`, `<= ${MOST_MB} MB`, largest <= MOST_MB)
report.finish(args.out)
