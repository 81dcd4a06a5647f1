import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { Reference } from '../../src/domain/score.js'
import { validators } from '../../src/validators/index.js'
import { hostileCorpus } from './corpus/hostile.js'
import { REFERENCES } from './corpus/references.js'

// The bench has them at full length; here every kind is met, at a tenth.
const corpus = hostileCorpus(0.1)

it('the corpus holds at least 200 outputs', () => {
  expect(corpus.length).toBeGreaterThanOrEqual(200)
})

it.each(Object.values(validators).map((validator) => [validator.name, validator] as const))('%s survives every hostile output, as answer and as reference', (name, validator) => {
  for (const { kind, output } of corpus) {
    for (const reference of [REFERENCES[name as keyof typeof REFERENCES], { output }] satisfies readonly Reference[]) {
      const { value, reason } = validator.validate(output, reference, { input: 'Answer in at most 50 words, without commas.', rules: { mustInclude: ['x'], maxWords: 50 } })
      expect(value === null || (value >= 0 && value <= 1), kind).toBe(true)
      expect(reason.length, kind).toBeLessThan(400)
    }
  }
  for (const file of ['pwned.txt', 'pwned.db']) expect(existsSync(file), file).toBe(false)
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
}, 120_000)
