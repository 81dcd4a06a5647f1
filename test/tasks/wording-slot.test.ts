import { describe, expect, it } from 'vitest'
import { taskAssigner } from '../../src/tasks/assign.js'
import { findTasks } from '../../src/tasks/find-tasks.js'
import { fitSample } from '../../src/tasks/fit-sample.js'
import { fitTasks } from '../../src/tasks/fit-tasks.js'
import { tokens } from '../../src/text/words.js'
import { slotReader, slotValue } from '../../src/tasks/apart/wording-slot.js'
import type { Ask } from './traffic.js'
import { call, dice, sentence, times, traffic } from './traffic.js'

const COLOURS = ['amber', 'teal', 'violet']
const reply = (tone: (n: number) => string, answer: (n: number) => string, count: number, from = 0): readonly Ask[] => times(count, (n) => ({ user: `Write a ${tone(n)} reply to the message of a guest. Answer each question in it and promise nothing.\n\nMessage: ${sentence(n + from)}`, answer: answer(n + from) }))
const FORMAL = reply(() => 'formal', (n) => `Dear Sir or Madam, ${sentence(n)}. Yours sincerely, the management`, 70)
const CHATTY = reply(() => 'short and chatty', (n) => `Hey there friend! ${sentence(n)}. Talk again soon, cheers`, 50, 900)
const sizes = (asks: readonly (readonly Ask[])[]): readonly number[] => findTasks(traffic(...asks)).tasks.map(({ members }) => members.length)

describe('a word in the frame of a user wording', () => {
  it('tells works where the answers are of other kinds, and places calls by it', () => {
    const calls = traffic(FORMAL, CHATTY)
    const { tasks } = findTasks(calls)
    expect(tasks.map(({ members }) => members.length)).toEqual([70, 50])
    expect(new Set(tasks.flatMap(({ id, label }) => [id, label])).size).toBe(4)
    for (const task of tasks) expect(task.recognition).toEqual({ precision: 1, recall: 1 })
    const model = fitTasks(fitSample(calls))
    const assign = taskAssigner(JSON.parse(JSON.stringify(model)) as typeof model)
    const later = (asks: readonly Ask[]): string => (asks[0]?.user ?? '').replace(/Message: [^]*/u, 'Message: Is the sauna open on holidays?')
    expect(assign(call({ user: later(FORMAL) }))).toBe(assign(calls[0] ?? call({})))
    expect(assign(call({ user: later(CHATTY) }))).toBe(assign(calls[70] ?? call({})))
  })

  it('tells none where the answers are alike, or where what fills it is ever new', () => {
    expect(sizes([reply((n) => COLOURS[dice(n, 5, 3)] ?? '', (n) => `Dear guest, ${sentence(n)}`, 120)])).toEqual([120])
    expect(sizes([reply((n) => `number${String.fromCharCode(97 + (n % 26), 97 + (n % 24))}`, (n) => (n % 2 === 0 ? 'yes' : sentence(n)), 120)])).toEqual([120])
  })

  it('tells none of an agent', () => {
    const request = { tools: [{ name: 'lookup' }] }
    expect(sizes([FORMAL, CHATTY].map((asks) => asks.map((ask) => ({ ...ask, request }))))).toEqual([120])
  })
})

describe('slotReader', () => {
  const texts = ['red', 'dark blue', 'very pale light green', 'one two three four five'].map((colour) => ({ userTokens: tokens(`Paint the old door ${colour} by the end of May`) }))
  it('reads up to four tokens between pairs that nearly all texts hold', () => {
    expect(texts.map((text) => slotReader(texts)(text).get('old door … by the'))).toEqual(['red', 'dark blue', 'very pale light green', undefined])
    expect(slotValue('old door … by the', texts[1]?.userTokens ?? [])).toBe('dark blue')
    expect(slotValue('old door … by the', ['no', 'such', 'door'])).toBeUndefined()
  })
})
