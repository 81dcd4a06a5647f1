import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { taskAssigner } from '../../src/tasks/assign.js'
import { findTasks } from '../../src/tasks/find-tasks.js'
import { fitSample } from '../../src/tasks/fit-sample.js'
import { fitTasks } from '../../src/tasks/fit-tasks.js'
import type { TaskModel } from '../../src/tasks/task-model.js'
import { babble, call, company, sentence, shuffled, times, traffic } from './traffic.js'

const everyCall = (calls: ReturnType<typeof traffic>) => calls.map((one) => ({ call: one, weight: 1 }))

describe('taskAssigner', () => {
  const bare = times(120, (n) => ({ user: babble(n, 4 + (n % 9)) }))
  const calls = traffic(...company(), bare)
  const model = fitTasks(everyCall(calls))

  it('says what findTasks says, after a round through JSON too', () => {
    const assign = taskAssigner(JSON.parse(JSON.stringify(model)) as TaskModel)
    const { tasks, other } = findTasks(calls)
    for (const task of tasks) for (const member of task.members) expect(assign(calls[member] ?? call({}))).toBe(task.id)
    for (const member of other) expect(assign(calls[member] ?? call({}))).toBeUndefined()
  })

  it('gives calls it never saw to the task of their prompt', () => {
    const assign = taskAssigner(model)
    const idOf = (at: number) => assign(calls[at] ?? call({}))
    const unseen = traffic(...company(1, 500))
    let start = 0
    for (const app of company()) {
      for (let at = start; at < start + app.length; at++) expect(assign(unseen[at] ?? call({}))).toBe(idOf(start))
      start += app.length
    }
  })

  it('gives a call of an unknown prompt to no task', () => {
    expect(taskAssigner(model)(call({ system: 'Judge the poem of a schoolchild by its rhythm and by nothing else.', user: sentence(1) }))).toBeUndefined()
  })

  it('does not depend on what was asked before', () => {
    const wanted = calls.map(taskAssigner(model))
    fc.assert(fc.property(fc.integer(), (seed) => {
      const order = shuffled(calls.map((_, at) => at), seed)
      const assign = taskAssigner(model)
      for (const at of order) expect(assign(calls[at] ?? call({}))).toBe(wanted[at])
    }), { numRuns: 5 })
  })
})

describe('fitSample', () => {
  it('takes a small log whole and keeps rare prompts of a large one, with weights that add up to its calls', () => {
    const calls = traffic(times(900, (n) => ({ system: 'You sort letters.', user: sentence(n) })), times(12, (n) => ({ system: 'You name ships.', user: sentence(n) })), times(300, (n) => ({ user: babble(n, 7) })))
    expect(fitSample(calls)).toEqual(everyCall(calls))
    const sample = fitSample(calls, 200)
    expect(sample).toHaveLength(200)
    expect(sample.filter(({ call: { request } }) => JSON.stringify(request).includes('ships'))).toHaveLength(12)
    expect(sample.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(calls.length)
    const ids = (of: typeof sample) => of.map((one) => `${one.call.id} ${one.weight}`).sort()
    expect(ids(fitSample(shuffled(calls, 5), 200))).toEqual(ids(sample))
  })

  it('draws requests, not their repeats', () => {
    const calls = traffic(times(500, () => ({ system: 'You sort letters.', user: 'the same' })), times(100, (n) => ({ system: 'You sort letters.', user: babble(n, 9) })))
    const sample = fitSample(calls, 60)
    expect(new Set(sample.map(({ call: { request } }) => JSON.stringify(request))).size).toBe(60)
    expect(sample.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(600)
  })

  it('stays within its limit when every prompt is new', () => {
    const calls = traffic(times(300, (n) => ({ system: babble(n, 40), user: 'go' })))
    const sample = fitSample(calls, 100)
    expect(sample).toHaveLength(100)
    expect(sample.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(300)
  })
})
