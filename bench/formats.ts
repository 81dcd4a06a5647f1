// Reads the samples of all formats, compares every record with what the notes on their formats imply, and
// corrupts the first record of each in ways that must be refused for the right reason.
// npx tsx bench/formats.ts --samples DIR [--out FILE]
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { ParsedRecord } from '../src/domain/call.js'
import { readRecords } from '../src/ingest/index.js'
import { API_FORMATS } from './formats/api-formats.js'
import { difference } from './formats/expectation.js'
import { TRACE_TOOLS } from './formats/trace-tools.js'
import { createReport } from './lib/bench-report.js'
import { Readable } from 'node:stream'

const { values } = parseArgs({ options: { samples: { type: 'string' }, out: { type: 'string' } } })
if (values.samples === undefined || !existsSync(values.samples)) throw new Error('--samples must name the folder with the samples')
const folder = resolve(values.samples)
const report = createReport()

async function recordsOf(text: string): Promise<readonly ParsedRecord[]> {
  const records: ParsedRecord[] = []
  for await (const record of readRecords(['-'], { stdin: Readable.from([Buffer.from(text)]) })) records.push(record)
  const lineOf = (record: ParsedRecord): number => (record.kind === 'call' ? record.call.source.line : record.source.line)
  return records.toSorted((a, b) => lineOf(a) - lineOf(b))
}

const rows: string[][] = [['sample', 'records', 'as implied', 'twins', 'as they must']]
const misses: string[] = []
const sums = { records: 0, right: 0, twins: 0, refused: 0 }
for (const { file, records, twins } of [...API_FORMATS, ...TRACE_TOOLS]) {
  const text = await readFile(join(folder, file), 'utf8')
  const read = await recordsOf(text)
  const wrong = records.flatMap((expected, at) => difference(expected, read[at]) ?? [])
  if (read.length !== records.length) wrong.push(`${read.length} records, not ${records.length}`)
  misses.push(...wrong.map((what) => `${file}: ${what}`))
  const failed: string[] = []
  for (const { name, from, to, expect } of twins) {
    const changed = typeof from === 'string' ? text.replaceAll(from, to) : text.replace(from, to)
    const what = changed === text ? 'the change did not apply' : difference(expect, (await recordsOf(changed))[0])
    if (what !== undefined) failed.push(`${file}, ${name}: ${what}`)
  }
  misses.push(...failed)
  sums.records += records.length
  sums.right += records.length - Math.min(records.length, wrong.length)
  sums.twins += twins.length
  sums.refused += twins.length - failed.length
  rows.push([file, String(records.length), String(records.length - Math.min(records.length, wrong.length)), String(twins.length), String(twins.length - failed.length)])
}
report.table(rows)
for (const miss of misses) report.say(`  ${miss}`)
report.must('records of samples read to the implied values', `${sums.right} of ${sums.records}`, 'all', sums.right === sums.records)
report.must('corrupted twins refused for the right reason', `${sums.refused} of ${sums.twins}`, 'all', sums.refused === sums.twins)
report.finish(values.out)
