import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBettingTest } from '../../src/decide/betting-test.js'
import type { IntervalInput } from '../../src/decide/confidence-interval.js'
import { confidenceInterval } from '../../src/decide/confidence-interval.js'
import { createGenerator } from '../../src/decide/generator.js'
import { sequence } from './sequences.js'

function intervalOf(differences: readonly number[], input: Partial<IntervalInput> = {}): readonly [number, number] {
  return confidenceInterval({ margin: 0.03, alpha: 0.05, maxSamples: 300, initialWealth: 1, population: null, nonInferiority: differences, reverse: differences, ...input })
}

/** Independent cases: losses and wins with the given probabilities. */
function cases(length: number, losses: number, wins: number, seed: number): readonly number[] {
  const uniform = createGenerator(seed)
  return sequence(length, () => {
    const draw = uniform()
    return draw < losses ? -1 : draw < losses + wins ? 1 : 0
  })
}

describe('confidence interval', () => {
  it('says nothing of no data', () => {
    expect(intervalOf([])).toEqual([-1, 1])
  })

  it('reaches the margin with the case that certifies, not before', () => {
    expect(intervalOf(sequence(159))[0]).toBeLessThan(-0.03)
    expect(intervalOf(sequence(160))[0]).toBe(-0.03)
  })

  it('falls below the margin with the case that proves inferior, not before', () => {
    const loseOften = sequence(260, (i) => (i % 10 === 0 ? -1 : 0))
    expect(intervalOf(loseOften.slice(0, 259), { maxSamples: 1000 })[1]).toBeGreaterThanOrEqual(-0.03)
    const [, upper] = intervalOf(loseOften, { maxSamples: 1000 })
    expect(upper).toBeLessThan(-0.03)
    expect(upper).toBeCloseTo(-0.03, 12)
  })

  it.each([0.01, 0.0123, 0.02999, 0.07, 0.3, 0.45, 0.9])('holds the margin %d on its grid', (margin) => {
    const certain = sequence(2000)
    const [lower] = intervalOf(certain.slice(0, 1999), { margin, maxSamples: 2000 })
    expect(lower).toBeGreaterThanOrEqual(-margin)
    const [, upper] = intervalOf(sequence(400, () => -1), { margin, maxSamples: 2000 })
    expect(upper).toBeLessThan(-margin)
  })

  it('is ±1 beyond the grid, and stops at its ends', () => {
    expect(intervalOf(sequence(200, () => 1))).toEqual([0.3, 1])
    expect(intervalOf(sequence(200, () => -1))).toEqual([-1, -0.3])
  })

  it('lies closer for smaller K and larger alpha, and for scores that vary less', () => {
    const values = cases(300, 0.05, 0.05, 3)
    const width = (input: Partial<IntervalInput>, scale = 1): number => {
      const [lower, upper] = intervalOf(values.map((value) => value * scale), input)
      return upper - lower
    }
    expect(width({ initialWealth: 1 / 10 })).toBeGreaterThan(width({}))
    expect(width({ alpha: 0.005 })).toBeGreaterThan(width({}))
    expect(width({}, 0.2)).toBeLessThan(width({}))
  })

  it('takes the lower bound from the one and the upper from the other differences', () => {
    const worse = cases(300, 0.2, 0, 4)
    const better = worse.map((value) => value + 0.2)
    const [lower, upper] = intervalOf(worse, { reverse: better })
    expect(lower).toBe(intervalOf(worse)[0])
    expect(upper).toBe(intervalOf(better)[1])
  })

  it('knows more when the log is the population', () => {
    const values = cases(280, 0.05, 0.05, 5)
    const [lower, upper] = intervalOf(values, { population: 300 })
    const [trafficLower, trafficUpper] = intervalOf(values)
    expect(upper - lower).toBeLessThan(0.6 * (trafficUpper - trafficLower))
  })

  it('moves its horizon where the tests moved theirs', () => {
    const values = cases(200, 0.02, 0.02, 6)
    const extended = intervalOf(values, { maxSamples: 100, extensions: [{ after: 100, maxSamples: 200 }] })
    expect(extended).not.toEqual(intervalOf(values, { maxSamples: 100 }))
    expect(extended).not.toEqual(intervalOf(values, { maxSamples: 200 }))
    expect(intervalOf(values.slice(0, 100), { maxSamples: 100, extensions: [{ after: 100, maxSamples: 200 }] })).toEqual(intervalOf(values.slice(0, 100), { maxSamples: 100 }))
  })

  it('never widens as cases come in', () => {
    fc.assert(fc.property(fc.integer(), fc.double({ min: 0, max: 0.3, noNaN: true }), fc.double({ min: 0, max: 0.3, noNaN: true }), (seed, losses, wins) => {
      const values = cases(200, losses, wins, seed)
      let [low, high] = [-1, 1]
      for (const end of [20, 50, 90, 140, 200]) {
        const [lower, upper] = intervalOf(values.slice(0, end))
        expect(lower).toBeGreaterThanOrEqual(low)
        expect(upper).toBeLessThanOrEqual(high);
        [low, high] = [lower, upper]
      }
    }), { seed: 7, numRuns: 40 })
  })

  it('is never empty, though both sides may err on data that turn', () => {
    const turned = [...sequence(100, () => 1), ...sequence(900, () => -1)]
    expect(intervalOf(turned, { maxSamples: 1000 })).toEqual([expect.any(Number), 0.3])
    expect(intervalOf(turned, { maxSamples: 1000 })[0]).toBeLessThan(0.3)
  })

  it('lets the refuted margin refute what lies beyond, though a test there lags behind', () => {
    // Found by search: the test at −0.055 is still short of its target when the one at −0.03 has reached it.
    const values = [1, -0.017, -0.016, 1, -1, 0, -0.025, -1, 1, 1, 0]
    expect(intervalOf(values, { alpha: 0.4, maxSamples: 49 })[0]).toBeGreaterThanOrEqual(-0.03)
    expect(intervalOf(values.slice(0, -1), { alpha: 0.4, maxSamples: 49 })[0]).toBeLessThan(-0.03)
  })

  it('turns on the very case on which the test of the verdict does, on strong drifts, too', () => {
    const values = sequence(1000, (i) => (i % 10 === 0 ? -1 : i % 3 === 0 ? 1 : 0))
    const test = createBettingTest({ nullMean: -0.03, alpha: 0.001, maxSamples: 3000 })
    for (const value of values) {
      test.push(value)
      if (test.rejected) break
    }
    const lowerAfter = (cases: number): number => intervalOf(values.slice(0, cases), { alpha: 0.001, maxSamples: 3000 })[0]
    expect(test.processed).toBeLessThan(1000)
    expect(lowerAfter(test.processed - 1)).toBeLessThan(-0.03)
    expect(lowerAfter(test.processed)).toBeGreaterThanOrEqual(-0.03)
  })

  it('misses the truth no more often than its level on either side', () => {
    const runs = 300
    let low = 0
    let high = 0
    for (let seed = 0; seed < runs; seed++) {
      const [lower, upper] = intervalOf(cases(200, 0.06, 0.06, seed), { maxSamples: 200 })
      if (lower >= 0) low += 1
      if (upper <= 0) high += 1
    }
    const bound = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / runs)
    expect(low / runs).toBeLessThan(bound)
    expect(high / runs).toBeLessThan(bound)
    expect(low + high).toBeGreaterThan(0)
  })
})
