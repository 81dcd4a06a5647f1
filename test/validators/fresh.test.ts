import { describe, expect, it } from 'vitest'
import { outputOfRow } from '../../src/validators/user/row-output.js'
import { scoreRow } from '../../src/validators/index.js'
import { FRESH_ANSWERS } from './corpus/fresh-answers.js'
import { FRESH_CALLS } from './corpus/fresh-calls.js'
import { HELD_OUT_ANSWERS } from './corpus/held-out-answers.js'
import { HELD_OUT_CALLS } from './corpus/held-out-calls.js'
import { UNSEEN } from './corpus/unseen.js'

const isRight = (row: { readonly validator: string }): boolean => (scoreRow(row).score ?? 0) >= (row.validator === 'translation' || row.validator === 'summary' ? 0.5 : 1)

describe('rows that were labelled by hand before they were scored', () => {
  it.each([['calls', FRESH_CALLS.map((row) => ({ ...row, validator: 'tool_call' }))], ['answers', FRESH_ANSWERS]] as const)('%s: none that is wrong is taken for right, and hardly any the other way', (_, rows) => {
    expect(rows.length).toBeGreaterThanOrEqual(150)
    expect(rows.filter((row) => row.right === 0 && isRight(row)).map(({ output }) => output)).toEqual([])
    // Two lists of calls one below the other are no list of calls: executors that read one expression refuse them.
    expect(rows.filter((row) => row.right === 1 && !isRight(row)).map(({ output }) => output)).toEqual(rows.some(({ output }) => output === TWO_LISTS) ? [TWO_LISTS] : [])
  })
})

describe('rows in the manner of public function-calling sets', () => {
  it('agrees with what was written down before', () => {
    expect(HELD_OUT_CALLS.length).toBeGreaterThanOrEqual(200)
    expect(HELD_OUT_CALLS.filter((row) => isRight(row) !== (row.right === 1)).map(({ output, reference }) => [output, reference])).toEqual([])
  })
})

describe('rows of later batches', () => {
  it.each([['held out', HELD_OUT_ANSWERS, 3], ['unseen', UNSEEN, 5]] as const)('%s: none that is wrong is taken for right, and hardly any the other way', (_, rows, missed) => {
    expect(rows.filter((row) => row.right === 0 && isRight(row)).map(({ output }) => output)).toEqual([])
    expect(rows.filter((row) => row.right === 1 && !isRight(row)).map(({ output }) => output)).toHaveLength(missed)
  })
})

describe('expected answers in words where tools could be called', () => {
  const row = (reference: string, output: unknown) => scoreRow({ validator: 'tool_call', tools: [{ name: 'f' }], reference, output }).score
  it('wants no call, and cannot read broken ones', () => {
    expect([row('Which city do you mean?', 'Which town?'), row('no call', 'Hello.'), row('Which city?', [{ name: 'f', arguments: {} }]), row('[{"name": "f", "arg', 'Hello.'), row('Which city?', '')]).toEqual([1, 1, 0, null, 0])
  })
})

const TWO_LISTS = '[get_weather(city="Rome")]\n[get_weather(city="Paris")]'

describe('outputs of rows in the forms of interfaces', () => {
  const call = { name: 'f', arguments: '{"a":1}' }
  it.each([
    ['OpenAI, legacy', { content: null, function_call: { name: 'f', arguments: '{"a":1}' } }],
    ['OpenAI, items of a response', { output: [{ type: 'reasoning', summary: [] }, { type: 'function_call', call_id: 'c', name: 'f', arguments: '{"a":1}' }] }],
    ['Anthropic', { content: [{ type: 'thinking', thinking: 'hm' }, { type: 'tool_use', id: 't', name: 'f', input: { a: 1 } }] }],
    ['Gemini', { role: 'model', parts: [{ functionCall: { name: 'f', args: { a: 1 } } }] }],
    ['Bedrock', { content: [{ toolUse: { toolUseId: 't', name: 'f', input: { a: 1 } } }] }],
  ] as const)('%s', (_, output) => {
    expect(outputOfRow(output)).toEqual({ text: expect.stringMatching(/^\s*$/), toolCalls: [call] })
  })

  it('a name over its arguments is a call where the row has that tool, and JSON elsewhere', () => {
    const tools = [{ name: 'f' }]
    for (const output of [{ f: { a: 1 } }, [{ f: '{"a":1}' }]]) expect(outputOfRow(output, tools)).toEqual({ text: '', toolCalls: [call] })
    expect(outputOfRow({ f: { a: 1 } }, [{ name: 'g' }])).toEqual({ text: '{"f":{"a":1}}', toolCalls: [] })
  })

  it('JSON with fields of the same names stays JSON', () => {
    for (const output of [{ parts: [{ name: 'nut', count: 3 }] }, { output: [{ type: 'message', id: 1 }] }, [{ type: 'text', id: 1 }], { parts: [{ text: 'a', page: 1 }] }]) expect(outputOfRow(output)).toEqual({ text: JSON.stringify(output), toolCalls: [] })
  })
})
