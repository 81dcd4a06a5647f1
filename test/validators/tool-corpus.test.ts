import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/domain/json.js'
import { validators } from '../../src/validators/index.js'
import { says, calls } from './ask.js'
import { toolCorpus } from './corpus/tool-corpus.js'

const { tool_call: toolCall } = validators

describe('tool_call on a generated corpus', () => {
  it('agrees with how each answer was made, whether the reference is gold or an answer', () => {
    const wrong = new Set<string>()
    for (const { kind, tools, gold, output, isRight } of toolCorpus(1900, 7)) {
      if (toolCall.validate(output, { gold }, { tools }).value !== Number(isRight)) wrong.add(kind)
      const logged = (gold as readonly JsonObject[]).map((call) => ({ name: String(call['name']), arguments: JSON.stringify(call['arguments']) }))
      const reference = logged.length > 0 ? { text: '', toolCalls: logged } : says('Where do you want to know it?')
      if (toolCall.validate(output, { output: reference }, { tools }).value !== Number(isRight)) wrong.add(`${kind}, against an answer`)
    }
    expect([...wrong]).toEqual([])
  })

  it('reads lists of accepted values, in which an empty text means optional', () => {
    const tools = [{ name: 'area', parameters: { type: 'dict', required: ['base'], properties: { base: { type: 'integer' }, unit: { type: 'string' }, at: { type: 'dict' } } } }]
    const gold = [{ area: { base: [10, 12], unit: ['units', 'unit', ''], at: [{ city: ['Rome', 'Roma'], zip: [''] }, ''] } }]
    const at = (given: JsonObject) => toolCall.validate(calls(['area', given]), { gold }, { tools }).value
    for (const right of [{ base: 10 }, { base: 12, unit: 'Unit' }, { base: 10, at: { city: 'roma' } }]) expect(at(right), JSON.stringify(right)).toBe(1)
    for (const wrong of [{}, { base: 11 }, { base: '10' }, { base: 10, unit: 'cm' }, { base: 10, more: 1 }, { base: 10, at: { city: 'Oslo' } }, { base: 10, at: {} }]) expect(at(wrong), JSON.stringify(wrong)).toBe(0)
  })

  it('finds the pairing of parallel calls even where a call could serve two', () => {
    const tools = [{ name: 'f' }]
    const gold = [{ f: { x: [1, 2] } }, { f: { x: [1] } }]
    expect(toolCall.validate(calls(['f', { x: 1 }], ['f', { x: 2 }]), { gold }, { tools }).value).toBe(1)
    expect(toolCall.validate(calls(['f', { x: 2 }], ['f', { x: 2 }]), { gold }, { tools }).value).toBe(0)
  })

  it('takes calls in words only where the prompt wants them so, or there are no tools', () => {
    const gold = [{ name: 'f', arguments: { a: 1, b: ['x', { k: true }] } }]
    const written = says('[f(a=1, b=["x", {"k": True}])]')
    const tools = [{ name: 'f' }]
    expect(toolCall.validate(written, { gold }, {}).value).toBe(1)
    expect(toolCall.validate(written, { gold }, { tools, input: 'How much is it?' }).value).toBe(0)
    expect(toolCall.validate(written, { gold }, { tools }).value).toBe(1)
    expect(toolCall.validate(written, { gold }, { tools, input: 'Answer as [func_name1(param=value), func_name2()] only.' }).value).toBe(1)
    expect(toolCall.validate(says('I would say f(a=1) is right.'), { gold }, {}).value).toBe(0)
    expect(toolCall.validate(says(`${'f(a='.repeat(5000)}`), { gold }, {}).value).toBe(0)
    expect(toolCall.validate(says('f(a=1, b=["x", {"k": False}])'), { gold }, {}).value).toBe(0)
  })

  it('keeps apart what only looks alike', () => {
    const same = (a: string, b: string) => toolCall.validate(calls(['f', { x: a }]), { gold: [{ name: 'f', arguments: { x: b } }] }, {}).value
    for (const [a, b] of [['San Francisco, CA', 'san francisco CA'], ['e-mail', 'email'], ['Covid-19', 'covid 19'], ["O'Brien", 'OBrien']] as const) expect(same(a, b), `${a} ~ ${b}`).toBe(1)
    for (const [a, b] of [['1 5', '15'], ['v1.2', 'v12'], ['2024-01-02', '20240102'], ['C++', 'C'], ['C#', 'C'], ['/a/B', '/a/b'], ['a@b.c', 'ab.c'], ['x = 1', 'x1'], ['-5 degrees', '5 degrees'], ['Ab12Cd', 'ab12cd'], ['!', '?']] as const) expect(same(a, b), `${a} ≁ ${b}`).toBe(0)
  })
})
