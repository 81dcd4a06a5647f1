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

/** Answers that reason at length: 700 to 1,500 characters, in plain letters and with typographic marks. */
const LONG = {
  label: [[`${REASONING.repeat(5)}Category: billing`, 'billing'], [`${REASONING.repeat(8)}It’s a refund – as asked.\n\nrefund`, 'refund']],
  choice: [[`${REASONING.repeat(5)}Thus the answer is (B).`, 'B'], [`${REASONING.repeat(8)}That’s why “the second” fits – the answer is (B).`, 'B']],
  number: [[`${REASONING.repeat(5)}\n#### 91`, 91], [`${REASONING.repeat(10)}So it’s 91 jars – no more.`, 91]],
} as const

const secondsOf = (run: () => void): number => {
  const started = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(started)
  return (user + system) / 1e6
}

/** Scores per CPU second, and the time in passes of a pattern that finds the words of the same texts. */
function measured(name: keyof typeof ANSWERS, answers: readonly (readonly [string, string | number])[]): { readonly seconds: number; readonly text: string } {
  const validator = validators[name] as (typeof validators)['choice']
  const context = { labels: name === 'label' ? ['billing', 'shipping', 'refund'] : [] }
  const round = (): void => {
    for (let i = 0; i < ROUNDS; i += 1) {
      const [text, gold] = answers[i % answers.length] ?? ['', '']
      validator.validate(says(text), { gold }, context)
    }
  }
  let words = 0
  const yardstick = (): void => {
    for (let i = 0; i < ROUNDS; i += 1) for (const match of (answers[i % answers.length]?.[0] ?? '').matchAll(/\p{L}+/gu)) words += match[0].length
  }
  round()
  yardstick()
  const seconds = secondsOf(round)
  const length = Math.round(answers.reduce((sum, [text]) => sum + text.length, 0) / answers.length)
  return { seconds, text: `${name.padEnd(7)} ${String(length).padStart(5)} characters: ${Math.round(ROUNDS / seconds)} scores per CPU second, ${(seconds / secondsOf(yardstick)).toFixed(2)} passes that find words${words < 0 ? '!' : ''}` }
}

let [scores, cpu] = [0, 0]
for (const [name, answers] of Object.entries(ANSWERS)) {
  const { seconds, text } = measured(name as keyof typeof ANSWERS, answers)
  scores += ROUNDS
  cpu += seconds
  process.stdout.write(`${text}\n`)
}
let slowest = Infinity
for (const [name, answers] of Object.entries(LONG)) {
  const { seconds, text } = measured(name as keyof typeof LONG, answers)
  slowest = Math.min(slowest, Math.round(ROUNDS / seconds))
  process.stdout.write(`${text}\n`)
}
const speed = Math.round(scores / cpu)
const texts = Array.from({ length: 100 }, (_, n) => record(n))
const seconds = secondsOf(() => { for (let i = 0; i < 10_000; i += 1) validators.json.validate(says(texts[i % 100] ?? ''), { output: says(texts[(i * 7) % 100] ?? '') }, {}) })
const parsing = secondsOf(() => { for (let i = 0; i < 10_000; i += 1) { JSON.parse(texts[i % 100] ?? ''); JSON.parse(texts[(i * 7) % 100] ?? '') } })
process.stdout.write(`MUST plain validators: ${speed} scores per CPU second (goal 50000) ${speed >= 50_000 ? 'ok' : 'MISSED'}\n`)
process.stdout.write(`MUST the slowest of the long answers: ${slowest} scores per CPU second (goal 50000) ${slowest >= 50_000 ? 'ok' : 'MISSED'}\n`)
process.stdout.write(`MUST 10,000 JSON comparisons of ${Math.round((texts[0] ?? '').length / 100) / 10} KB: ${seconds.toFixed(2)} CPU seconds, ${(seconds / parsing).toFixed(2)} times their JSON.parse (goal 1 s) ${seconds < 1 ? 'ok' : 'MISSED'}\n`)
process.exitCode = speed >= 50_000 && slowest >= 50_000 && seconds < 1 ? 0 : 1
