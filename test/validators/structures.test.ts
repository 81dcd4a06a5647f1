import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import type { JsonValue } from '../../src/domain/json.js'
import { validators } from '../../src/validators/index.js'
import { calls, says, valueOf } from './ask.js'

const { json, tool_call: toolCall } = validators

describe('json', () => {
  it('compares field by field over the union of fields', () => {
    const gold = { name: 'Ann', age: 30, city: 'Rome', tags: ['a', 'b'] }
    expect(valueOf(json, '{"name":" ann ","age":30.0,"city":"ROME","tags":["b","a"]}', gold)).toBe(1)
    expect(valueOf(json, '{"name":"Ann","age":31,"city":"Rome","tags":["a","b"]}', gold)).toBe(0.75)
    expect(valueOf(json, '{"name":"Ann"}', gold)).toBe(0.25)
    expect(valueOf(json, '{"name":"Ann","age":30,"city":"Rome","tags":["a","b"],"extra":1}', gold)).toBe(0.8)
    expect(valueOf(json, '{"name":"Ann","age":30,"city":"Rome","tags":["a"]}', gold)).toBe(0.875)
    expect(valueOf(json, '{"name":"Ann","age":"30","city":"Rome","tags":["a","b"]}', gold)).toBe(0.75)
  })

  it('keeps the order of objects in arrays, takes null for absent, and counts nested leaves', () => {
    expect(valueOf(json, '[{"a":2},{"a":1}]', [{ a: 1 }, { a: 2 }])).toBe(0)
    expect(valueOf(json, '{"a":1,"b":null}', { a: 1 })).toBe(1)
    expect(valueOf(json, '{"a":{"b":1,"c":2}}', { a: { b: 1, c: 3 } })).toBe(0.5)
    expect(valueOf(json, '{"a":"x","d":1}', { a: { b: 1, c: 3 }, d: 1 })).toBeCloseTo(1 / 3)
  })

  it('reads the whole text, one fenced block or the one object amid words', () => {
    expect(valueOf(json, 'Here:\n```json\n{"a":1}\n```\nDone.', { a: 1 })).toBe(1)
    expect(valueOf(json, '```json\n{"a":1}\n```\nor\n```json\n{"a":2}\n```', { a: 1 })).toBe(0)
    expect(valueOf(json, 'Sure! {"a":1}', { a: 1 })).toBe(1)
    expect(valueOf(json, '{"a":1} or {"a":2}', { a: 1 })).toBe(0)
    expect(valueOf(json, '{"a":1', { a: 1 })).toBe(0)
    expect(valueOf(json, '{"a":1}', '{"a": 1}')).toBe(1)
  })

  it('scores 0 what breaks a schema that the reference keeps', () => {
    const schema = {
      type: 'object', required: ['n'], additionalProperties: false,
      properties: { n: { $ref: '#/$defs/count' }, kind: { enum: ['x', 'y'] }, list: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'null' }] } }, fixed: { const: 1 } },
      $defs: { count: { type: ['integer', 'null'] } },
    }
    const at = (text: string, gold: JsonValue = { n: 1, kind: 'x' }) => valueOf(json, text, gold, { schema })
    expect(at('{"n":1,"kind":"x"}')).toBe(1)
    for (const broken of ['{"n":1.5,"kind":"x"}', '{"kind":"x"}', '{"n":1,"kind":"z"}', '{"n":1,"kind":"x","more":1}', '{"n":1,"kind":"x","list":[1]}', '{"n":1,"kind":"x","fixed":2}', '[]']) expect(at(broken), broken).toBe(0)
    expect(at('{"n":1,"kind":"x","list":["a",null]}')).toBeCloseTo(2 / 3)
    expect(at('{"kind":"x"}', { kind: 'x' })).toBe(1)
  })

  it('tells long ids apart, and keeps to a given tolerance', () => {
    expect(valueOf(json, '{"id":4000000001}', { id: 4000000002 })).toBe(0)
    expect(valueOf(json, '{"x":1.001}', { x: 1 })).toBe(0)
    expect(valueOf(json, '{"x":1.001}', { x: 1 }, { tolerance: 0.01 })).toBe(1)
    expect(toolCall.validate(calls(['f', { id: 4000000001 }]), { output: calls(['f', { id: 4000000002 }]) }, {}).value).toBe(0)
  })

  it('ends on a schema that refers to itself', () => {
    expect(valueOf(json, '{"a":1}', { a: 1 }, { schema: { $ref: '#' } })).toBe(1)
  })

  it('is reflexive and symmetric', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 4 }), (a, b) => {
      const forth = json.validate(says(JSON.stringify(a)), { output: says(JSON.stringify(b)) }, {}).value
      expect(json.validate(says(JSON.stringify(b)), { output: says(JSON.stringify(a)) }, {}).value).toBeCloseTo(forth ?? Number.NaN)
      expect(json.validate(says(JSON.stringify(a)), { output: says(JSON.stringify(a)) }, {}).value).toBe(1)
    }))
  })
})

describe('tool_call', () => {
  const tools = [{ name: 'weather', parameters: { type: 'object', required: ['city'], properties: { city: { type: 'string' }, unit: { type: 'string', default: 'C' }, days: { type: 'integer', default: 1 } } } }]
  const expected = { output: calls(['weather', { city: 'Rome' }]) }

  it.each([
    ['the same', calls(['weather', { city: 'Rome' }]), 1],
    ['a default spelled out', calls(['weather', { city: 'Rome', unit: 'C', days: 1 }]), 1],
    ['a text where the schema wants a number', calls(['weather', { city: 'Rome', days: '1' }]), 0],
    ['a null for an optional', calls(['weather', { city: ' Rome ', unit: null }]), 1],
    ['an optional that differs', calls(['weather', { city: 'Rome', unit: 'F' }]), 0],
    ['an unknown argument', calls(['weather', { city: 'Rome', country: 'IT' }]), 0],
    ['another city', calls(['weather', { city: 'Oslo' }]), 0],
    ['another tool', calls(['search', { city: 'Rome' }]), 0],
    ['one call too many', calls(['weather', { city: 'Rome' }], ['weather', { city: 'Rome' }]), 0],
    ['the call in words', says('weather({"city":"Rome"})'), 0],
    ['broken arguments', { text: '', toolCalls: [{ name: 'weather', arguments: '{"city":' }] }, 0],
  ])('%s', (_, output, value) => {
    expect(toolCall.validate(output, expected, { tools }).value).toBe(value)
  })

  it('takes parallel calls in any order, each once', () => {
    const two = { output: calls(['a', { x: 1 }], ['a', { x: 2 }]) }
    expect(toolCall.validate(calls(['a', { x: 2 }], ['a', { x: 1 }]), two, {}).value).toBe(1)
    expect(toolCall.validate(calls(['a', { x: 2 }], ['a', { x: 2 }]), two, {}).value).toBe(0)
    expect(toolCall.validate(calls(['a', { x: 1 }], ['a', { x: 3 }]), { output: calls(['a', { x: 1 }], ['a', { x: 1 }]) }, {}).value).toBe(0)
  })

  it('knows that no call is an answer, and an error is none', () => {
    const none = { output: says('Which city do you mean?') }
    expect(toolCall.validate(says('Where?'), none, { tools }).value).toBe(1)
    expect(toolCall.validate(calls(['weather', { city: 'Rome' }]), none, { tools }).value).toBe(0)
    expect(toolCall.validate(says('Error: 500 Internal Server Error'), none, { tools }).value).toBe(0)
    // A model that never calls tools agrees where nothing is to be called, and only there.
    expect([none, expected, none, expected].map((reference) => toolCall.validate(says('Hello!'), reference, { tools }).value)).toEqual([1, 0, 1, 0])
  })

  it('reads golds in the forms that logs have', () => {
    const output = calls(['weather', { city: 'Rome', n: 5, deep: { list: [true, 'x'] } }])
    const given = { city: 'Rome', n: '5', deep: { list: ['true', 'x'] } }
    for (const gold of [{ name: 'weather', arguments: given }, [{ name: 'weather', arguments: given }], { tool_calls: [{ type: 'function', function: { name: 'weather', arguments: JSON.stringify(given) } }] }, JSON.stringify([{ name: 'weather', arguments: given }])]) {
      expect(toolCall.validate(output, { gold }, {}).value).toBe(1)
    }
    expect(toolCall.validate(calls(['weather', { city: 'Rome', n: 6, deep: { list: [true, 'x'] } }]), { gold: { name: 'weather', arguments: given } }, {}).value).toBe(0)
    expect(toolCall.validate(calls(['f', { id: '007' }]), { gold: { name: 'f', arguments: { id: 7 } } }, {}).value).toBe(0)
  })
})
