import { createReadStream, readFileSync } from 'node:fs'
import { createGunzip } from 'node:zlib'

/** One pass over a log, measured from inside: node --import tsx bench/lib/size-child.ts parse|ingest|table FILE. Prints one line of JSON. */
const [mode, file = ''] = process.argv.slice(2)
const [startedMs, startedCpu] = [performance.now(), process.cpuUsage()]

/** The loop that anyone would write to read such a log. */
async function parse(): Promise<number> {
  const bytes = createReadStream(file)
  const stream = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes
  stream.setEncoding('utf8')
  let records = 0
  let rest = ''
  for await (const chunk of stream as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line !== '' && JSON.parse(line) !== null) records++
  }
  return records
}

const built = (path: string): string => new URL(`../../dist/${path}`, import.meta.url).href

async function ingest(): Promise<number> {
  const { readRecords } = await import(built('ingest/index.js')) as typeof import('../../src/ingest/index.js')
  let records = 0
  for await (const record of readRecords([file])) records += record.kind === 'call' || record.reason ? 1 : 0
  return records
}

async function table(): Promise<number> {
  const { workersOf } = await import(built('cli/workers.js')) as typeof import('../../src/cli/workers.js')
  const { readTable } = await import(built('digest/read-table.js')) as typeof import('../../src/digest/read-table.js')
  const { input } = await readTable([file], { workers: workersOf(process.env) })
  return input.calls
}

const records = await ({ parse, ingest, table }[mode ?? ''] ?? parse)()
const { user, system } = process.cpuUsage(startedCpu)
const peak = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
console.log(JSON.stringify({ records, wallMs: performance.now() - startedMs, cpuMs: (user + system) / 1000, peakMb: Number(peak) / 1024 }))
