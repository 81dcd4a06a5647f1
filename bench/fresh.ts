import { scoreRow } from '../src/validators/index.js'
import { FRESH_ANSWERS } from '../test/validators/corpus/fresh-answers.js'
import { FRESH_CALLS } from '../test/validators/corpus/fresh-calls.js'
import { HELD_OUT_CALLS } from '../test/validators/corpus/held-out-calls.js'

// Confusion on answers and tool calls that were labelled by hand before they were scored: npx tsx bench/fresh.ts

interface Row {
  readonly validator: string
  readonly right: 0 | 1
  readonly output: unknown
  readonly reference: unknown
}

const counts = new Map<string, { both: number; neither: number; falseAgreement: number; missed: number }>()
const wrong: string[] = []
const rows: readonly Row[] = [...FRESH_CALLS.map((row) => ({ ...row, validator: 'tool_call' })), ...FRESH_ANSWERS, ...HELD_OUT_CALLS]
for (const row of rows) {
  const { score, reason } = scoreRow(row)
  const least = row.validator === 'translation' || row.validator === 'summary' ? 0.5 : 1
  const says = score !== null && score >= least
  const count = counts.get(row.validator) ?? { both: 0, neither: 0, falseAgreement: 0, missed: 0 }
  counts.set(row.validator, count)
  count[says ? (row.right ? 'both' : 'falseAgreement') : row.right ? 'missed' : 'neither'] += 1
  if (says !== (row.right === 1)) wrong.push(`${says ? 'false agreement' : 'missed'} (${row.validator}): ${JSON.stringify(row.output)} for ${JSON.stringify(row.reference)} → ${score} ${reason}`)
}
let [falseAgreements, missed, total] = [0, 0, 0]
process.stdout.write('validator     both right  both wrong  false agreement  missed\n')
for (const [name, count] of counts) {
  process.stdout.write(`${name.padEnd(12)} ${String(count.both).padStart(11)} ${String(count.neither).padStart(11)} ${String(count.falseAgreement).padStart(16)} ${String(count.missed).padStart(7)}\n`)
  falseAgreements += count.falseAgreement
  missed += count.missed
  total += count.both + count.neither + count.falseAgreement + count.missed
}
for (const line of wrong) process.stdout.write(`    ${line}\n`)
process.stdout.write(`MUST false agreements: ${falseAgreements} of ${total} (goal 0) ${falseAgreements === 0 ? 'ok' : 'MISSED'}\n`)
process.stdout.write(`MUST agreement with the labels: ${(100 * (1 - (falseAgreements + missed) / total)).toFixed(2)} % (goal 99 %) ${(falseAgreements + missed) / total <= 0.01 ? 'ok' : 'MISSED'}\n`)
process.exitCode = falseAgreements === 0 && (falseAgreements + missed) / total <= 0.01 ? 0 : 1
