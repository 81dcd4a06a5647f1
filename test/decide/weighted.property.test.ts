import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBettingTest } from '../../src/decide/betting-test.js'
import { createMonitor } from '../../src/decide/monitor.js'
import type { DecisionRule } from '../../src/domain/verdict.js'
import { ternary } from './sequences.js'

const RULE: DecisionRule = { margin: 0.03, alpha: 0.05, maxSamples: 200, order: 'cheapest-first', futility: false, population: null }

describe('differences that stand for others', () => {
  it.each([1, -1] as const)('leave the wealth on average what it was, over all sequences, in direction %s', (direction) => {
    const [losses, wins, share] = [0.23, 0.2, 0.5]
    let wealth = 0
    for (const signs of ternary(8)) {
      const test = createBettingTest({ nullMean: -0.03, alpha: 0.2, maxSamples: 8, direction, reach: 1 / share })
      for (const sign of signs) test.push(sign === 1 ? 1 / share : sign)
      wealth += test.eValue * signs.reduce((p, sign) => p * (sign === -1 ? losses : sign === 1 ? wins * share : 1 - losses - wins * share), 1)
    }
    expect(Math.abs(wealth - 1)).toBeLessThan(1e-12)
  })

  it('never ruin either test, whatever comes', () => {
    fc.assert(fc.property(fc.constantFrom(1 as const, -1 as const), fc.integer({ min: 1, max: 10 }), fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 60 }), (direction, reach, places) => {
      const test = createBettingTest({ nullMean: -0.03, alpha: 0.05, maxSamples: 60, direction, reach })
      for (const at of places) {
        test.push(-1 + at * (1 + reach))
        expect(test.logWealth).toBeGreaterThan(-Infinity)
        expect(Number.isNaN(test.logWealth)).toBe(false)
      }
    }))
  })

  it('are refused beyond the reach, with a population and by a fixed design', () => {
    const start = { nullMean: -0.03, alpha: 0.05, maxSamples: 100 }
    expect(() => createBettingTest({ ...start, reach: 2 }).push(2.1)).toThrow(/\[-1,2\]/)
    expect(() => createBettingTest(start).push(1.1)).toThrow(/\[-1,1\]/)
    expect(() => createBettingTest({ ...start, reach: 2 }).push(-1.1)).toThrow(/\[-1,2\]/)
    for (const reach of [0.5, Infinity, Number.NaN]) expect(() => createBettingTest({ ...start, reach })).toThrow(/reach/)
    expect(() => createBettingTest({ ...start, reach: 2, population: 100 })).toThrow(/reach/)
    expect(() => createMonitor({ ...RULE, design: 'fixed' }, 1, { truth: false, reach: 2 })).toThrow(/weighted/)
  })

  it('give an interval that agrees with the verdict, and the same one case by case', () => {
    let certified = 0
    fc.assert(fc.property(fc.integer({ min: 1, max: 5 }), fc.nat({ max: 12 }), fc.array(fc.nat({ max: 199 }), { maxLength: 20 }), (reach, losses, marked) => {
      const monitor = createMonitor(RULE, 1, { truth: true, reach, watched: true })
      const at = new Set(marked)
      for (let n = 0; n < 200 && monitor.state === 'undecided'; n++) {
        const difference = at.has(n) ? (n % 13 < losses ? -1 : reach) : 0
        monitor.push({ nonInferiority: difference, reverse: difference })
      }
      const { interval, state } = monitor.summary()
      expect(monitor.interval).toEqual(interval)
      expect(interval[0] >= -0.03).toBe(state === 'non-inferior')
      expect(interval[1] < -0.03).toBe(state === 'inferior')
      certified += state === 'non-inferior' ? 1 : 0
    }), { numRuns: 60 })
    expect(certified).toBeGreaterThan(0)
  })
})
