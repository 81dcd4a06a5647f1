import { describe, expect, it } from 'vitest'
import { findTasks } from '../../src/tasks/find-tasks.js'
import { taskAssigner } from '../../src/tasks/assign.js'
import { fitSample } from '../../src/tasks/fit-sample.js'
import { fitTasks } from '../../src/tasks/fit-tasks.js'
import { isInPlace, kinOf } from '../../src/tasks/apart/inside-wording.js'
import type { Ask } from './traffic.js'
import { call, dice, sentence, shuffled, times, traffic } from './traffic.js'

const listed = <T>(count: number, make: (at: number) => T): readonly T[] => Array.from({ length: count }, (_, at) => make(at))
const text = (from: number, count: number): string => listed(count, (n) => sentence(from * 31 + n)).join(' ')
const after = (ask: string, from: number, count = 60): readonly Ask[] => times(count, (n) => ({ user: `${text(from + n, 20 + (n % 12))}\n\n${ask}`, answer: sentence(n) }))
const framed = (ask: string, from: number, count = 60): readonly Ask[] => times(count, (n) => ({ user: `Use the following context to answer the question at the end. ${ask}\n\n${text(from + n, 15 + (n % 9))}\n\nQuestion: ${sentence(n + from)}\nAnswer:`, answer: sentence(n) }))
const sizes = (asks: readonly (readonly Ask[])[]): readonly number[] => findTasks(traffic(...asks)).tasks.map(({ members }) => members.length)

const DEADLINE = 'Which deadline does the text above set? Answer with the calendar date alone.'
const OBJECTIONS = 'Name the two strongest objections that an opponent could raise against the proposal above.'
const KNOWN = 'Admit ignorance whenever the passages stay silent about it, and cite paragraph numbers.'
const ADVICE = 'Recommend exactly one product, mention its drawback too, and invite the customer into our shop.'

describe('works inside a wording', () => {
  it.each([
    ['asked for after long documents that are worded alike', after(DEADLINE, 0), after(OBJECTIONS, 900, 70)],
    ['within one frame', framed(KNOWN, 0), framed(ADVICE, 900, 70)],
  ])('tells works %s', (_, a, b) => {
    expect(sizes([a, b])).toEqual([b.length, a.length])
  })

  it.each([['after long documents', after(DEADLINE, 0, 120)], ['within a frame', framed(KNOWN, 0, 120)]])('leaves one work %s whole', (_, asks) => {
    expect(sizes([asks])).toEqual([120])
  })

  it('places calls that were not learnt from as those that were, whatever the order', () => {
    const calls = traffic(after(DEADLINE, 0), after(OBJECTIONS, 900))
    const model = fitTasks(fitSample(calls))
    expect(fitTasks(fitSample(shuffled(calls, 5)))).toEqual(model)
    const assign = taskAssigner(JSON.parse(JSON.stringify(model)) as typeof model)
    const [first = ''] = [...new Set(calls.slice(0, 60).map(assign))]
    expect(after(DEADLINE, 4_000, 20).map((ask, at) => assign(call(ask, at)))).toEqual(Array.from({ length: 20 }, () => first))
    expect(assign(call(after(OBJECTIONS, 4_000, 1)[0] ?? {}))).not.toBe(first)
  })
})

describe('what is worked on', () => {
  const NOTED = [
    'Neighbours complain about smoke drifting over from our bakery chimney.', 'Rye loaves came out burnt underneath and doughy in the middle.', 'Somebody asks whether cheesecake holds traces of hazelnuts.',
    'Yesterday the flour delivery arrived wet, twelve sacks must go back.', 'Please reserve thirty pretzels for the school festival on Saturday.', 'Grandmother praised the plum tart and wants the recipe printed.',
  ]
  const noted = (n: number): string => `${listed(1 + dice(n, 3, 2), (at) => NOTED[dice(n, at + 11, NOTED.length)] ?? '').join(' ')} ${n}`
  it.each([
    ['in a field', (n: number) => JSON.stringify({ instruction: 'Which allergens may be in this product, and how sure are you?', text: noted(n), id: `r${n * 7}` })],
    ['after the instruction', (n: number) => `Which allergens may be in this product, and how sure are you? ${noted(n)}`],
  ])('is no instruction, though it is a few sentences that come again and again: %s', (_, user) => {
    expect(sizes([times(240, (n): Ask => ({ user: user(n), answer: sentence(n) }))])).toEqual([240])
  })

  it('stands anywhere, an instruction in its place from either end of the text or of its line', () => {
    const texts = (make: (n: number) => string): readonly (readonly string[])[] => listed(20, (n) => make(n).split(' '))
    const filler = (n: number): string => listed(1 + n, (at) => `w${at}`).join(' ')
    expect(isInPlace(texts((n) => `do this ${filler(n)}`), ['this'])).toBe(true)
    expect(isInPlace(texts((n) => `${filler(n)} do this`), ['do'])).toBe(true)
    expect(isInPlace(texts((n) => `${filler(n)} \n do this ${filler(n)}`), ['this'])).toBe(true)
    expect(isInPlace(texts((n) => `${filler(n)} do this \n ${filler(n)}`), ['this'])).toBe(true)
    expect(isInPlace(texts((n) => `${filler(n)} do this ${filler(n)}`), ['do', 'this'])).toBe(false)
    expect(isInPlace(texts(filler), ['absent'])).toBe(false)
  })
})

describe('works under one prompt', () => {
  const PORTAL = 'Requests come from editors and pipelines of many teams through the gateway. Follow each to the letter and keep secrets out of the reply.'
  const under = (ask: (n: number) => string, answer: (n: number) => string, count: number): readonly Ask[] => times(count, (n) => ({ system: PORTAL, user: ask(n), answer: answer(n) }))
  const snippet = (n: number): string => ['total of items = sum', 'row to print: length', 'open path, then read'][n % 3] ?? ''

  it('are told though one of them follows several wordings of data', () => {
    const docs = under((n) => `Add the missing docstring here: ${snippet(n)} ${snippet(n)} ${n}`, () => '{"doc":"what it does","args":[]}', 90)
    const review = under((n) => `Review this change and report bugs before style remarks. ${sentence(n)} ${sentence(n + 40)}`, (n) => `${text(n, 6)}\n${text(n + 9, 5)}`, 70)
    expect([...sizes([docs, review])].sort()).toEqual([70, 90])
  })

  it('are none where an agent answers some texts with its tools and others with words', () => {
    const request = { tools: [{ name: 'lookup' }, { name: 'refund' }] }
    const docs = under((n) => `Add the missing docstring here: ${snippet(n)} ${snippet(n)} ${n}`, () => '{"doc":"what it does","args":[]}', 90)
    const review = under((n) => `Review this change and report bugs before style remarks. ${sentence(n)} ${sentence(n + 40)}`, (n) => `${text(n, 6)}\n${text(n + 9, 5)}`, 70)
    expect(sizes([docs, review].map((asks) => asks.map((ask) => ({ ...ask, request }))))).toEqual([160])
  })

  it('are told by tools of their own, be they ever so rare; a set that is called with another is not', () => {
    const agent = (tools: readonly string[], count: number): readonly Ask[] => times(count, (n) => ({ system: 'Complete office work step by step, call one tool at a time and read what it brought.', user: sentence(n), answer: sentence(n + 3), request: { tools: tools.map((name) => ({ name })) } }))
    expect(sizes([agent(['search', 'open'], 300), agent(['send', 'file'], 12)])).toEqual([300, 12])
    expect(sizes([agent(['search', 'open', 'note'], 300), agent(['search'], 12)])).toEqual([312])
  })
})

describe('a large log', () => {
  it('keeps a long wording that few calls follow out of what is left', () => {
    const chat = times(4_000, (n) => ({ user: `${sentence(n * 7)} ${n}`, answer: sentence(n) }))
    const rare = times(14, (n) => ({ user: `Assemble a concise briefing about upcoming maintenance windows, listing affected systems, responsible engineers and fallback procedures. ${sentence(n * 77)}`, answer: sentence(n) }))
    const { tasks } = findTasks(traffic(chat, rare))
    expect(tasks.some(({ members }) => members.length === 14 && members.every((member) => member >= 4_000))).toBe(true)
  })
})

describe('kinOf', () => {
  it('joins what is not apart, through a third if need be', () => {
    expect(kinOf(4, (a, b) => !((a === 0 && b === 2) || (a === 2 && b === 3)))).toEqual([0, 1, 0, 0])
    expect(kinOf(3, () => true)).toEqual([0, 1, 2])
    expect(kinOf(0, () => true)).toEqual([])
  })
})
