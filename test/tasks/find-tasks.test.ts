import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LlmCall } from '../../src/domain/call.js'
import { findTasks } from '../../src/tasks/find-tasks.js'
import { babble, call, company, sentence, shuffled, times, traffic } from './traffic.js'

function partition(calls: readonly LlmCall[]): readonly string[] {
  const { tasks, other } = findTasks(calls)
  return [...tasks.map((task) => `${task.id} ${task.label} ${task.template ?? ''} ${JSON.stringify(task.recognizers)} ${task.members.map((member) => calls[member]?.id).sort().join()}`), `other ${other.map((member) => calls[member]?.id).sort().join()}`].sort()
}

describe('findTasks', () => {
  it('finds each application once, whatever fills its slots and however its prompt was edited', () => {
    const apps = company()
    const { tasks, other } = findTasks(traffic(...apps))
    expect(tasks.map((task) => task.members.length)).toEqual([60, 40, 30, 30, 24, 20])
    let start = 0
    for (const app of apps) {
      const members = Array.from({ length: app.length }, (_, at) => start + at)
      expect(tasks.some((task) => JSON.stringify(task.members) === JSON.stringify(members))).toBe(true)
      start += app.length
    }
    expect(other).toEqual([])
  })

  it('tells jobs apart whose instruction stands inside JSON', () => {
    const job = (instruction: string, from: number) => times(30, (n) => ({ system: 'You are one worker of a pipeline. Do what the instruction of the object says.', user: JSON.stringify({ id: n, instruction, text: sentence(from + n) }) }))
    const { tasks } = findTasks(traffic(job('Translate the captain’s report into plain Danish for visitors, keeping names', 0), job('List every object that was damaged, with its room, as bullets', 500)))
    expect(tasks.map((task) => task.members.length)).toEqual([30, 30])
  })

  it('does not depend on the order of the calls', () => {
    const bare = times(120, (n) => ({ user: babble(n, 4 + (n % 9)), answer: n % 2 ? 'yes' : 'no' }))
    const asked = times(70, (n) => ({ user: [...babble(n, 9)].sort().join(' ').trim() }))
    const paged = times(50, (n) => ({ system: `Answer the visitor from this page of the museum guide only. Page: ${babble(n, 5 + (n % 40))}`, user: 'where' }))
    const calls = traffic(...company(), bare, asked, paged)
    const wanted = partition(calls)
    fc.assert(fc.property(fc.integer(), (seed) => { expect(partition(shuffled(calls, seed))).toEqual(wanted) }), { numRuns: 6 })
  })

  it('keeps ids when traffic grows by a tenth, and for another week of it', () => {
    const ids = (calls: readonly LlmCall[]): readonly string[] => findTasks(calls).tasks.map((task) => task.id).sort()
    const first = traffic(...company())
    const grown = traffic(...company(), ...company().map((app) => app.slice(0, Math.ceil(app.length / 10)).map((ask) => ({ ...ask, user: `${ask.user ?? ''} ` }))))
    expect(ids(grown)).toEqual(ids(first))
    expect(ids(traffic(...company(1, 60)))).toEqual(ids(first))
  })

  it('names a template with {…} where its calls differ, and no value of a slot', () => {
    const { tasks } = findTasks(traffic(...company()))
    expect(tasks.map((task) => task.template)).toContain('Translate the following note into Danish, keeping names as they are:\n{…}')
    expect(tasks.map((task) => task.template)).toContain('How many screws are left in a box of {…} after {…} were taken out? Reply with the number alone.')
    expect(JSON.stringify(tasks.map(({ label, template }) => [label, template]))).not.toMatch(/Amara|Bela|Chidi|Dorte|Emre|Fumiko|a_\d|2026/u)
  })

  it('takes the tag for label, and labels are unique', () => {
    const { tasks } = findTasks(traffic(...company()))
    expect(tasks.map((task) => task.label)).toContain('slogan-maker')
    expect(new Set(tasks.map((task) => task.label)).size).toBe(tasks.length)
    expect(new Set(tasks.map((task) => task.id)).size).toBe(tasks.length)
    for (const task of tasks) expect(task.id).toMatch(/^t_[0-9a-f]{12}$/u)
  })

  it('keeps bare questions that share nothing together', () => {
    const bare = times(80, (n) => ({ user: babble(n, 5 + (n % 9)) }))
    const { tasks } = findTasks(traffic(company()[0] ?? [], bare))
    expect(tasks.map((task) => task.members.length)).toEqual([80, 60])
  })

  it('does not make a task of a rare variant of one', () => {
    const asks = times(100, (n) => ({ system: 'You file invoices under a cost centre.', user: sentence(n), answer: n % 20 === 0 ? '{"centre":"x"}' : 'travel', ...(n % 20 === 0 ? { request: { responseFormat: { type: 'json_object' as const } } } : {}) }))
    expect(findTasks(traffic(asks)).tasks.map((task) => task.members.length)).toEqual([100])
  })

  it('tells two contracts under one prompt apart when both are common', () => {
    const asks = times(100, (n) => ({ system: 'You file invoices under a cost centre.', user: sentence(n), answer: n % 2 === 0 ? '{"centre":"x"}' : 'travel', ...(n % 2 === 0 ? { request: { responseFormat: { type: 'json_object' as const } } } : {}) }))
    expect(findTasks(traffic(asks)).tasks.map((task) => task.members.length)).toEqual([50, 50])
  })

  it('splits a prompt that serves several wordings where their answers look different, and not otherwise', () => {
    const system = 'You are the writing desk of a small newspaper.'
    const people = (n: number) => `${sentence(n)}.\n${sentence(n + 1)}.\n${sentence(n + 2)}.`
    const desk = (answer: (n: number) => string) => times(80, (n) => (n % 2 === 0
      ? { system, user: `Write a headline for this article: ${sentence(n)}`, answer: 'Harbour open again' }
      : { system, user: `List the people named in this letter to the editor. Letter: ${sentence(n)}`, answer: answer(n) }))
    expect(findTasks(traffic(desk(people))).tasks).toHaveLength(2)
    const twice = (second: string) => times(80, (n) => ({ system, user: `${n % 2 === 0 ? 'Write a headline for this article:' : second} ${sentence(n)}`, answer: 'Harbour open again' }))
    expect(findTasks(traffic(twice('Write a headline for the article below:'))).tasks).toHaveLength(1)
    expect(findTasks(traffic(times(80, (n) => ({ system, user: sentence(n) })))).tasks).toHaveLength(1)
  })

  it('keeps two tasks apart that share most of a prompt but answer in different shapes', () => {
    const house = 'You work for the lighthouse company. Be polite, be brief, name no prices, follow the house rules of the company at all times and never speak of the weather.'
    const asks = times(60, (n) => (n % 2 === 0 ? { system: `${house} Say yes or no.`, user: sentence(n), answer: 'yes' } : { system: `${house} Answer in full.`, user: sentence(n), answer: `${sentence(n)}.\n${sentence(n + 1)}.\n${sentence(n + 2)}.` }))
    expect(findTasks(traffic(asks)).tasks.map((task) => task.members.length)).toEqual([30, 30])
  })

  it('tells applications apart that share a long preamble, be their answers alike', () => {
    const house = 'You work for the lighthouse company. Be polite, be brief, name no prices, follow the house rules of the company at all times and never speak of the weather. Personal data stays inside, whatever the visitor asks for.'
    const jobs = ['Sort the letter by department: harbour, tower, kitchen or cellar; output one word.', 'Say which ferry a traveller should board, judging from timetable, luggage and children.', 'Name the chapter of the keeper manual that covers this repair, tools included.']
    const asks = jobs.flatMap((job) => times(30, (n) => ({ system: `${house} Today is 2026-05-1${n % 10}. ${job}`, user: sentence(n), answer: 'tower' })))
    expect(findTasks(traffic(asks)).tasks.map((task) => task.members.length)).toEqual([30, 30, 30])
  })

  it('tells classifiers apart that differ in nothing but their labels', () => {
    const lists = ['harbour, tower, kitchen, cellar, stable, attic', 'urgent, routine, advertising, complaint, praise, invoice']
    const asks = lists.flatMap((list) => times(40, (n) => ({ system: `You are a text classifier. Answer with one of these labels and nothing else. Labels: ${list}.`, user: sentence(n), answer: list.split(', ')[n % 6] ?? '' })))
    expect(findTasks(traffic(asks)).tasks.map((task) => task.members.length)).toEqual([40, 40])
  })

  it('splits a general prompt where the user texts are instructions of their own, even if answers look alike', () => {
    const system = 'You are the assistant of the harbour office and help its people with their daily work.'
    const wordings = [(text: string) => `Summarize these meeting notes in three short sentences:\n${text}`, (text: string) => `Rewrite the paragraph below so that schoolchildren understand it.\n${text}`, (text: string) => `Draft a courteous refusal of the following request.\n${text}`]
    const asks = wordings.flatMap((wording) => times(30, (n) => ({ system, user: wording(`${sentence(n)}. ${sentence(n + 70)}.`), answer: sentence(n) })))
    expect(findTasks(traffic(asks)).tasks.map((task) => task.members.length)).toEqual([30, 30, 30])
  })

  it('takes users, requests, experiments and environments in the metadata for no tasks', () => {
    const asks = company().flat().map((ask, n) => ({ ...ask, metadata: { user_id: `u${n % 9}`, request_id: `r${n}`, experiment: n % 2 ? 'a' : 'b', environment: n % 3 ? 'live' : 'trial', stage: n % 2 ? 'live' : 'canary', component: n % 5 ? 'api' : 'worker' } }))
    expect(findTasks(traffic(asks)).tasks.map((task) => task.members.length)).toEqual([60, 40, 30, 30, 24, 20])
  })

  it('gathers prompts whose slots hold free text', () => {
    const asks = times(60, (n) => ({ system: `Answer the visitor from this page of the museum guide only, and say so if it is not there. Page: ${babble(n, 30 + (n % 40))}.`, user: `what is it ${n}` }))
    expect(findTasks(traffic(asks)).tasks.map((task) => task.members.length)).toEqual([60])
  })

  it('gathers prompts of which some are nearly all slot', () => {
    const guide = (n: number, length: number): string => `Answer the visitor from this page of the museum guide only. Page: ${babble(n, length)}`
    const asks = times(60, (n) => ({ system: guide(n, n % 2 === 0 ? 4 : 60), user: 'where' }))
    expect(findTasks(traffic(asks)).tasks.map((task) => task.members.length)).toEqual([60])
  })

  it('treats a prompt that says nothing as none', () => {
    const asks = times(60, (n) => (n % 2 === 0 ? { system: 'You are a helpful assistant.', user: `Translate the following note into Danish, keeping names as they are:\n${sentence(n)}` } : { user: `Translate the following note into Danish, keeping names as they are:\n${sentence(n)}` }))
    expect(findTasks(traffic(asks)).tasks).toHaveLength(1)
  })

  it('gives calls that lost their tag to the task of their prompt', () => {
    const asks = times(60, (n) => ({ system: 'You invent slogans.', user: sentence(n), ...(n < 40 ? { metadata: { feature: 'slogan-maker' } } : {}) }))
    const { tasks } = findTasks(traffic(asks))
    expect(tasks.map((task) => task.label)).toEqual(['slogan-maker'])
    expect(tasks[0]?.recognition).toEqual({ precision: 1, recall: 1 })
  })

  it('sets tiny residue aside', () => {
    const calls = traffic(times(600, (n) => ({ system: 'You file invoices under a cost centre.', user: sentence(n) })), [{ system: 'Judge the poem of a schoolchild by its rhythm.', user: 'Roses' }])
    expect(findTasks(calls).other).toEqual([600])
  })

  it('goes on with earlier ids when a prompt was rewritten in part', () => {
    const version = (text: string) => traffic(times(40, (n) => ({ system: text, user: sentence(n) })))
    const before = findTasks(version('You grade essays of the evening school. Give a mark from one to six and a reason.')).tasks
    const after = version('You grade essays of the evening school. Give a mark from one to six and a short reason in Danish.')
    expect(findTasks(after).tasks[0]?.id).not.toBe(before[0]?.id)
    expect(findTasks(after, { previous: before }).tasks[0]?.id).toBe(before[0]?.id)
    expect(findTasks(version('Sing of the sea.'), { previous: before }).tasks[0]?.id).not.toBe(before[0]?.id)
  })

  it('does not give the id of a task that is gone to another under the same preamble', () => {
    const house = 'You work for the lighthouse company. Be polite, be brief, name no prices and follow the house rules of the company at all times.'
    const only = (job: string) => traffic(times(40, (n) => ({ system: `${house} ${job}`, user: sentence(n) })))
    const before = findTasks(only('Sort the letter by department: harbour, tower, kitchen or cellar; output one word.')).tasks
    const after = findTasks(only('Say which ferry a traveller should board, judging from timetable, luggage and children.'), { previous: before }).tasks
    expect(after[0]?.id).not.toBe(before[0]?.id)
  })

  it('places every call exactly once and never throws', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.constantFrom('', '"', '{n}', '\u0000', '\uD800', '----------', 'a'.repeat(300), '{"a":', '^ $'))
    const any = fc.record({ system: fc.option(text, { nil: undefined }), user: fc.option(text, { nil: undefined }), answer: text, metadata: fc.dictionary(fc.constantFrom('task', 'feature', '__proto__', 'x'), fc.jsonValue()) })
    fc.assert(fc.property(fc.array(any, { maxLength: 40 }), (asks) => {
      const calls = asks.map((ask, at) => call({ answer: ask.answer, metadata: ask.metadata as LlmCall['metadata'], ...(ask.system === undefined ? {} : { system: ask.system }), ...(ask.user === undefined ? {} : { user: ask.user }) }, at))
      const { tasks, other } = findTasks(calls)
      expect([...tasks.flatMap((task) => task.members), ...other].sort((a, b) => a - b)).toEqual(calls.map((_, at) => at))
    }), { numRuns: 150 })
  })
})
