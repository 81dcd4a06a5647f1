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
  similarity: { gold: 'A summary of the meeting of 3 May with Ann Lee.' },
}
