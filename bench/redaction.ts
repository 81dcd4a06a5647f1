// Precision and recall of redaction on generated texts, and what it costs beside reading the text once with one simple pattern.
// npx tsx bench/redaction.ts [--each 2000] [--out FILE]
import { parseArgs } from 'node:util'
import { REDACT_RULES, redactText } from '../src/ingest/index.js'
import { createReport } from './lib/bench-report.js'
import { createRandom } from './lib/random.js'
import { corpus } from './redaction/corpus.js'

const { values } = parseArgs({ options: { each: { type: 'string', default: '2000' }, out: { type: 'string' } } })
const report = createReport()
const texts = corpus(createRandom(20_261_125), Number(values.each))

const counts = new Map<string, { total: number; whole: number; asOther: number; left: number }>()
let falseTexts = 0
let replaced = 0
for (const { text, kind, value } of texts) {
  const clean = redactText(text, REDACT_RULES, new Map())
  const found = [...clean.matchAll(/<(SECRET|EMAIL|IBAN|CARD|PHONE)_\d+>/g)].map((match) => (match[1] ?? '').toLowerCase())
  replaced += found.length
  if (value === undefined) {
    if (clean !== text) {
      falseTexts++
      if (falseTexts <= 8) report.say(`false: ${text} -> ${clean}`)
    }
    continue
  }
  const row = counts.get(kind) ?? { total: 0, whole: 0, asOther: 0, left: 0 }
  row.total++
  const isWhole = clean === text.replace(value, `<${kind.toUpperCase()}_1>`)
  if (isWhole) row.whole++
  else if (!clean.includes(value) && found.length > 0) row.asOther++
  else row.left++
  if (!isWhole && row.total - row.whole <= 3) report.say(`${kind}: ${text} -> ${clean}`)
  counts.set(kind, row)
}
const none = texts.filter(({ value }) => value === undefined).length
report.say()
report.table([['kind', 'texts', 'exactly', 'in part or as another', 'left', 'recall'], ...[...counts].map(([kind, row]) => [kind, String(row.total), String(row.whole), String(row.asOther), String(row.left), `${((100 * (row.total - row.left)) / row.total).toFixed(2)} %`])])
report.say(`harmless texts: ${none}, changed: ${falseTexts}`)
const right = [...counts.values()].reduce((sum, row) => sum + row.whole + row.asOther, 0)
const total = [...counts.values()].reduce((sum, row) => sum + row.total, 0)
const precision = right / (right + falseTexts)
const recall = right / total
report.say(`replaced ${replaced} values`)

const all = texts.map(({ text }) => text).join('\n').repeat(4)
const cpu = (work: () => unknown): number => {
  const start = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}
const words = cpu(() => [...all.matchAll(/[\p{L}\p{N}]+/gu)].length)
const redacting = cpu(() => redactText(all, REDACT_RULES, new Map()))
report.say(`${(all.length / 1e6).toFixed(1)} MB: ${(all.length / 1e3 / redacting).toFixed(1)} MB/s of CPU, ${(redacting / words).toFixed(1)} times one pass that finds the words`)
report.must('recall', recall.toFixed(4), '≥ 0.99', recall >= 0.99)
report.must('precision (texts of equal frequency)', precision.toFixed(4), '≥ 0.99', precision >= 0.99)
report.finish(values.out)
