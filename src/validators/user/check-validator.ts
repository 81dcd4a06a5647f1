import type { ModelOutput } from '../../domain/message.js'
import type { Validator } from '../../domain/score.js'
import type { ValidatorExample } from './user-validators.js'

/** What a validator does not hold to; empty when it conforms. */
export type Faults = readonly string[]

const says = (text: string): ModelOutput => ({ text, toolCalls: [] })
const HOSTILE: readonly string[] = ['', ' \n\t', '\u0000', '\u202eabc', '\ud800', '{"__proto__":{"a":1}}', '['.repeat(20_000), 'a'.repeat(200_000), '9'.repeat(200_000), ' '.repeat(200_000), 'a!'.repeat(100_000), '{"a":'.repeat(20_000), 'the answer is '.repeat(10_000), '1,'.repeat(50_000)]

/**
 * The rules that every validator keeps, built in or not: it never throws, scores in [0,1] or null and gives a reason, leaves what has no reference
 * unscored, scores an empty answer 0 where the reference can be read, and says the same of the same. `examples` must come out as stated.
 */
export function validatorFaults(validator: Validator, examples: readonly ValidatorExample[]): Faults {
  const faults: string[] = []
  const score = (what: string, ...question: Parameters<Validator['validate']>): number | null | undefined => {
    try {
      const before = JSON.stringify(question)
      const { value, reason } = validator.validate(...question)
      if (value !== null && !(typeof value === 'number' && value >= 0 && value <= 1)) faults.push(`${what}: ${String(value)} is no score in [0,1]`)
      if (typeof reason !== 'string' || reason === '') faults.push(`${what}: no reason`)
      if (validator.validate(...question).value !== value) faults.push(`${what}: another score the second time`)
      if (JSON.stringify(question) !== before) faults.push(`${what}: the question was changed`)
      return value
    } catch (error) {
      faults.push(`${what}: it threw ${error instanceof Error ? error.message : 'something'}`)
      return undefined
    }
  }
  if (examples.length === 0) faults.push('no examples: export const examples = [{ output, reference, score }]')
  for (const [i, example] of examples.entries()) {
    const context = example.context ?? {}
    const value = score(`example ${i + 1}`, example.output, example.reference, context)
    if (value !== undefined && value !== example.score) faults.push(`example ${i + 1}: ${String(value)} instead of ${String(example.score)}`)
    if (score(`example ${i + 1} without a reference`, example.output, {}, context) !== null) faults.push(`example ${i + 1} without a reference: it must be null`)
    if (example.score !== null && (score(`an empty answer to example ${i + 1}`, says(''), example.reference, context) ?? 1) > 0 && example.output.text !== '') faults.push(`an empty answer to example ${i + 1} must score 0`)
    for (const [j, text] of HOSTILE.entries()) {
      score(`hostile answer ${j + 1}`, says(text), example.reference, context)
      score(`hostile reference ${j + 1}`, example.output, { output: says(text) }, context)
    }
  }
  return [...new Set(faults)]
}
