import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { isJsonObject } from '../src/domain/json.js'
import type { JsonValue } from '../src/domain/json.js'
import { readArguments } from './lib/arguments.js'
import { createReport } from './lib/bench-report.js'
import { counted, median } from './lib/figures.js'
import { createWorkspace } from './lib/workspace.js'

/** What it costs to start the binary: npx tsx bench/cpu.ts [--out FILE] */
const RUNS = 11
const MOST_MS = 150
/** Packages that only a command which needs them may load. */
const HEAVY: readonly string[] = ['ink', 'react', 'openai', '@anthropic-ai/sdk', 'zod', 'yaml', '@pydantic/genai-prices', 'stream-json', 'csv-parse']

const args = readArguments(false)
const report = createReport()
const workspace = createWorkspace()
const meter = join(workspace.dir, 'meter.cjs')
writeFileSync(meter, "process.once('exit', () => { const { user, system } = process.cpuUsage(); require('node:fs').writeFileSync(process.env.CPU_FILE, String((user + system) / 1000)) })\n")

/** CPU time of one process in milliseconds, user and system, up to its exit. */
function cpuMs(command: readonly string[]): number {
  const file = join(workspace.dir, 'cpu.txt')
  const { status, stderr } = spawnSync(process.execPath, ['--require', meter, ...command], { cwd: workspace.dir, env: { PATH: process.env['PATH'], CPU_FILE: file }, encoding: 'utf8' })
  if (status !== 0) throw new Error(`node ${command.join(' ')} ended with code ${status}:\n${stderr}`)
  return Number(readFileSync(file, 'utf8'))
}

/** Every file that a process loaded, as the coverage of the engine lists them: no loader stands in between. */
function loadedFiles(command: readonly string[], name: string): readonly string[] {
  const dir = join(workspace.dir, name)
  mkdirSync(dir)
  spawnSync(process.execPath, [...command], { cwd: workspace.dir, env: { PATH: process.env['PATH'], NODE_V8_COVERAGE: dir }, stdio: 'ignore' })
  const urls = readdirSync(dir).flatMap((file) => {
    const { result } = JSON.parse(readFileSync(join(dir, file), 'utf8')) as { readonly result: JsonValue }
    return Array.isArray(result) ? (result as readonly JsonValue[]).flatMap((one) => (isJsonObject(one) && typeof one['url'] === 'string' ? [one['url']] : [])) : []
  })
  return [...new Set(urls.filter((url) => url.startsWith('file://')))]
}

function packageOf(url: string): string | undefined {
  const path = url.split('/node_modules/').at(-1)
  return path === undefined || path === url ? undefined : path.split('/').slice(0, path.startsWith('@') ? 2 : 1).join('/')
}

const commands: readonly { readonly name: string; readonly command: readonly string[] }[] = [
  { name: 'node -e 0', command: ['-e', '0'] },
  { name: 'audit --version', command: [args.audit, '--version'] },
  { name: 'audit --help', command: [args.audit, '--help'] },
  { name: 'audit run --help', command: [args.audit, 'run', '--help'] },
]
const measured = commands.map(({ name, command }) => {
  const runs = Array.from({ length: RUNS }, () => cpuMs(command))
  const files = loadedFiles(command, name.replaceAll(' ', '-'))
  return { name, runs, own: files.filter((url) => packageOf(url) === undefined).length, packages: files.flatMap((url) => packageOf(url) ?? []) }
})
report.say(`CPU time, user and system, of ${RUNS} runs each; load of the machine ${loadavg().map((load) => load.toFixed(1)).join(', ')}`)
report.table([
  ['command', 'median ms', 'least', 'most', 'own files', 'files of packages'],
  ...measured.map(({ name, runs, own, packages }) => [name, (median(runs) ?? 0).toFixed(0), Math.min(...runs).toFixed(0), Math.max(...runs).toFixed(0), String(own), counted(packages) || '–']),
])
const help = measured.find(({ name }) => name === 'audit --help')
const cpu = median(help?.runs ?? []) ?? Number.POSITIVE_INFINITY
const heavy = HEAVY.filter((name) => measured.some(({ packages }) => packages.includes(name)))
report.must('CPU time of audit --help, median', `${cpu.toFixed(0)} ms`, `< ${MOST_MS} ms`, cpu < MOST_MS)
report.must('heavy packages loaded', heavy.join(', ') || 'none', 'none', heavy.length === 0)
report.finish(args.out)
