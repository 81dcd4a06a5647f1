// Redaction on texts as people, programs and models write them: what stays of the values that must go, what goes of the texts that must stay.
// npx tsx bench/redaction-written.ts [--misses] [--out FILE]
import { parseArgs } from 'node:util'
import { REDACT_RULES, redactText } from '../src/ingest/index.js'
import { createReport } from './lib/bench-report.js'
import { createRandom } from './lib/random.js'
import { filled, unmarked, WRITTEN } from './redaction/written.js'

const { values: flags } = parseArgs({ options: { misses: { type: 'boolean', default: false }, out: { type: 'string' } } })
const report = createReport()
const random = createRandom(7)
const SEEDS = 20

const rows: string[][] = [['kind', 'texts', 'values', 'gone', 'exactly', 'recall']]
let gone = 0
let wanted = 0
let changed = 0
let harmless = 0
for (const [kind, templates] of Object.entries(WRITTEN)) {
  const count = { values: 0, gone: 0, exact: 0 }
  for (const template of templates) {
    let isShown = !flags.misses
    for (let seed = 0; seed < (/\{[a-z]\d+\}/.test(template) ? SEEDS : 1); seed++) {
      const marked = filled(template, random)
      const { text, values } = unmarked(marked)
      const clean = redactText(text, REDACT_RULES, new Map())
      const pattern = values.reduce((before, value) => before.replace(`⟦${value}⟧`, '<X>'), marked)
      const isExact = clean.replace(/<[A-Z]+_\d+>/g, '<X>') === pattern
      // A value is gone when no piece of it of six characters or more is left; most of it may not stand beside a placeholder either.
      const left = values.filter((value) => pieces(value).some((piece) => clean.includes(piece) && !pattern.includes(piece)))
      count.values += values.length
      count.gone += values.length - left.length
      if (isExact) count.exact += values.length
      if (values.length === 0) {
        harmless++
        if (clean !== text) changed++
      }
      if (!isExact && !isShown) {
        report.say(`${left.length > 0 ? 'LEFT ' : values.length === 0 ? 'FALSE' : 'part '} ${JSON.stringify(text)} -> ${JSON.stringify(clean)}`)
        isShown = true
      }
    }
  }
  if (kind === 'none') continue
  wanted += count.values
  gone += count.gone
  rows.push([kind, String(templates.length), String(count.values), String(count.gone), String(count.exact), `${((100 * count.gone) / count.values).toFixed(1)} %`])
}
report.table(rows)
report.say(`harmless texts: ${harmless}, changed: ${changed}`)
report.must('values gone', (gone / wanted).toFixed(4), '≥ 0.99', gone / wanted >= 0.99)
report.must('harmless texts that stay', (1 - changed / harmless).toFixed(4), '≥ 0.99', 1 - changed / harmless >= 0.99)
report.finish(flags.out)

function pieces(value: string): readonly string[] {
  return value.length <= 8 ? [value] : Array.from({ length: value.length - 5 }, (_, at) => value.slice(at, at + 6))
}
