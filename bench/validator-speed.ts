import { validators } from '../src/validators/index.js'
import type { ModelOutput } from '../src/domain/message.js'

// Scores per CPU second of the plain validators over made-up answers of usual length, and of JSON of 2 KB: npx tsx bench/validator-speed.ts

const says = (text: string): ModelOutput => ({ text, toolCalls: [] })
const REASONING = 'First count the boxes: there are 12 of them, and each holds 8 jars. That makes 12 * 8 = 96 jars. Of these 5 are broken, which leaves 91. '
const ROUNDS = 20_000

/** A JSON text of about 2 KB with 52 fields, and one that differs in a field. */
const record = (n: number): string => JSON.stringify(Object.fromEntries(Array.from({ length: 52 }, (_, i) => [`field_${i}`, i % 4 === 0 ? [i, `tag ${i}`, true] : i % 4 === 1 ? { id: n + i, name: `name of item ${i}` } : `a value of some length ${i} ${n}`])))

const ANSWERS = {
  exact: [['New York City', 'New York City']],
  label: [['Category: billing\nReason: the customer asks about an invoice that was charged twice.', 'billing'], ['shipping', 'refund']],
  choice: [[`${REASONING}Thus the answer is (B).`, 'B'], ['C', 'B']],
  number: [[`${REASONING}\n#### 91`, 91], [`${REASONING}So 91 jars are left.`, 90]],
  date: [['The invoice is due on 5 March 2024.', '2024-03-05']],
} as const

let [scores, cpu] = [0, 0]
for (const [name, answers] of Object.entries(ANSWERS)) {
  const validator = validators[name as keyof typeof ANSWERS] as (typeof validators)['choice']
  let seconds = 0
  for (const round of [0, 1]) {
    const started = process.cpuUsage()
    for (let i = 0; i < ROUNDS; i += 1) {
      const [text, gold] = answers[i % answers.length] ?? ['', '']
      validator.validate(says(text), { gold }, { labels: name === 'label' ? ['billing', 'shipping', 'refund'] : [] })
    }
    const { user, system } = process.cpuUsage(started)
    if (round === 1) seconds = (user + system) / 1e6
  }
  scores += ROUNDS
  cpu += seconds
  process.stdout.write(`${name.padEnd(7)} ${Math.round(ROUNDS / seconds)} scores per CPU second\n`)
}
const speed = Math.round(scores / cpu)
const texts = Array.from({ length: 100 }, (_, n) => record(n))
const started = process.cpuUsage()
for (let i = 0; i < 10_000; i += 1) validators.json.validate(says(texts[i % 100] ?? ''), { output: says(texts[(i * 7) % 100] ?? '') }, {})
const { user, system } = process.cpuUsage(started)
const seconds = (user + system) / 1e6
process.stdout.write(`MUST plain validators: ${speed} scores per CPU second (goal 50000) ${speed >= 50_000 ? 'ok' : 'MISSED'}\n`)
process.stdout.write(`MUST 10,000 JSON comparisons of ${Math.round((texts[0] ?? '').length / 100) / 10} KB: ${seconds.toFixed(2)} CPU seconds (goal 1) ${seconds < 1 ? 'ok' : 'MISSED'}\n`)
process.exitCode = speed >= 50_000 && seconds < 1 ? 0 : 1
