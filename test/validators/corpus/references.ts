import type { Reference } from '../../../src/domain/score.js'
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
