import type { Reference, ValidationContext } from '../../../src/domain/score.js'
import type { ValidatorName } from '../../../src/validators/index.js'

/** A plain reference for each validator, to hold hostile outputs against. */
export const REFERENCES: Readonly<Record<ValidatorName, Reference>> = {
  exact: { gold: 'x' },
  label: { gold: 'billing' },
  number: { gold: 5 },
  json: { gold: { a: 1 } },
  tool_call: { gold: [{ name: 'f', arguments: { a: 1 } }] },
  date: { gold: '2024-02-29' },
  choice: { gold: 'B' },
  extraction: { gold: ['Ann Lee', 'Bo Chan'] },
  translation: { gold: 'Die Besprechung mit Ann Lee findet am 3. Mai um 10 Uhr statt.' },
  summary: { gold: 'Ann Lee sold 3 of 10 boxes on 4 May.' },
  code: { gold: { tests: ['add(1, 2) === 3'] } },
  sql: { gold: 'SELECT a FROM t WHERE b = 1' },
  format: { gold: 'x' },
  refusal: { gold: false },
  policy: { gold: 'x' },
  similarity: { gold: 'A summary of the meeting of 3 May with Ann Lee.' },
}

const PLAIN: ValidationContext = { input: 'Answer in at most 50 words, without commas.', rules: { mustInclude: ['x'], maxWords: 50 } }
const LABELS: ValidationContext = { labels: ['billing', 'not billing', 'yes', 'no', '苦情', '불만'], input: 'Answer "[billing]" or "[not billing]".' }
const OPTIONS: ValidationContext = { input: 'Which one is red?\nA) Mercury\nB) a\nC) Earth\nD) 日本' }

/** What hostile outputs are scored under: readers of labels read otherwise where the labels or the words of the options are known. */
export function contextsFor(name: string): readonly ValidationContext[] {
  return name === 'label' ? [PLAIN, LABELS] : name === 'choice' ? [PLAIN, OPTIONS] : [PLAIN]
}
