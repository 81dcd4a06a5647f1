import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { Reference } from '../../src/domain/score.js'
import { validators } from '../../src/validators/index.js'
import { hostileCorpus } from './corpus/hostile.js'
import { contextsFor, REFERENCES } from './corpus/references.js'

// The bench has them at full length; here every kind is met, at a tenth.
const corpus = hostileCorpus(0.1)

it('the corpus holds at least 200 outputs', () => {
  expect(corpus.length).toBeGreaterThanOrEqual(200)
})

it.each(Object.values(validators).map((validator) => [validator.name, validator] as const))('%s survives every hostile output, as answer and as reference', (name, validator) => {
  for (const { kind, output } of corpus) {
    for (const reference of [REFERENCES[name as keyof typeof REFERENCES], { output }] satisfies readonly Reference[]) {
      for (const context of contextsFor(name)) {
        const { value, reason } = validator.validate(output, reference, context)
        expect(value === null || (value >= 0 && value <= 1), kind).toBe(true)
        expect(reason.length, kind).toBeLessThan(400)
      }
    }
  }
  for (const file of ['pwned.txt', 'pwned.db']) expect(existsSync(file), file).toBe(false)
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

it('a JSON text is looked for amid words in steps that do not multiply', () => {
  const read = (text: string) => validators.json.validate({ text, toolCalls: [] }, { gold: { a: 1 } }, {}).value
  // Each brace would be followed to its end again: 5·10⁹ steps.
  expect(read(`x ${'{'.repeat(99_000)}${'}'.repeat(99_000)} {"a":1}`)).toBe(0)
  expect(read(`In {braces} and [brackets] ${'word '.repeat(30_000)} {"a":1}`)).toBe(1)
})

it('many bounds in a row neither break the reader nor name a number', () => {
  const bounds = (count: number) => `${'less than 5, '.repeat(count)}${'word '.repeat(1200)}`
  const read = (text: string) => validators.number.validate({ text, toolCalls: [] }, { gold: 7 }, {})
  expect(read(`It is 7, ${bounds(3)}`).value).toBe(1)
  expect(read(`It is 7, ${bounds(27_000)}`)).toMatchObject({ value: 0, reason: 'the output states no number' })
})
