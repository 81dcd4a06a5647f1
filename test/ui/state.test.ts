import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AuditEvent } from '../../src/domain/event.js'
import { initialState, reduce } from '../../src/ui/state.js'
import { progressToCertificate } from '../../src/ui/candidate-line.js'
import { story } from './story.js'

const fold = (events: readonly AuditEvent[]) => events.reduce(reduce, initialState)

describe('the state of the view', () => {
  it('is a fold over the events', () => {
    const state = fold(story())
    expect(state).toMatchObject({ planned: 2, calls: 2, cached: 1, failed: 1, spentUsd: 0.5, budgetUsd: 5, note: 'stopped by the budget' })
    expect(state.tasks.map(({ id, decision, kept }) => [id, decision, kept])).toEqual([['t_1', 'lab/small', false], ['t_2', 'prod/big', true]])
    expect(state.tasks[0]?.candidates).toEqual([
      { model: 'lab/small', trials: 137, maxSamples: 400, difference: -0.01, eValue: 20.1, threshold: 20, verdict: 'non-inferior', reason: 'certified' },
      { model: 'lab/other', trials: 0, maxSamples: 0, difference: 0, eValue: 0, threshold: 20, verdict: 'not-evaluated', reason: 'skipped' },
    ])
  })

  it('leaves the earlier state as it was', () => {
    const events = story()
    const states = events.reduce((seen, event) => [...seen, reduce(seen.at(-1) ?? initialState, event)], [initialState])
    const copies = states.map((state) => JSON.stringify(state))
    for (const [n, event] of events.entries()) reduce(states[n] ?? initialState, event)
    expect(states.map((state) => JSON.stringify(state))).toEqual(copies)
    expect(initialState.tasks).toEqual([])
  })

  it('takes events of tasks and models that it never heard of', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...story()), { maxLength: 30 }), (events) => {
      const state = fold(events)
      expect(state.calls + state.cached).toBe(events.filter((event) => event.type === 'trial').length)
      expect(state.tasks.length).toBe(events.filter((event) => event.type === 'task-started').length)
    }), { seed: 7 })
  })
})

describe('the way to the certificate', () => {
  it('grows with the logarithm of the wealth, from 1/threshold to threshold', () => {
    expect([0, 1 / 20, 1, 20, 1e300].map((wealth) => progressToCertificate(wealth, 20))).toEqual([0, 0, 0.5, 1, 1])
  })
})
