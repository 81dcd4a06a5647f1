import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTable } from '../../src/digest/call-table.js'
import { createRowWriter } from '../../src/digest/row-writer.js'
import type { LlmCall } from '../../src/domain/call.js'
import type { Message, Part } from '../../src/domain/message.js'
import { findThreads } from '../../src/digest/threads.js'
import { turnsOf, type Turn } from '../../src/digest/turn-hash.js'
import { drawRows } from '../../src/sample/draw-rows.js'

const text = (role: Message['role'], words: string): Message => ({ role, parts: [{ type: 'text', text: words }] })

function callOf(id: string, messages: readonly Message[], answer: string, rest: Partial<LlmCall> = {}): LlmCall {
  return { id, source: { file: 'made.jsonl', line: 1 }, format: 'made', requestModel: 'big', request: { messages }, output: { text: answer, toolCalls: [] }, usage: {}, tags: [], metadata: {}, ...rest }
}

/** The calls of a conversation: each sends all that was said before; the system prompt tells the time. */
function conversation(name: string, turns: number): LlmCall[] {
  const said: Message[] = []
  return Array.from({ length: turns }, (_, turn) => {
    said.push(text('user', `${name}: question ${turn}`))
    const call = callOf(`${name}-${turn}`, [text('system', `You help. It is ${turn} o'clock.`), ...said], ` ${name}: answer ${turn}\n`)
    said.push(text('assistant', `${name}: answer ${turn}`))
    return call
  })
}

/** By call id the conversation that a table finds. */
function found(calls: readonly LlmCall[]): ReadonlyMap<string, string | undefined> {
  const writer = createRowWriter()
  for (const call of calls) writer.add(call)
  const builder = createTable()
  builder.append(writer.take(), 'made.jsonl')
  const table = builder.finish()
  const names = new Map(calls.map(({ id }, row) => [id, table.conversationOf(row)]))
  table.close()
  return names
}

describe('calls that go on from one another', () => {
  it('are one conversation, whatever their order, and others stay apart', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 12 }), fc.nat({ max: 1000 }), (sizes, step) => {
      const calls = sizes.flatMap((turns, at) => conversation(`c${at}`, turns))
      const places = new Map(calls.map((call, at) => [call, (at * (2 * step + 1)) % 64]))
      const names = found(calls.toSorted((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0)))
      const chains = sizes.map((turns, at) => new Set(Array.from({ length: turns }, (_, turn) => names.get(`c${at}-${turn}`))))
      for (const [at, chain] of chains.entries()) {
        expect(chain.size).toBe(1)
        expect([...chain][0] === undefined).toBe(sizes[at] === 1)
      }
      const longer = chains.filter((_, at) => (sizes[at] ?? 0) > 1).flatMap((chain) => [...chain])
      expect(new Set(longer).size).toBe(longer.length)
      for (const [id, name] of found(calls)) expect(names.get(id)).toBe(name)
    }))
  })

  it('are drawn once', () => {
    const calls = Array.from({ length: 20 }, (_, at) => conversation(`c${at}`, 5)).flat()
    const names = found(calls)
    const { order, conversations } = drawRows(calls.map((_, row) => row), 7, { contentOf: (row) => `${row}`, occurrenceOf: (row) => `${row}`, conversationOf: (row) => names.get(calls[row]?.id ?? '') })
    expect(order).toHaveLength(20)
    expect(conversations).toBe(80)
    expect(new Set(order.map((row) => Math.floor(row / 5))).size).toBe(20)
  })

  it('keep their name in a later log, where the first call is in both', () => {
    const calls = conversation('c', 5)
    const [early, late] = [found(calls.slice(0, 2)), found([...calls, ...conversation('d', 3)])]
    expect(early.get('c-1')).toBeDefined()
    expect(late.get('c-4')).toBe(early.get('c-0'))
  })

  it('hold together over turns that are missing, as far as each turn that is there is the next one of another', () => {
    const [first, second, third, fourth] = conversation('c', 4) as [LlmCall, LlmCall, LlmCall, LlmCall]
    const names = found([second, third])
    expect(names.get('c-1')).toBeDefined()
    expect(names.get('c-2')).toBe(names.get('c-1'))
    expect([...found([first, fourth]).values()]).toEqual([undefined, undefined])
  })

  it('are told by tool calls as by words, whatever their ids and spaces', () => {
    const call: Part = { type: 'tool_call', id: 'x1', name: 'look_up', arguments: '{"city": "Bergen"}' }
    const asked = text('user', 'How warm is it?')
    const names = found([
      callOf('a', [asked], '', { output: { text: '', toolCalls: [{ name: 'look_up', arguments: '{"city":"Bergen"}' }] } }),
      callOf('b', [asked, { role: 'assistant', parts: [call] }, { role: 'tool', parts: [{ type: 'tool_result', toolCallId: 'x1', text: '12 degrees' }] }], 'It is 12 degrees.'),
      callOf('other', [asked, { role: 'assistant', parts: [{ ...call, arguments: '{"city": "Oslo"}' }] }, { role: 'tool', parts: [{ type: 'tool_result', toolCallId: 'x1', text: '9 degrees' }] }], 'It is 9 degrees.'),
    ])
    expect(names.get('a')).toBeDefined()
    expect(names.get('b')).toBe(names.get('a'))
    expect(names.get('other')).toBeUndefined()
  })

  it('are not those that share examples in the prompt, or an answer begun for the model', () => {
    const shots = [text('user', 'Is 4 even?'), text('assistant', 'yes'), text('user', 'Is 5 even?'), text('assistant', 'no')]
    const names = found(Array.from({ length: 5 }, (_, n) => callOf(`n${n}`, [...shots, text('user', `Is ${n} even?`), text('assistant', 'It is')], n % 2 ? ' odd' : ' even')))
    expect([...names.values()]).toEqual(Array.from({ length: 5 }, () => undefined))
  })

  it('are named as the log names them, and a call without a name goes with the one that it goes on from', () => {
    const [first, second, third] = conversation('c', 3) as [LlmCall, LlmCall, LlmCall]
    const names = found([{ ...first, conversationId: 'kept' }, second, { ...third, conversationId: 'other' }])
    expect(names.get('c-0')).toBeDefined()
    expect(names.get('c-1')).toBe(names.get('c-0'))
    expect(names.get('c-2')).not.toBe(names.get('c-0'))
  })

  it.each([
    ['a greeting that nine calls go on from is a commonplace', 'Hi', 9, false],
    ['a greeting that eight calls go on from is one opening', 'Hi', 8, true],
    ['a document that many questions are asked of is one conversation', 'A long document. '.repeat(20), 30, true],
  ])('%s', (_, opening, questions, together) => {
    const begin = [text('user', opening), text('assistant', 'Hello, what can I do?')]
    const names = found([
      callOf('root', begin.slice(0, 1), 'Hello, what can I do?'),
      ...Array.from({ length: questions }, (__, n) => callOf(`q${n}`, [...begin, text('user', `Question ${n}`)], `Answer ${n}`)),
      // Further turns belong to their own conversation in either case.
      callOf('more', [...begin, text('user', 'Question 0'), text('assistant', 'Answer 0'), text('user', 'And then?')], 'That is all.'),
    ])
    expect(names.get('more')).toBe(names.get('q0'))
    expect(names.get('more')).toBeDefined()
    expect(names.get('q2') === names.get('q1') && names.get('q1') === names.get('root') && names.get('q1') !== undefined).toBe(together)
  })
})

describe('threads of rows', () => {
  const turn = (n: number, short = false): Turn => [1000 + n, 2 * n + (short ? 1 : 0)]
  const NONE: Turn = [0, 0]
  const threads = (rows: readonly (readonly [own: Turn, before: Turn, name?: string])[]) => {
    const threadOf = findThreads({ rows: rows.length, ownOf: (row) => rows[row]?.[0] ?? NONE, beforeOf: (row) => rows[row]?.[1] ?? NONE, namedOf: (row) => rows[row]?.[2] })
    return rows.map((_, row) => threadOf(row))
  }

  it('a name in the middle of a chain begins another conversation, and is that of all that go on from it', () => {
    const [first, second, third] = threads([[turn(1), NONE], [turn(2), turn(1), 'named'], [turn(3), turn(2)]])
    expect([second, third]).toEqual(['named', 'named'])
    expect(first).not.toBe('named')
    expect(first).toBeDefined()
  })

  it('of equal calls the one with a name, and of two names the first, is gone on from, whatever their order', () => {
    const rows = [[turn(1), NONE], [turn(1), NONE, 'b'], [turn(1), NONE, 'a'], [turn(2), turn(1)]] as const
    expect(threads(rows)[3]).toBe('a')
    expect(threads(rows.toReversed())[0]).toBe('a')
    expect(threads([rows[0], rows[1], rows[3]])[2]).toBe('b')
  })

  it('turns whose first words are equal are told apart by their second', () => {
    const [a, b] = [[7, 4096] as const, [7, 8192] as const]
    expect(threads([[a, NONE], [turn(2), b], [b, NONE]])).toEqual([undefined, 'turn:7:8192', 'turn:7:8192'])
  })

  it('a turn is none only where both of its words are 0', () => {
    const half: Turn = [0, 4096]
    const [first, second] = threads([[half, NONE], [turn(2), half]])
    expect(first).toBe('turn:0:4096')
    expect(second).toBe(first)
  })

  it('calls that go on from each other in a ring come to an end', () => {
    const names = threads([[turn(1), turn(3)], [turn(2), turn(1)], [turn(3), turn(2)]])
    expect(names).toHaveLength(3)
    expect(names.every((name) => name !== undefined)).toBe(true)
  })

  it('a short opening that eight different calls go on from is one, of nine a commonplace; equal calls count once', () => {
    const begun = (heirs: number, copies = 1) => threads([[turn(1, true), NONE], ...Array.from({ length: heirs * copies }, (_, n) => [turn(2 + (n % heirs)), turn(1, true)] as const)])
    expect(new Set(begun(8)).size).toBe(1)
    expect(begun(8)[0]).toBeDefined()
    expect(begun(9)[0]).toBeUndefined()
    expect(begun(8, 3)[0]).toBeDefined()
  })
})

describe('turns', () => {
  const spoken = (...texts: readonly string[]): Message[] => texts.map((words, at) => text(at % 2 === 0 ? 'user' : 'assistant', words))
  const own = (messages: readonly Message[], answer: string, request: Partial<LlmCall['request']> = {}): Turn => turnsOf({ request: { messages, ...request }, output: { text: answer, toolCalls: [] } }).own
  const before = (messages: readonly Message[]): Turn => turnsOf({ request: { messages }, output: { text: 'x', toolCalls: [] } }).before
  const long = (first: string, last: string): string => `${first}${'m'.repeat(200)}${last}`

  it('are short below 160 characters, and so in their lowest bit', () => {
    expect(own(spoken('q'.repeat(100)), 'a'.repeat(59))[1] % 2).toBe(1)
    expect(own(spoken('q'.repeat(100)), 'a'.repeat(60))[1] % 2).toBe(0)
    for (let n = 0; n < 40; n++) expect(own(spoken(`${'q'.repeat(200)}${n}`), 'a')[1] % 2).toBe(0)
  })

  it('hold the beginning, what was asked last, the answer, all lengths and who spoke', () => {
    const one = own(spoken('begin', 'said', 'asked'), 'answer')
    for (const other of [
      own(spoken('begun', 'said', 'asked'), 'answer'), own(spoken('begin', 'said', 'tasks'), 'answer'), own(spoken('begin', 'said', 'asked'), 'answar'), own(spoken('begin', 'said so', 'asked'), 'answer'),
      own(spoken('begin', 'said', 'asked').map((message, at) => (at === 1 ? { ...message, role: 'tool' as const } : message)), 'answer'),
    ]) expect(other).not.toEqual(one)
  })

  it('look at both ends of a long text, and at its length', () => {
    const of = (asked: string): Turn => own(spoken(asked), 'answer')
    expect(of(long('a', 'z'))).not.toEqual(of(long('b', 'z')))
    expect(of(long('a', 'z'))).not.toEqual(of(long('a', 'y')))
    expect(own(spoken('q'), `${'x'.repeat(100)}1${'x'.repeat(100)}`)).not.toEqual(own(spoken('q'), `${'x'.repeat(100)}1${'x'.repeat(101)}`))
    const middle = (letter: string): string => `${'x'.repeat(75)}${letter}${'x'.repeat(74)}`
    expect(of(middle('a'))).not.toEqual(of(middle('b')))
  })

  it('of a call go before the next, with spaces at the ends and without system prompts', () => {
    expect(before([text('system', 'now'), ...spoken('q', ' answer\n', 'next')])).toEqual(own(spoken('q'), 'answer'))
    expect(before(spoken('q', 'answer', 'next'))).toEqual(own([text('system', 'other'), ...spoken(' q ')], ' answer'))
  })

  it('are none for embeddings, without an answer, and before an opening', () => {
    expect(own(spoken('q'), 'answer', { purpose: 'embedding' })).toEqual([0, 0])
    expect(own(spoken('q'), ' ')).toEqual([0, 0])
    expect(own([text('system', 'alone')], 'answer')).toEqual([0, 0])
    expect(before(spoken('q'))).toEqual([0, 0])
    expect(before([text('assistant', 'Welcome.'), text('user', 'q')])).toEqual([0, 0])
    expect(before(spoken('q', 'begun for the model'))).toEqual([0, 0])
  })
})
