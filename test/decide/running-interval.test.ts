import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { confidenceInterval } from '../../src/decide/confidence-interval.js'
import { createMonitor } from '../../src/decide/index.js'
import { createRunningInterval } from '../../src/decide/running-interval.js'

const start = { margin: 0.03, alpha: 0.05, maxSamples: 200, initialWealth: 1 / 3, population: null }

describe('the running interval', () => {
  it('says nothing of no data', () => expect(createRunningInterval(start).bounds()).toEqual([-1, 1]))

  it('equals the interval that is computed at the end, at every case, also across a moved horizon and a finite population', () => {
    const difference = fc.constantFrom(-1, -0.5, 0, 0, 0, 0.5, 1)
    fc.assert(fc.property(
      fc.array(fc.tuple(difference, fc.boolean()), { maxLength: 120 }), fc.constantFrom(null, 120, 500), fc.integer({ min: 1, max: 119 }), fc.constantFrom(0.01, 0.0123, 0.03, 0.3),
      (cases, population, after, margin) => {
        const options = { ...start, population, margin }
        const running = createRunningInterval(options)
        const [nonInferiority, reverse]: [number[], number[]] = [[], []]
        for (const [index, [value, unscored]] of cases.entries()) {
          if (index === after) running.extend(900)
          const other = unscored ? 1 : value
          running.push(value, other)
          nonInferiority.push(value)
          reverse.push(other)
          if (index % 7 > 0 && index < cases.length - 1) continue
          const extensions = index >= after ? [{ after, maxSamples: 900 }] : []
          expect(running.bounds()).toEqual(confidenceInterval({ ...options, nonInferiority, reverse, extensions }))
        }
      },
    ), { seed: 11, numRuns: 40 })
  })

  it('is kept by a monitor that is watched, and by no other', () => {
    const rule = { margin: 0.03, alpha: 0.05, maxSamples: 300, order: 'cheapest-first' as const, futility: true, population: null }
    const [watched, plain] = [createMonitor(rule, 2, { truth: true, watched: true, horizons: [40, 300] }), createMonitor(rule, 2, { truth: true })]
    for (let n = 0; n < 60; n++) for (const monitor of [watched, plain]) monitor.push({ nonInferiority: n % 5 === 0 ? 1 : 0, reverse: n % 5 === 0 ? 1 : 0 })
    expect(plain.interval).toBeUndefined()
    expect(watched.interval).toEqual(watched.summary().interval)
  })
})
