import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createGenerator, createMonitor, falseDiscovery } from '../../src/decide/index.js'

const claimsOf = (values: readonly number[]) => values.map((eValue, at) => ({ name: `task ${at}`, eValue }))

describe('false discovery rate over tasks', () => {
  it('needs the whole bar for one claim, and less for each when many are strong', () => {
    expect(falseDiscovery(claimsOf([199, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 0.05, 10)).toEqual({ declared: Array(10).fill(false), threshold: 200 })
    expect(falseDiscovery(claimsOf([200, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 0.05, 10).declared[0]).toBe(true)
    // Five at 40 carry each other: 10/(0.05·5) = 40.
    expect(falseDiscovery(claimsOf([40, 40, 40, 40, 40, 33, 1, 1, 1, 1]), 0.05, 10).declared).toEqual([true, true, true, true, true, false, false, false, false, false])
  })

  it('declares a set that grows with every e-value', () => {
    const values = fc.array(fc.double({ min: 0, max: 1000, noNaN: true }), { minLength: 1, maxLength: 12 })
    fc.assert(fc.property(values, fc.nat(11), fc.double({ min: 1, max: 10, noNaN: true }), (eValues, at, factor) => {
      const before = falseDiscovery(claimsOf(eValues), 0.05, eValues.length).declared
      const raised = eValues.map((value, i) => (i === at % eValues.length ? value * factor : value))
      const after = falseDiscovery(claimsOf(raised), 0.05, eValues.length).declared
      expect(before.every((declared, i) => !declared || after[i])).toBe(true)
    }))
  })

  it('keeps the share of false claims at the level where half of the tasks are null', () => {
    const uniform = createGenerator(11)
    const rule = { margin: 0.1, alpha: 0.05, maxSamples: 300, order: 'cheapest-first', futility: false, population: null } as const
    const [tasks, runs] = [10, 60]
    let share = 0
    for (let run = 0; run < runs; run++) {
      const claims = Array.from({ length: tasks }, (_, task) => {
        // The first half lies on the margin, where every certificate is false; the rest is equal to the incumbent.
        const losses = task < tasks / 2 ? 0.15 : 0.1
        const monitor = createMonitor(rule, 1, { truth: true })
        let best = 0
        for (let n = 0; n < 300 && monitor.state === 'undecided'; n++) {
          const draw = uniform()
          const difference = draw < losses ? -1 : draw < 0.2 ? 1 : 0
          monitor.push({ nonInferiority: difference, reverse: difference })
          best = monitor.eValue
        }
        return { name: `${task}`, eValue: best }
      })
      const { declared } = falseDiscovery(claims, 0.2, tasks)
      const all = declared.filter(Boolean).length
      share += all === 0 ? 0 : declared.slice(0, tasks / 2).filter(Boolean).length / all
    }
    expect(share / runs).toBeLessThan(0.2)
    expect(share / runs).toBeGreaterThanOrEqual(0)
  })

  it('refuses what is no e-value', () => {
    expect(() => falseDiscovery([{ name: 'a', eValue: Number.NaN }], 0.05, 1)).toThrow(/"a" is NaN/)
    expect(() => falseDiscovery(claimsOf([1]), 0, 1)).toThrow(/above 0/)
    expect(() => falseDiscovery(claimsOf([1]), 0.05, 0)).toThrow(/number of tasks/)
  })
})
