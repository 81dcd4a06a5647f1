import type { Validator } from '../domain/score.js'
import { label } from './label.js'

const LETTERS = Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i))

/** Same option letter, however it is stated; see `label`, of which this is the form for multiple choice. */
export const choice = {
  name: 'choice',
  version: 5,
  binary: true,
  validate: (output, reference, context) => label.validate(output, reference, { ...context, labels: LETTERS }),
} as const satisfies Validator
