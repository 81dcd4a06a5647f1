// Changes records of all formats in ways that keep what they say, and in ways that break them, and looks whether the reading keeps it, or refuses them.
// npx tsx bench/reading-fuzz.ts [--samples DIR] [--seed N] [--rounds N] [--only TEXT] [--show N] [--out FILE]
import { parseArgs } from 'node:util'
import { createReport } from './lib/bench-report.js'
import { createRandom } from './lib/random.js'
import { breakages } from './lib/reading/breaking.js'
import type { Difference } from './lib/reading/outcome.js'
import { differenceOf, outcomesOf, outcomesOfBytes } from './lib/reading/outcome.js'
import { PRESERVING } from './lib/reading/preserving.js'
import { recordedLogs } from './lib/reading/reading-corpus.js'
import { WRITTEN } from './lib/reading/written.js'

const { values } = parseArgs({ options: { samples: { type: 'string' }, seed: { type: 'string' }, rounds: { type: 'string' }, only: { type: 'string' }, show: { type: 'string' }, out: { type: 'string' } } })
const random = createRandom(Number(values.seed ?? 1))
const rounds = Number(values.rounds ?? 1)
const most = Number(values.show ?? 3)
const report = createReport()
const logs = recordedLogs(values.samples)

interface Kind { cases: number; refused: number; silent: number; readonly shown: string[] }
const kinds = new Map<string, Kind>()
const isWanted = (name: string): boolean => values.only === undefined || name.includes(values.only)

function count(name: string, log: string, violation: Difference | undefined): void {
  const kind = kinds.get(name) ?? { cases: 0, refused: 0, silent: 0, shown: [] }
  kinds.set(name, kind)
  kind.cases++
  if (violation === undefined) return
  kind[violation.kind]++
  if (kind.shown.length < most) kind.shown.push(`${violation.kind} | ${log}: ${violation.what}`)
}

/** What a reading says against what must hold; what it throws is one too. */
async function violationOf(read: () => Difference | undefined | Promise<Difference | undefined>): Promise<Difference | undefined> {
  try {
    return await read()
  } catch (error) {
    return { kind: 'refused', what: `thrown: ${error instanceof Error ? error.message.slice(0, 300) : 'no error'}` }
  }
}

for (const { name: log, records } of logs) {
  const was = outcomesOf(records)
  for (const { name, apply } of PRESERVING) {
    if (!isWanted(name)) continue
    for (let round = 0; round < (name === 'keys in another order' ? rounds : 1); round++) {
      const changed = apply(records, random)
      if (changed === undefined) continue
      const isWithOthers = name.startsWith('beside')
      const noise = isWithOthers ? outcomesOf(records.map(() => ({ level: 'info', x: 1 }))) : []
      count(name, log, await violationOf(() => differenceOf(outcomesOf(changed), [...was, ...noise])))
    }
  }
  for (const { name, bytes, pieceBytes } of WRITTEN) {
    if (!isWanted(name)) continue
    const written = bytes(records, random)
    if (written !== undefined) count(name, log, await violationOf(async () => differenceOf(await outcomesOfBytes(written, pieceBytes), was)))
  }
  for (const { name, broken } of breakages(records, random, rounds)) {
    if (isWanted(name)) count(name, log, await violationOf(async () => { const what = await broken(); return what === undefined ? undefined : { kind: 'silent', what } }))
  }
}

const rows = [...kinds].map(([name, { cases, refused, silent }]) => [name, String(cases), String(refused), String(silent)])
const sum = (at: number): number => rows.reduce((total, row) => total + Number(row[at]), 0)
report.table([['change', 'cases', 'refused', 'silent'], ...rows, ['all', String(sum(1)), String(sum(2)), String(sum(3))]])
for (const [name, { shown }] of kinds) for (const violation of shown) report.say(`  ${name} | ${violation}`)
report.must('readings that differ, or lose a record, without a sign', String(sum(3)), '0', sum(3) === 0)
report.finish(values.out)
