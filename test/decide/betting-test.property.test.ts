import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBettingTest } from '../../src/decide/betting-test.js'
import { orders, ternary } from './sequences.js'

const LENGTH = 8
const ALPHA = 0.2
const probabilities = [{ losses: 0.13, wins: 0.1 }, { losses: 0.03, wins: 0 }, { losses: 0.5, wins: 0.47 }]

/** P(sequence) when each case is a loss or a win with the given probabilities. */
function probability(differences: readonly number[], { losses, wins }: { readonly losses: number; readonly wins: number }): number {
  return differences.reduce((p, difference) => p * (difference === -1 ? losses : difference === 1 ? wins : 1 - losses - wins), 1)
}

describe('wealth at the margin, over all sequences', () => {
  it.each(probabilities)('is on average what it was at the start: $losses, $wins', (chances) => {
    let wealth = 0
    let stopped = 0
    let rejected = 0
    for (const differences of ternary(LENGTH)) {
      const test = createBettingTest({ nullMean: -0.03, alpha: ALPHA, maxSamples: LENGTH, initialWealth: 0.5 })
      let atStop: number | undefined
      for (const difference of differences) {
        test.push(difference)
        if (test.rejected) atStop ??= test.eValue
      }
      const p = probability(differences, chances)
      wealth += p * test.eValue
      stopped += p * (atStop ?? test.eValue)
      rejected += test.rejected ? p : 0
    }
    expect(Math.abs(wealth - 0.5)).toBeLessThan(1e-12)
    expect(Math.abs(stopped - 0.5)).toBeLessThan(1e-12)
    expect(rejected).toBeLessThanOrEqual(ALPHA * 0.5)
  })

  it('is so for the reverse test, too', () => {
    let wealth = 0
    for (const differences of ternary(LENGTH)) {
      const test = createBettingTest({ nullMean: -0.03, alpha: ALPHA, maxSamples: LENGTH, direction: -1 })
      for (const difference of differences) test.push(difference)
      wealth += probability(differences, { losses: 0.13, wins: 0.1 }) * test.eValue
    }
    expect(Math.abs(wealth - 1)).toBeLessThan(1e-12)
  })

  it('is so when the horizon is moved on sight of a loss', () => {
    let wealth = 0
    let rejected = 0
    for (const differences of ternary(LENGTH)) {
      const test = createBettingTest({ nullMean: -0.03, alpha: ALPHA, maxSamples: 4 })
      let sum = 0
      for (const difference of differences) {
        test.push(difference)
        sum += difference
        if (sum < 0) test.extend(LENGTH)
      }
      const p = probability(differences, { losses: 0.23, wins: 0.2 })
      wealth += p * test.eValue
      rejected += test.rejected ? p : 0
    }
    expect(Math.abs(wealth - 1)).toBeLessThan(1e-12)
    expect(rejected).toBeLessThanOrEqual(ALPHA)
  })

  it('falls on average below the margin', () => {
    let wealth = 0
    for (const differences of ternary(LENGTH)) {
      const test = createBettingTest({ nullMean: -0.03, alpha: ALPHA, maxSamples: LENGTH })
      for (const difference of differences) test.push(difference)
      wealth += probability(differences, { losses: 0.2, wins: 0.1 }) * test.eValue
    }
    expect(wealth).toBeLessThan(1)
  })
})

describe('wealth without replacement, over all orders', () => {
  it.each([
    { direction: 1 as const, nullMean: -0.25, cases: [-1, -1, -1, 1, 0, 0, 0, 0] },
    { direction: -1 as const, nullMean: -0.25, cases: [-1, -1, -1, 1, 0, 0, 0, 0] },
    { direction: 1 as const, nullMean: -0.25, cases: [-1, -1, 0, 0, 0, 0, 0, 0] },
  ])('is at the margin what it was at the start: $cases, $direction', ({ direction, nullMean, cases }) => {
    const ends = [...orders(cases)].map((order) => {
      const test = createBettingTest({ nullMean, alpha: ALPHA, maxSamples: cases.length, population: cases.length, direction })
      for (const difference of order) test.push(difference)
      return test
    })
    expect(ends.reduce((sum, test) => sum + test.eValue, 0) / ends.length).toBeCloseTo(1, 11)
    expect(ends.filter((test) => test.rejected).length / ends.length).toBeLessThanOrEqual(ALPHA)
  })

  it('rejects in every order once all is seen and the mean is above', () => {
    for (const order of orders([-1, 0, 0, 0, 0, 0, 0, 0])) {
      const test = createBettingTest({ nullMean: -0.25, alpha: 1e-9, maxSamples: 8, population: 8 })
      for (const difference of order) test.push(difference)
      expect(test.rejected).toBe(true)
    }
  })
})

describe('wealth of any scores', () => {
  it('never turns negative or undefined, and one case never takes it all', () => {
    const options = fc.record({
      nullMean: fc.double({ min: -0.9, max: 0.9, noNaN: true }),
      alpha: fc.double({ min: 0.001, max: 0.49, noNaN: true }),
      maxSamples: fc.integer({ min: 1, max: 60 }),
      direction: fc.constantFrom(1 as const, -1 as const),
      population: fc.option(fc.integer({ min: 40, max: 60 })),
    })
    const differences = fc.array(fc.oneof(fc.constantFrom(-1, 0, 1), fc.double({ min: -1, max: 1, noNaN: true })), { maxLength: 40 })
    fc.assert(fc.property(options, differences, (option, values) => {
      const test = createBettingTest(option)
      for (const value of values) {
        const before = test.logWealth
        expect(test.bet()).toBeGreaterThanOrEqual(0)
        expect(Number.isFinite(test.bet())).toBe(true)
        test.push(value)
        expect(test.logWealth).toBeGreaterThanOrEqual(before + Math.log(0.05) - 1e-9)
        expect(test.eValue).toBeGreaterThanOrEqual(0)
        expect(test.eValue).toBeLessThan(Infinity)
      }
    }), { seed: 2, numRuns: 300 })
  })
})
