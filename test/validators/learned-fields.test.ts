import { describe, expect, it } from 'vitest'
import { chooseValidator, validators } from '../../src/validators/index.js'
import { says } from './ask.js'

const REASONS = ['arrived', 'was broken', 'came late', 'never came', 'was the wrong one']
const record = (n: number, more: object = {}) => ({ id: n, placed: `2024-03-${String(1 + (n % 28)).padStart(2, '0')}`, state: ['open', 'closed'][n % 2], reason: `The parcel with the number ${n} ${REASONS[n % 5]} and so the customer wrote a letter of ${n * 7} words`, ...more })
const samples = Array.from({ length: 40 }, (_, n) => ({ request: { messages: [{ role: 'user' as const, parts: [{ type: 'text' as const, text: `Read letter ${n}` }] }] }, output: says(JSON.stringify(record(n))) }))

describe('what a log shows of its JSON', () => {
  const { name, context } = chooseValidator(samples, 'extraction')
  const score = (given: object, expected: object) => validators.json.validate(says(JSON.stringify(given)), { output: says(JSON.stringify(expected)) }, context)

  it('learns types, required fields, dates and free text', () => {
    expect(name).toBe('json')
    expect(context.schema).toMatchObject({ required: ['id', 'placed', 'reason', 'state'], properties: { id: { type: ['number'] } } })
    expect(context.fields).toEqual({ fields: { placed: { kind: 'date' }, reason: { kind: 'text' } } })
  })

  it('holds answers to the schema, days to the calendar, and free text to its likeness', () => {
    expect(score(record(3), record(3)).value).toBe(1)
    expect(score({ ...record(3), placed: '4 March 2024' }, record(3)).value).toBe(1)
    expect(score({ ...record(3), placed: '5 March 2024' }, record(3)).value).toBe(0.75)
    expect(score({ ...record(3), id: '3' }, record(3)).value).toBe(0)
    const { reason: _, ...without } = record(3)
    expect(score(without, record(3)).value).toBe(0)
    const near = score({ ...record(3), reason: `${record(3).reason}!` }, record(3)).value ?? 0
    const far = score({ ...record(3), reason: 'No idea.' }, record(3)).value ?? 0
    expect(near).toBeGreaterThan(0.95)
    expect(far).toBeLessThan(0.85)
    expect(score({ ...record(3), state: 'open' }, record(3)).value).toBe(0.75)
  })

  it('learns nothing from a handful, and nothing against a schema that the requests demand', () => {
    expect(chooseValidator(samples.slice(0, 10), 'extraction').context).toEqual({})
    const schema = { type: 'object' }
    const asked = samples.map((sample) => ({ ...sample, request: { ...sample.request, responseFormat: { type: 'json_schema' as const, name: 'r', schema, strict: true } } }))
    expect(chooseValidator(asked, 'extraction').context.schema).toEqual(schema)
  })
})
