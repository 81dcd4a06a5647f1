import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject, JsonValue } from '../../src/domain/json.js'
import type { FieldRule } from '../../src/domain/score.js'
import { validators } from '../../src/validators/index.js'
import { learnJson } from '../../src/validators/choose/learned-fields.js'
import { learnVariation, mergedRules } from '../../src/validators/records/learned-variation.js'
import { says } from './ask.js'

const score = (given: JsonValue, gold: JsonValue, context: { schema?: JsonObject; fields?: FieldRule; tolerance?: number } = {}) => validators.json.validate(says(JSON.stringify(given)), { gold }, context).value
const same = (given: JsonValue, gold: JsonValue, context = {}) => score(given, gold, context) === 1

describe('json: what is the same', () => {
  it.each([
    [{ tags: ['a', 'b'] }, { tags: ['b', 'a'] }], [{ name: 'Ann  Lee' }, { name: 'ann lee' }], [{ a: null, b: 1 }, { b: 1 }], [{ b: 1, a: 2 }, { a: 2, b: 1 }], [{ n: 1e2 }, { n: 100 }], [{ at: '2024-05-01T09:00:00.000Z' }, { at: '2024-05-01T09:00:00Z' }],
    [{ at: '2024-05-01T09:00:00Z' }, { at: '2024-05-01T09:00:00+00:00' }], [{ xs: [] }, { xs: [] }], [{ name: 'Zoë' }, { name: 'Zoe\u0308' }],
  ] as const)('%j and %j', (given, gold) => {
    expect(same(given, gold)).toBe(true)
    expect(same(gold, given)).toBe(true)
  })
})

describe('json: what only looks the same', () => {
  it.each([
    [{ flags: [true, false] }, { flags: [false, true] }], [{ steps: ['open', 'pour'] }, { steps: ['pour', 'open'] }], [{ ranking: ['a', 'b'] }, { ranking: ['b', 'a'] }], [{ location: [48.1, 11.5] }, { location: [11.5, 48.1] }], [{ topCities: ['Rome', 'Oslo'] }, { topCities: ['Oslo', 'Rome'] }], [[1, 2, 3], [3, 2, 1]],
    [{ tags: ['a', 'a', 'b'] }, { tags: ['a', 'b', 'b'] }], [{ n: '5' }, { n: 5 }], [{ n: 5 }, { n: 5.01 }], [{ n: 1234567890 }, { n: 1234567891 }], [{ ok: 'true' }, { ok: true }], [{ ok: false }, { ok: null }], [{ ok: 0 }, { ok: false }], [{ a: '' }, { a: 'x' }], [{ a: 1, b: 2 }, { a: 1 }], [{ a: {} }, { a: { b: 1 } }],
    [{ id: 'aB12cd' }, { id: 'ab12cd' }], [{ url: 'https://x.org/A' }, { url: 'https://x.org/a' }], [{ path: '/srv/A' }, { path: '/srv/a' }], [{ at: '2024-05-01T09:00:00Z' }, { at: '2024-05-01T09:00:00+02:00' }], [{ at: '2024-05-01T09:00:00Z' }, { at: '2024-05-01T09:00:01Z' }], [{ v: '1.10' }, { v: '1.1' }], [{ zip: '01234' }, { zip: '1234' }],
    [[{ a: 1 }, { a: 2 }], [{ a: 2 }, { a: 1 }]], [{ items: [{ id: 1, q: 2 }, { id: 2, q: 1 }] }, { items: [{ id: 1, q: 1 }, { id: 2, q: 2 }] }], [{ a: [[1, 2], [3]] }, { a: [[1], [2, 3]] }], [{ date: '2024-03-05' }, { date: '2024-05-03' }],
  ] as const)('%j and %j', (given, gold) => {
    expect(same(given, gold)).toBe(false)
    expect(same(gold, given)).toBe(false)
  })

  it('numbers that no double holds, and numbers without end', () => {
    const ofText = (given: string, gold: string) => validators.json.validate(says(given), { gold }, {}).value
    expect(ofText('{"id": 12345678901234567890}', '{"id": 12345678901234567891}')).toBeLessThan(1)
    expect(ofText('{"id": 12345678901234567890}', '{"id":12345678901234567890}')).toBe(1)
    expect(ofText('{"n": 1e999}', '{"n": 2e999}')).toBeLessThan(1)
    expect(ofText('{"id": "12345678901234567890"}', '{"id": "12345678901234567890"}')).toBe(1)
  })

  it('a change of any leaf is seen, and no order of keys is', () => {
    const leaf = fc.oneof(fc.integer(), fc.boolean(), fc.stringMatching(/^[a-z]{1,8}$/))
    fc.assert(fc.property(fc.dictionary(fc.stringMatching(/^k[a-z]{1,5}$/), fc.oneof(leaf, fc.dictionary(fc.stringMatching(/^[a-z]{2,5}$/), leaf, { minKeys: 1, maxKeys: 4 })), { minKeys: 1, maxKeys: 6 }), fc.nat(), (value, at) => {
      const shuffled = Object.fromEntries(Object.entries(value).toReversed())
      expect(same(shuffled, value)).toBe(true)
      const keys = Object.keys(value)
      const key = keys[at % keys.length] ?? ''
      expect(same({ ...value, [key]: 'CHANGED 1' }, value)).toBe(false)
      const { [key]: _, ...less } = value
      expect(same(less, value)).toBe(false)
    }))
  })
})

describe('json: what a schema says', () => {
  const list = (more: JsonObject): JsonObject => ({ type: 'object', properties: { xs: { type: 'array', items: { type: 'integer' }, ...more } } })
  it('unique items are a set, an order that is spoken of counts', () => {
    expect(same({ xs: [2, 1] }, { xs: [1, 2] }, { schema: list({ uniqueItems: true }) })).toBe(true)
    expect(same({ xs: [2, 1] }, { xs: [1, 2] }, { schema: list({}) })).toBe(false)
    expect(same({ xs: [2, 1] }, { xs: [1, 2] }, { schema: list({ uniqueItems: true, description: 'ids in descending order' }) })).toBe(false)
    expect(same({ xs: [2, 1] }, { xs: [1, 2] }, { schema: list({ description: 'ids in any order' }) })).toBe(true)
  })

  it('a value outside an enum fits no schema, not even in another case', () => {
    const schema: JsonObject = { type: 'object', properties: { level: { type: 'string', enum: ['LOW', 'HIGH'] } } }
    expect(score({ level: 'HIGH', a: 1 }, { level: 'HIGH', a: 1 }, { schema })).toBe(1)
    expect(score({ level: 'high', a: 1 }, { level: 'HIGH', a: 1 }, { schema })).toBe(0)
  })
})

describe('json: what the log shows', () => {
  it('an order that its own answers do not keep means nothing; one that they keep stays', () => {
    const pairs = Array.from({ length: 30 }, (_, n) => [{ who: [{ name: 'Ann' }, { name: `B${n}` }], path: ['x', `y${n}`] }, { who: n % 3 === 0 ? [{ name: `b${n}` }, { name: 'ann' }] : [{ name: 'Ann' }, { name: `B${n}` }], path: ['x', `y${n}`] }] as const)
    const fields = learnVariation(pairs)
    expect(fields).toEqual({ fields: { who: { ordered: false } } })
    const two = [{ name: 'Ann', age: 3 }, { name: 'Bo', age: 4 }]
    expect(same({ who: two.toReversed() }, { who: two }, fields ? { fields } : {})).toBe(true)
    expect(same({ who: [{ name: 'Ann', age: 4 }, { name: 'Bo', age: 3 }] }, { who: two }, fields ? { fields } : {})).toBe(false)
    expect(learnVariation(pairs.slice(0, 19))).toBeUndefined()
  })

  it('an estimate has a tolerance, a number that is mostly the same has none', () => {
    const pairs = Array.from({ length: 100 }, (_, n) => [{ score: 0.8, total: 100 }, { score: 0.8 + (n % 5) / 200, total: n % 20 === 0 ? 900 : 100 }] as const)
    const fields = learnVariation(pairs)
    expect(fields?.fields?.['score']?.tolerance).toBeCloseTo(0.024, 3)
    expect(fields?.fields?.['total']).toBeUndefined()
    expect(same({ score: 0.81 }, { score: 0.8 }, { fields })).toBe(true)
    expect(same({ score: 0.9 }, { score: 0.8 }, { fields })).toBe(false)
  })

  it('a number that is far off each time is no estimate', () => {
    expect(learnVariation(Array.from({ length: 100 }, (_, n) => [{ x: 1 }, { x: 1 + n / 10 }] as const))).toBeUndefined()
  })

  it('constants and ids are compared to the character', () => {
    const answers = Array.from({ length: 60 }, (_, n) => ({ level: ['HIGH', 'LOW'][n % 2] ?? '', sku: `ab-${n}x`, note: 'Fine' }))
    const fields = learnJson(answers)?.fields
    expect(fields?.fields).toMatchObject({ level: { kind: 'code' }, sku: { kind: 'code' } })
    expect(score({ level: 'high', sku: 'ab-1x', note: 'fine' }, { level: 'HIGH', sku: 'ab-1x', note: 'Fine' }, fields ? { fields } : {})).toBeCloseTo(2 / 3)
  })

  it('of two rules for one field the first is heard', () => {
    expect(mergedRules({ fields: { a: { ordered: true } } }, { fields: { a: { ordered: false, tolerance: 0.1 }, b: { kind: 'date' } } })).toEqual({ fields: { a: { ordered: true, tolerance: 0.1 }, b: { kind: 'date' } } })
  })
})

it('json behind a thought is the answer, JSON within the thought is not', () => {
  const ofText = (text: string) => validators.json.validate(says(text), { gold: { a: 1 } }, {}).value
  expect(ofText('<think>{"a": 2}</think>\n{"a": 1}')).toBe(1)
  expect(ofText('<think>{"a": 1}</think>\n{"a": 2}')).toBe(0)
  expect(ofText('<think>{"a": 1}</think>\nNo.')).toBe(0)
})
