import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { taskDrift } from '../../src/tasks/drift.js'
import { dice } from './traffic.js'

const counts = (calls: Readonly<Record<string, number>>) => Object.entries(calls).map(([id, n]) => ({ id, label: `the ${id}`, calls: n }))

describe('taskDrift', () => {
  it('tells new, gone, grown and shrunk tasks with their shares, the largest change first', () => {
    expect(taskDrift(counts({ a: 500, b: 300, c: 200 }), 1000, counts({ a: 250, b: 600, d: 150 }), 1000)).toEqual([
      { id: 'b', label: 'the b', change: 'grown', shareBefore: 0.3, shareNow: 0.6 },
      { id: 'a', label: 'the a', change: 'shrunk', shareBefore: 0.5, shareNow: 0.25 },
      { id: 'c', label: 'the c', change: 'gone', shareBefore: 0.2, shareNow: 0 },
      { id: 'd', label: 'the d', change: 'new', shareBefore: 0, shareNow: 0.15 },
    ])
  })

  it('calls a task neither new nor gone that the smaller log may have missed', () => {
    expect(taskDrift(counts({ a: 990, b: 10 }), 1000, counts({ a: 50 }), 50)).toEqual([])
    expect(taskDrift(counts({ a: 50 }), 50, counts({ a: 990, b: 10 }), 1000)).toEqual([])
    expect(taskDrift(counts({ a: 990, b: 10 }), 1000, counts({ a: 5000 }), 5000).map(({ change }) => change)).toEqual(['gone'])
  })

  it('calls a task neither new nor gone of which the other log may hold one or two calls, which are no task', () => {
    expect(taskDrift(counts({ a: 984, b: 16 }), 1000, counts({ a: 1000 }), 1000).map(({ change }) => change)).toEqual(['gone'])
    expect(taskDrift(counts({ a: 991, b: 9 }), 1000, counts({ a: 1000 }), 1000)).toEqual([])
    expect(taskDrift(counts({ a: 1000 }), 1000, counts({ a: 991, b: 9 }), 1000)).toEqual([])
  })

  it('tells tasks that were cut otherwise as such, and a change of all of them as theirs', () => {
    const kin = [['a', 'a1'], ['a', 'a2']] as const
    expect(taskDrift(counts({ a: 600, b: 400 }), 1000, counts({ a1: 350, a2: 250, b: 400 }), 1000, kin)).toEqual([{ id: 'a1', label: 'the a1', change: 'split', shareBefore: 0.6, shareNow: 0.6 }])
    expect(taskDrift(counts({ a1: 350, a2: 250, b: 400 }), 1000, counts({ a: 600, b: 400 }), 1000, kin.map(([one, other]) => [other, one] as const)).map(({ id, change }) => `${id} ${change}`)).toEqual(['a merged'])
    expect(taskDrift(counts({ a: 300, b: 700 }), 1000, counts({ a1: 350, a2: 250, b: 400 }), 1000, kin).map(({ id, change, shareNow }) => `${id} ${change} ${shareNow}`)).toEqual(['a1 grown 0.6', 'b shrunk 0.4'])
  })

  it('passes over what is certain but small, and has nothing to say of an empty log', () => {
    expect(taskDrift(counts({ a: 500_000, b: 500_000 }), 1_000_000, counts({ a: 520_000, b: 480_000 }), 1_000_000)).toEqual([])
    expect(taskDrift([], 0, counts({ a: 5 }), 5)).toEqual([])
  })

  it('takes logs of the same traffic for unchanged, but for one in a hundred', () => {
    const draw = (salt: number, n: number) => {
      const tally: Record<string, number> = {}
      for (let at = 0; at < n; at++) { const id = `t${Math.min(19, Math.floor(400 / (1 + dice(at, salt, 399))))}`; tally[id] = (tally[id] ?? 0) + 1 }
      return counts(tally)
    }
    const told = Array.from({ length: 200 }, (_, salt) => taskDrift(draw(2 * salt, 800), 800, draw(2 * salt + 1, 800), 800).length)
    expect(told.filter((n) => n > 0).length).toBeLessThanOrEqual(6)
  })

  it('never throws, and tells a task once', () => {
    const some = fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__'), fc.nat(1000)).map(counts)
    const total = (list: ReturnType<typeof counts>) => list.reduce((sum, { calls }) => sum + calls, 0)
    fc.assert(fc.property(some, some, (before, now) => {
      const changes = taskDrift(before, total(before), now, total(now))
      expect(new Set(changes.map(({ id }) => id)).size).toBe(changes.length)
    }))
  })
})
