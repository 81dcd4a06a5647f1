import { writeFileSync } from 'node:fs'
import { openaiPair } from './openai-pair.js'
import type { ReplayRow } from './replay-row.js'

/** A pair of models of which the candidate is truly better: an audit that cannot see that is of no use. */
export interface PositiveControl {
  readonly name: string
  readonly sourceTask: string
  readonly incumbent: string
  readonly candidate: string
}

export const positiveControls: readonly PositiveControl[] = [
  { name: 'primes', sourceTask: 'prime-yesno', incumbent: 'gpt-4-0613', candidate: 'gpt-3.5-turbo-0613' },
  { name: 'exam', sourceTask: 'mcq-mmlu-pro', incumbent: 'Meta-Llama-3.1-70B-Instruct', candidate: 'gemini-1.5-pro-002' },
]

function isPrime(value: number): boolean {
  if (!Number.isSafeInteger(value) || value < 2) return false
  for (let divisor = 2; divisor * divisor <= value; divisor++) if (value % divisor === 0) return false
  return true
}

/** The expected answer: recorded, else the primality of the number in the prompt. */
function expectedOf(row: ReplayRow): string | undefined {
  if (row.reference !== undefined) return row.reference
  const asked = /^Is (\d{1,15}) a prime number\?/.exec(String(row.messages.at(-1)?.['content'] ?? ''))?.[1]
  return asked === undefined ? undefined : isPrime(Number(asked)) ? 'Yes' : 'No'
}

/** Writes the incumbent's recorded answers as a log with expected answers. Returns how many. */
export function writeControlLog(control: PositiveControl, rows: readonly ReplayRow[], path: string): number {
  const records = rows
    .filter(({ task, model }) => task === control.sourceTask && model === control.incumbent)
    .flatMap((row) => {
      const expected = expectedOf(row)
      return expected === undefined ? [] : [openaiPair(row, expected)]
    })
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''))
  return records.length
}
