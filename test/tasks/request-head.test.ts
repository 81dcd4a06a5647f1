import { describe, expect, it } from 'vitest'
import { findTasks } from '../../src/tasks/find-tasks.js'
import { fitTasks } from '../../src/tasks/fit-tasks.js'
import { taskAssigner, taskPlacer } from '../../src/tasks/assign.js'
import { askedFor } from '../../src/tasks/document.js'
import { headsOf, headText, toldByHead } from '../../src/tasks/apart/request-head.js'
import type { Ask } from './traffic.js'
import { call, company, documentsOf, sentence, times, traffic } from './traffic.js'

const DESK = 'You are the writing desk of the house. Do what the first word of the user says and nothing besides.'
const answers = [(n: number) => ['urgent', 'routine'][n % 2] ?? '', (n: number) => JSON.stringify({ room: n }), (n: number) => `Dear guest, ${sentence(n)}\nWe thank you for it and hope to see you again.\n${sentence(n + 1)}`] as const
const works = ['triage', 'fields', 'letter']
const desk = (say: (work: string, text: string) => string, from = 0): readonly Ask[] => works.flatMap((work, at) => times(30, (n) => ({ system: DESK, user: say(work, sentence(n + 100 * at + from)), answer: answers[at]?.(n) ?? '' })))
const sizes = (calls: ReturnType<typeof traffic>): readonly number[] => findTasks(calls).tasks.map(({ members }) => members.length)

describe('heads of user texts', () => {
  it.each([
    ['/sum-up the rest', { '/': '/sum-up' }],
    ['!Sum-up the rest', { '/': '!sum-up' }],
    ['#letter the rest', { '/': '#letter' }],
    ['@desk the rest', { '/': '@desk' }],
    ['[Translate] the rest', { '[]': 'translate' }],
    ['Mode: Letter\nthe rest', { 'mode:': 'letter', ':': 'mode' }],
    ['tl;dr: the rest', { ':': 'tl;dr' }],
    ['{"Action":"Sum up","text":"Long text, which is longer than forty letters are."}', { '"Action"': 'sum up' }],
    ['/home/of/nobody is full', {}],
    ['It was 12:30: late', {}],
    ['No head at all.', {}],
  ])('of %j', (user, heads) => {
    expect(Object.fromEntries(headsOf(user))).toEqual(heads)
  })
  it.each([['/sum-up the rest', '/'], ['[Translate] the rest', '[]'], ['Mode: Letter\nthe rest', 'mode:'], ['tl;dr: the rest', ':'], ['{"Action":"Sum up"}', '"Action"']])('can be looked for: %j', (user, place) => {
    const text = headText(place, headsOf(user).get(place) ?? '?')
    expect(user.toLowerCase()).toContain(text)
    // A colon tells the head from a word of the text.
    if (place === ':') expect(text).toBe('tl;dr:')
  })
  it('are found in time that grows with the text alone', () => {
    for (const hostile of ['a '.repeat(500_000), '{"'.repeat(500_000), '[['.repeat(500_000), '"a":"'.repeat(200_000)]) expect(headsOf(hostile).size).toBeLessThanOrEqual(30)
  })
})

describe('one prompt for several works', () => {
  it.each<readonly [string, (work: string, text: string) => string]>([
    ['a command', (work, text) => `/${work} ${text}`],
    ['a line', (work, text) => `Mode: ${work}\n${text}`],
    ['a word before a colon', (work, text) => `${work}: ${text}`],
    ['brackets', (work, text) => `[${work}] ${text}`],
    ['a field', (work, text) => JSON.stringify({ id: `r_${text.length}`, action: work, text })],
  ])('is several tasks where the user says which: %s', (_, say) => {
    const calls = traffic(desk(say), company()[1] ?? [])
    const { tasks } = findTasks(calls)
    expect(tasks.filter(({ members }) => members.every((at) => at < 90)).map(({ members }) => members.length)).toEqual([30, 30, 30])
    for (const task of tasks) expect(new Set(task.members.map((at) => Math.floor(at / 30))).size).toBeLessThanOrEqual(2)
    for (const work of works) expect(tasks.filter(({ label }) => label.includes(work))).toHaveLength(1)
    expect(findTasks([...calls].reverse()).tasks.map(({ id }) => id)).toEqual(tasks.map(({ id }) => id))
    for (const task of tasks.filter(({ label }) => works.some((work) => label.includes(work)))) expect(task.recognition).toEqual({ precision: 1, recall: 1 })
    const model = fitTasks(calls.map((one) => ({ call: one, weight: 1 })))
    const assign = taskAssigner(model)
    expect(assign(call({ system: DESK, user: say('letter', 'The garden gate is stuck.') }))).toBe(tasks.find(({ label }) => label.includes('letter'))?.id)
    // A work that was never seen is none of those that were, and none can be told without the text.
    expect(assign(call({ system: DESK, user: say('poem', 'The garden gate is stuck.') }))).toBeUndefined()
    const { user: _user, ...structure } = askedFor(call({ system: DESK }), () => undefined)
    expect(taskPlacer(model)(structure)).toBeUndefined()
  })
  it('is one task where what stands there changes nothing in the answers', () => {
    expect(sizes(traffic(times(90, (n) => ({ system: DESK, user: `Channel: ${['mail', 'phone', 'web'][n % 3] ?? ''}\n${sentence(n)}`, answer: answers[0](Math.floor(n / 3)) }))))).toEqual([90])
  })
  it('is one task where only some say what they want', () => {
    expect(sizes(traffic(desk((work, text) => `/${work} ${text}`), times(40, (n) => ({ system: DESK, user: sentence(n + 900), answer: sentence(n) }))))).toEqual([130])
  })
  it('is one task where few of the pairs of what stands there get other answers', () => {
    const asks = (values: number): readonly Ask[] => times(20 * values, (n) => ({ system: DESK, user: `/w${n % values} ${sentence(n)}`, answer: n % values === 0 ? sentence(n + 3) : 'done' }))
    expect(toldByHead(documentsOf(asks(3)))?.place).toBe('/')
    expect(toldByHead(documentsOf(asks(5)))).toBeUndefined()
  })
  it('is one task where more things stand there than anyone would ask for', () => {
    const asks = (values: number): readonly Ask[] => times(10 * values, (n) => ({ system: DESK, user: `/w${n % values} ${sentence(n)} ${n}`, answer: `label${n % values}` }))
    expect(toldByHead(documentsOf(asks(40)))?.parts).toHaveLength(40)
    expect(toldByHead(documentsOf(asks(41)))).toBeUndefined()
  })
  it('is told by the place whose values get the most different answers', () => {
    const asks = times(90, (n) => ({ system: DESK, user: JSON.stringify({ area: n % 3 === 0 ? 'north' : n % 2 ? 'east' : 'west', work: n % 3 === 0 ? 'triage' : 'letter', text: sentence(n) }), answer: n % 3 === 0 ? 'urgent' : sentence(n) }))
    expect(toldByHead(documentsOf(asks))?.place).toBe('"work"')
  })
  it('keeps those together that say it too seldom to be judged', () => {
    const split = toldByHead([])
    expect(split).toBeUndefined()
    const calls = traffic(desk((work, text) => `/${work} ${text}`), times(6, (n) => ({ system: DESK, user: `/poem ${sentence(n + 900)}`, answer: sentence(n) })))
    expect(sizes(calls)).toEqual([30, 30, 30, 6])
  })
})

describe('steps of one prompt in metadata', () => {
  const step = (field: string, prompt: (at: number, n: number) => string): readonly Ask[] => works.flatMap((work, at) => times(30, (n) => ({ system: prompt(at, n), user: sentence(n + 100 * at), answer: answers[at]?.(n) ?? '', metadata: { [field]: work } })))
  it('are tasks where their answers are of different kinds', () => {
    expect(sizes(traffic(step('step', () => 'You are one step of a pipeline. Use the notes and pass on the result.')))).toEqual([30, 30, 30])
  })
  it('are none where their answers are alike', () => {
    expect(sizes(traffic(times(90, (n) => ({ system: 'You are one step of a pipeline. Use the notes and pass on the result.', user: sentence(n), answer: sentence(n), metadata: { step: works[n % 3] ?? '' } }))))).toEqual([90])
  })
})

describe('tools that come one by one', () => {
  const TOOLS = ['search', 'read', 'write', 'mail', 'book', 'pay', 'call', 'list']
  const agent = (from: number, to: number): readonly Ask[] => times(12, (n) => ({ system: 'You help the caretaker of a large house with what has to be done.', user: sentence(n + 40 * to), answer: sentence(n), request: { tools: TOOLS.slice(from, to).map((name) => ({ name })) } }))
  it('are those of one agent', () => {
    expect(sizes(traffic(agent(0, 2), agent(0, 3), agent(0, 4), agent(0, 5), agent(0, 7)))).toEqual([60])
  })
  it('are not, where they have nothing in common', () => {
    expect(sizes(traffic(agent(0, 3), agent(4, 7)))).toEqual([12, 12])
  })
})
