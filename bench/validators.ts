import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { JsonValue } from '../src/domain/json.js'
import type { ModelOutput } from '../src/domain/message.js'
import type { Validator } from '../src/domain/score.js'
import type { TaskType } from '../src/domain/task.js'
import { chooseValidator, validators } from '../src/validators/index.js'
import type { ValidatorSample } from '../src/validators/index.js'

// Agreement of the validators with the recorded right and wrong of real answers: npx tsx bench/validators.ts --data DIR [--show N]

interface Row {
  readonly task: string
  readonly id: string
  readonly messages: readonly { readonly role: string; readonly content: string }[]
  readonly model: string
  readonly response: string
  readonly reference?: JsonValue
  readonly correct?: number | null
}

interface Confusion {
  readonly name: string
  readonly goal: number | null
  /** Both right, both wrong, the validator alone says right, the source alone says right, unscored. */
  both: number
  neither: number
  validatorOnly: number
  sourceOnly: number
  unscored: number
  readonly disagreements: string[]
}

function flag(name: string): string | undefined {
  const at = process.argv.indexOf(name)
  return at < 0 ? undefined : process.argv[at + 1]
}

const data = flag('--data')
if (data === undefined) {
  process.stderr.write('usage: npx tsx bench/validators.ts --data DIR [--show N]\n')
  process.exit(2)
}
const show = Number(flag('--show') ?? 0)

function rowsOf(file: string): Row[] {
  return gunzipSync(readFileSync(join(data ?? '', 'replay', file))).toString('utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Row)
}

function isPrime(n: number): boolean {
  for (let d = 2; d * d <= n; d += 1) if (n % d === 0) return false
  return n > 1
}

/** Some rows give the option by its index, some by its letter, some in an object. */
function letterGold(reference: JsonValue | undefined): JsonValue | undefined {
  if (typeof reference === 'object' && reference !== null && 'letter' in reference) return reference.letter
  return typeof reference === 'string' && /^\d$/.test(reference) ? 'ABCDEFGHIJ'[Number(reference)] : reference
}

function primeGold(row: Row): JsonValue | undefined {
  const asked = /Is (\d+) a prime/.exec(row.messages.at(-1)?.content ?? '')?.[1]
  return row.reference ?? (asked === undefined ? undefined : isPrime(Number(asked)) ? 'Yes' : 'No')
}

const { label, number } = validators
let scored = 0
let elapsedMs = 0

function judge(name: string, goal: number | null, rows: readonly Row[], validator: Validator, goldOf: (row: Row) => JsonValue | undefined, withInput: boolean): Confusion {
  const confusion: Confusion = { name, goal, both: 0, neither: 0, validatorOnly: 0, sourceOnly: 0, unscored: 0, disagreements: [] }
  for (const row of rows) {
    const gold = goldOf(row)
    if (gold === undefined || (row.correct !== 0 && row.correct !== 1)) continue
    const input = withInput ? row.messages.map((message) => message.content).join('\n') : undefined
    const started = performance.now()
    const { value, reason } = validator.validate({ text: row.response, toolCalls: [] }, { gold }, input === undefined ? {} : { input })
    elapsedMs += performance.now() - started
    scored += 1
    confusion[value === null ? 'unscored' : value === 1 ? (row.correct === 1 ? 'both' : 'validatorOnly') : row.correct === 1 ? 'sourceOnly' : 'neither'] += 1
    if (value === null || value !== row.correct) confusion.disagreements.push(`${row.model} gold=${JSON.stringify(gold)} source=${row.correct} ours=${value} (${reason}) …${JSON.stringify(row.response.slice(-160))}`)
  }
  return confusion
}

const STATED = /answer is \(?[A-J]\)?/
const gsm = rowsOf('gsm8k.jsonl.gz')
const mmlu = rowsOf('mmlu-pro.jsonl.gz')
const drift = rowsOf('llmdrift.jsonl.gz')
const arena = rowsOf('routerarena.jsonl.gz')
const primes = drift.filter((row) => row.task === 'prime-yesno')
const happy = drift.filter((row) => row.task === 'happy-number-count')

const confusions = [
  judge('GSM8K, number', 0.995, gsm, number, (row) => row.reference, true),
  judge('MMLU-Pro, letter', 0.985, mmlu.filter((row) => STATED.test(row.response)), label, (row) => row.reference, true),
  judge('MMLU-Pro, guessed by the source', null, mmlu.filter((row) => !STATED.test(row.response)), label, (row) => row.reference, true),
  judge('prime, yes or no', 0.995, primes, label, primeGold, true),
  judge('prime, prompt unknown', null, primes, label, primeGold, false),
  judge('happy, number', 0.995, happy, number, (row) => row.reference, true),
  judge('happy, prompt unknown', null, happy, number, (row) => row.reference, false),
  judge('RouterArena, multiple choice', 0.99, arena.filter((row) => row.task.startsWith('mcq')), label, (row) => letterGold(row.reference), true),
]

for (const confusion of confusions) {
  const { name, goal, both, neither, validatorOnly, sourceOnly, unscored } = confusion
  const total = both + neither + validatorOnly + sourceOnly + unscored
  const share = (both + neither) / Math.max(1, total)
  const mark = goal === null ? '' : share >= goal ? ` (goal ${100 * goal} %: met)` : ` (goal ${100 * goal} %: MISSED)`
  process.stdout.write(`${name}: ${(100 * share).toFixed(2)} % of ${total}${mark}; both right ${both}, both wrong ${neither}, only the validator says right ${validatorOnly}, only the source ${sourceOnly}, unscored ${unscored}\n`)
  for (const line of confusion.disagreements.slice(0, show)) process.stdout.write(`    ${line}\n`)
}
process.stdout.write(`${Math.round((scored / elapsedMs) * 1000)} scores/s over ${scored} answers\n`)

interface LoggedCall {
  readonly id: string
  readonly status: number
  readonly request: { readonly messages: readonly { readonly role: 'system' | 'user'; readonly content: string }[]; readonly metadata?: { readonly expected?: JsonValue } }
  readonly response: { readonly choices?: readonly { readonly message: { readonly content: string } }[] }
}

const TASK_TYPES: Readonly<Record<string, TaskType>> = { 'math-word-problem': 'math', 'happy-number-count': 'math', 'code-generation': 'code', 'sensitive-question': 'chat', 'multiple-choice-exam': 'closed_qa', 'survey-opinion': 'classification', 'prime-check': 'reasoning' }

function linesOf(file: string): unknown[] {
  return gunzipSync(readFileSync(join(data ?? '', 'logs', file))).toString('utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as unknown)
}

function sampleOf(call: LoggedCall, withGold: boolean): ValidatorSample {
  const output: ModelOutput = { text: call.response.choices?.[0]?.message.content ?? '', toolCalls: [] }
  const messages = call.request.messages.map(({ role, content }) => ({ role, parts: [{ type: 'text' as const, text: content }] }))
  const gold = call.request.metadata?.expected
  return { request: { messages }, output, ...(withGold && gold !== undefined ? { gold } : {}) }
}

const taskOf = new Map((linesOf('mixed.labels.jsonl.gz') as { id: string; task: string }[]).map(({ id, task }) => [id, task]))
const calls = (linesOf('mixed.openai.jsonl.gz') as LoggedCall[]).filter((call) => call.status === 200)
for (const task of [...new Set(taskOf.values())].toSorted().filter((name) => name !== 'error')) {
  for (const withGold of [true, false]) {
    const samples = calls.filter((call) => taskOf.get(call.id) === task).map((call) => sampleOf(call, withGold))
    if (withGold && samples.every((sample) => sample.gold === undefined)) continue
    const { name, reason } = chooseValidator(samples, TASK_TYPES[task] ?? 'open_qa')
    process.stdout.write(`choice for ${task}${withGold ? ' with expected answers' : ''}: ${name}; ${reason}\n`)
  }
}
