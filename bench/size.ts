import { spawnSync } from 'node:child_process'
import { createReadStream, createWriteStream, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createGzip } from 'node:zlib'
import { readArguments } from './lib/arguments.js'
import { createReport } from './lib/bench-report.js'
import { writeBigLog } from './lib/big-log.js'
import { createWorkspace } from './lib/workspace.js'

/**
 * What a log of 10,000, 100,000 and 1,000,000 calls costs to read and to inspect, against a bare loop over the same file: npx tsx bench/size.ts
 * [--largest 100000] [--out FILE]. Each pass runs three times in turn with the others, and the best counts for both sides, wall time and
 * CPU time each on its own. AUDIT_WORKERS as for the program. Needs 5 GB of temporary space.
 */
const SIZES = [10_000, 100_000, 1_000_000]
const GARBAGE_LINES = 10_000_000
const MOST_MB = 1024
const TIMES = 3

interface Measured {
  readonly records: number
  readonly wallMs: number
  readonly cpuMs: number
  readonly peakMb: number
}

const args = readArguments(false)
const report = createReport()
const workspace = createWorkspace()
const child = fileURLToPath(new URL('./lib/size-child.ts', import.meta.url))
const meter = join(workspace.dir, 'meter.cjs')
writeFileSync(meter, `process.once('exit', () => {
  const { user, system } = process.cpuUsage()
  const peak = /VmHWM:\\s+(\\d+)/.exec(require('node:fs').readFileSync('/proc/self/status', 'utf8'))[1]
  require('node:fs').writeFileSync(process.env.METER_FILE, JSON.stringify({ cpuMs: (user + system) / 1000, peakMb: Number(peak) / 1024 }))
})
`)

function pass(mode: 'parse' | 'ingest' | 'table', file: string): Measured {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', 'tsx', child, mode, file], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${mode} ${file} ended with code ${status}:\n${stderr}`)
  return JSON.parse(stdout) as Measured
}

function audit(command: readonly string[], records: number, code = 0): Measured & { readonly stderr: string } {
  const started = performance.now()
  const workers = process.env['AUDIT_WORKERS']
  const meterFile = join(workspace.dir, 'meter.json')
  const { status, stderr } = spawnSync(process.execPath, ['--require', meter, args.audit, ...command], { cwd: workspace.room(String(started)), env: { PATH: process.env['PATH'], METER_FILE: meterFile, ...(workers === undefined ? {} : { AUDIT_WORKERS: workers }) }, encoding: 'utf8', maxBuffer: 1 << 26 })
  if (status !== code) throw new Error(`audit ${command.join(' ')} ended with code ${status}:\n${stderr}`)
  return { records, wallMs: performance.now() - started, ...(JSON.parse(readFileSync(meterFile, 'utf8')) as { cpuMs: number; peakMb: number }), stderr }
}

/** The best of some measures of one pass; the largest of the peaks. */
function best(all: readonly Measured[]): Measured {
  const of = (field: 'wallMs' | 'cpuMs'): number => Math.min(...all.map((one) => one[field]))
  return { records: all[0]?.records ?? 0, wallMs: of('wallMs'), cpuMs: of('cpuMs'), peakMb: Math.max(...all.map(({ peakMb }) => peakMb)) }
}

const rows: string[][] = [['calls', 'container', 'pass', 'rows/s', 'wall s', 'CPU s', 'CPU µs/row', 'ratio CPU', 'ratio wall', 'peak MB']]
const at = new Map<string, Measured & { readonly ratio: number; readonly ratioWall: number }>()
report.say(`load of the machine ${loadavg().map((load) => load.toFixed(1)).join(', ')}`)
const sizes = SIZES.filter((calls) => calls <= args.largest)
const [most, before] = [sizes.at(-1) ?? 0, sizes.at(-2) ?? 0]
for (const calls of sizes) {
  const plain = join(workspace.dir, `${calls}.jsonl`)
  writeBigLog(plain, calls)
  const packed = `${plain}.gz`
  await pipeline(createReadStream(plain), createGzip({ level: 1 }), createWriteStream(packed))
  for (const [container, file] of [['plain', plain], ['gzip', packed]] as const) {
    const passes: readonly (readonly [string, () => Measured])[] = [
      ['JSON.parse loop', () => pass('parse', file)], ['records, one thread', () => pass('ingest', file)], ['ingest', () => pass('table', file)],
      ['audit inspect', () => audit(['inspect', file, '--json'], calls)], ['audit plan', () => audit(['plan', file, '--json', '--candidate', 'openai/gpt-4o-mini'], calls)],
    ]
    const measured = new Map<string, Measured[]>(passes.map(([name]) => [name, []]))
    for (let time = 0; time < TIMES; time++) for (const [name, measure] of passes) measured.get(name)?.push(measure())
    const bare = best(measured.get('JSON.parse loop') ?? [])
    for (const [name, all] of measured) {
      const { wallMs, cpuMs, peakMb } = best(all)
      const ratio = cpuMs / bare.cpuMs
      at.set(`${calls} ${container} ${name}`, { records: calls, wallMs, cpuMs, peakMb, ratio, ratioWall: wallMs / bare.wallMs })
      rows.push([String(calls), container, name, String(Math.round((calls / wallMs) * 1000)), (wallMs / 1000).toFixed(1), (cpuMs / 1000).toFixed(1), ((cpuMs / calls) * 1000).toFixed(1), ratio.toFixed(2), (wallMs / bare.wallMs).toFixed(2), peakMb.toFixed(0)])
      console.error(rows.at(-1)?.join('  '))
    }
  }
  rmSync(plain)
  rmSync(packed)
}
report.table(rows)

const garbage = join(workspace.dir, 'garbage.jsonl')
const line = 'nothing that any tool would log {[\n'
writeFileSync(garbage, '')
for (let done = 0; done < GARBAGE_LINES; done += 500_000) writeFileSync(garbage, line.repeat(500_000), { flag: 'a' })
const few = join(workspace.dir, 'few.jsonl')
writeFileSync(few, `{"a":1}\n${line.repeat(100_000)}`)
writeFileSync(garbage, `{"a":1}\n${line.repeat(500_000)}`, { flag: 'r+' })
const [small, large] = [audit(['inspect', few], 100_000, 2), audit(['inspect', garbage], GARBAGE_LINES, 2)]
report.say()
report.say(`garbage: 100,000 lines ${small.peakMb.toFixed(0)} MB, ${GARBAGE_LINES} lines ${large.peakMb.toFixed(0)} MB, ${(large.wallMs / 1000).toFixed(0)} s; ${large.stderr.split('\n')[0]?.slice(0, 100)}`)

const of = (name: string) => at.get(`${most} ${name}`)
const must = (name: string, value: number | undefined, goal: number, unit: string): void => report.must(name, `${value?.toFixed(unit === '' ? 2 : 0)}${unit}`, `≤ ${goal}${unit}`, value !== undefined && value <= goal)
for (const container of ['plain', 'gzip']) {
  for (const name of ['audit inspect', 'audit plan']) must(`${name}, ${most} calls, ${container}: peak memory`, of(`${container} ${name}`)?.peakMb, MOST_MB, ' MB')
  must(`ingest, ${container}: wall time against a JSON.parse loop`, of(`${container} ingest`)?.ratioWall, 2, '')
  must(`with tasks, ${container}: wall time against a JSON.parse loop`, of(`${container} audit inspect`)?.ratioWall, 3, '')
}
const growth = (of('plain audit inspect')?.cpuMs ?? Number.NaN) / (at.get(`${before} plain audit inspect`)?.cpuMs ?? Number.NaN)
report.must(`CPU of ${most} calls over that of ${before}`, growth.toFixed(1), '≤ 11', growth <= 11)
report.must('garbage: memory of 10,000,000 lines over that of 100,000', (large.peakMb / small.peakMb).toFixed(2), '≤ 2', large.peakMb <= 2 * small.peakMb)
report.finish(args.out)
