import { describe, expect, it } from 'vitest'
import type { BettingTest, BettingTestOptions } from '../../src/decide/betting-test.js'
import { createBettingTest } from '../../src/decide/betting-test.js'
import { sequence } from './sequences.js'

interface Vector {
  readonly id: string
  readonly options: Partial<BettingTestOptions> & { readonly maxSamples: number }
  readonly differences: readonly number[]
  /** First bet, differences processed, wealth at the stop, rejected. */
  readonly expected: readonly [number, number, number, boolean]
}

const every = (period: number, loss = -1) => (i: number): number => (i % period === 0 ? loss : 0)
const losses40 = (i: number): number => (i % 40 === 0 ? -1 : i % 40 === 20 ? 1 : 0)
const losses10 = (i: number): number => (i % 10 === 0 ? -1 : i % 20 === 5 ? 1 : 0)

/** Reference figures of an independent implementation, eight digits. */
const VECTORS: readonly Vector[] = [
  { id: 'one tie', options: { maxSamples: 300 }, differences: [0], expected: [0.44689538, 1, 1.0134069, false] },
  { id: 'one loss', options: { maxSamples: 300 }, differences: [-1], expected: [0.44689538, 1, 0.56651148, false] },
  { id: 'one win', options: { maxSamples: 300 }, differences: [1], expected: [0.44689538, 1, 1.4603022, false] },
  { id: 'two ties and a loss', options: { maxSamples: 300 }, differences: [0, 0, -1], expected: [0.44689538, 3, 0.56799113, false] },
  { id: 'a loss and a win', options: { maxSamples: 300 }, differences: [-1, 1], expected: [0.44689538, 2, 0.81919489, false] },
  { id: 'ties of 300', options: { maxSamples: 300 }, differences: sequence(300), expected: [0.44689538, 160, 20.388734, true] },
  { id: 'ties of 100', options: { maxSamples: 100 }, differences: sequence(100), expected: [0.77404551, 100, 17.184837, false] },
  { id: 'ties of 1000', options: { maxSamples: 1000 }, differences: sequence(1000), expected: [0.24477468, 199, 20.355768, true] },
  { id: 'a loss in 50', options: { maxSamples: 1000 }, differences: sequence(1000, every(50)), expected: [0.24477468, 937, 20.110921, true] },
  { id: 'a loss and a win in 40', options: { maxSamples: 1000 }, differences: sequence(1000, losses40), expected: [0.24477468, 432, 20.135476, true] },
  { id: 'a loss in 33', options: { maxSamples: 1000 }, differences: sequence(1000, every(33)), expected: [0.24477468, 1000, 4.3114684e-16, false] },
  { id: 'losses beat wins', options: { maxSamples: 300 }, differences: sequence(300, losses10), expected: [0.44689538, 300, 3.6840769e-20, false] },
  { id: 'one of three', options: { maxSamples: 1000, initialWealth: 1 / 3 }, differences: sequence(1000, losses40), expected: [0.28615886, 543, 20.023701, true] },
  { id: 'margin 0.05', options: { maxSamples: 200, nullMean: -0.05 }, differences: sequence(200), expected: [0.54733283, 94, 20.314677, true] },
  { id: 'reverse, a loss in 10', options: { maxSamples: 1000, direction: -1 }, differences: sequence(1000, every(10)), expected: [0.24477468, 260, 21.245562, true] },
  { id: 'reverse, ties', options: { maxSamples: 300, direction: -1 }, differences: sequence(300), expected: [0.44689538, 300, 0.00032479784, false] },
  { id: 'log of 150, ties', options: { maxSamples: 150, population: 150 }, differences: sequence(150), expected: [0.63200551, 90, 20.722911, true] },
  { id: 'log of 150, a loss in 30', options: { maxSamples: 150, population: 150 }, differences: sequence(150, every(30)), expected: [0.63200551, 150, 0.0001700778, false] },
  { id: 'small gains', options: { maxSamples: 300 }, differences: sequence(300, () => 0.01), expected: [0.44689538, 130, 20.225314, true] },
  { id: 'graded, alternating', options: { maxSamples: 300 }, differences: sequence(300, (i) => (i % 2 ? 0.2 : -0.2)), expected: [0.44689538, 245, 20.233617, true] },
  { id: 'level 0.01', options: { maxSamples: 300, alpha: 0.01 }, differences: sequence(300), expected: [0.55408605, 190, 101.16091, true] },
  { id: 'a loss in 2', options: { maxSamples: 50 }, differences: sequence(50, (i) => (i % 2 ? -1 : 0)), expected: [0.97938144, 50, 6.146933e-33, false] },
  { id: 'a loss in 50, of 3000', options: { maxSamples: 3000 }, differences: sequence(3000, every(50)), expected: [0.1754386, 1943, 20.047133, true] },
]

function create(options: Vector['options']): BettingTest {
  return createBettingTest({ nullMean: -0.03, alpha: 0.05, ...options })
}

describe('betting test', () => {
  it.each(VECTORS)('reproduces: $id', ({ options, differences, expected: [firstBet, processed, wealth, rejected] }) => {
    const test = create(options)
    expect(test.bet() / firstBet).toBeCloseTo(1, 7)
    for (const difference of differences) {
      test.push(difference)
      if (test.rejected) break
    }
    expect(test.processed).toBe(processed)
    expect(Math.abs(test.eValue / wealth - 1)).toBeLessThan(1e-6)
    expect(Math.exp(test.logWealth)).toBe(test.eValue)
    expect(test.rejected).toBe(rejected)
  })

  it('mirrors itself in the reverse direction', () => {
    const test = create({ maxSamples: 300, direction: -1 })
    const mirrored = create({ maxSamples: 300, nullMean: 0.03 })
    for (const difference of sequence(300, losses10)) {
      test.push(difference)
      mirrored.push(-difference)
    }
    expect(test.logWealth).toBe(mirrored.logWealth)
  })

  it('bets nothing once the horizon is reached, and again when it moves', () => {
    const test = create({ maxSamples: 3 })
    for (const difference of [0, 0, 0]) test.push(difference)
    expect(test.bet()).toBe(0)
    const before = test.logWealth
    test.push(1)
    expect(test.logWealth).toBe(before)
    test.extend(100)
    expect(test.bet()).toBeGreaterThan(0)
  })

  it('stays rejected though the wealth falls again', () => {
    const test = create({ maxSamples: 300 })
    for (const difference of sequence(160)) test.push(difference)
    for (const difference of [-1, -1, -1]) test.push(difference)
    expect(test.eValue).toBeLessThan(20)
    expect(test.rejected).toBe(true)
  })

  it.each([Number.NaN, Infinity, -Infinity, 1.000001, -1.000001])('refuses the difference %d', (difference) => {
    const test = create({ maxSamples: 300 })
    expect(() => test.push(difference)).toThrow(expect.objectContaining({ code: 'evidence/range' }))
    expect(test.processed).toBe(0)
  })

  it.each([
    { nullMean: -1 }, { nullMean: 1 }, { nullMean: Number.NaN }, { alpha: 0 }, { alpha: 1 }, { maxSamples: 0 }, { maxSamples: 1.5 },
    { initialWealth: 0 }, { initialWealth: 1.1 }, { population: 0 }, { driftLimit: -0.1 },
  ])('refuses the options %o', (options) => {
    expect(() => create({ maxSamples: 300, ...options })).toThrow(expect.objectContaining({ code: 'rule/test' }))
  })

  it('refuses a horizon that is no count', () => {
    expect(() => create({ maxSamples: 3 }).extend(0)).toThrow(expect.objectContaining({ code: 'rule/maxSamples' }))
  })
})

describe('betting test without replacement', () => {
  it('bets nothing where the null leaves only losses, and is certain beyond', () => {
    // 100 cases at a mean of −0.07: after 93 ties the null says that all seven left are losses, rounding says a bit more.
    const test = create({ maxSamples: 100, population: 100, nullMean: -0.07, alpha: 1e-300 })
    for (const difference of sequence(93)) test.push(difference)
    expect(test.bet()).toBe(0)
    const before = test.logWealth
    test.push(-1)
    expect(test.logWealth).toBe(before)
    test.push(0)
    expect(test.rejected).toBe(false)
    test.push(-1)
    expect(test.logWealth).toBe(Infinity)
    expect(test.eValue).toBe(Number.MAX_VALUE)
    expect(test.rejected).toBe(true)
  })

  it('knows the mean once all is seen', () => {
    const test = create({ maxSamples: 10, population: 10 })
    for (const difference of sequence(9)) test.push(difference)
    expect(test.rejected).toBe(false)
    test.push(0)
    expect(test.rejected).toBe(true)
    expect(test.bet()).toBe(0)
  })

  it('certifies nothing on the margin itself', () => {
    for (const direction of [1, -1] as const) {
      const test = create({ maxSamples: 100, population: 100, direction })
      for (const difference of sequence(100, () => -0.03)) test.push(difference)
      expect(test.rejected).toBe(false)
    }
  })

  it('refuses more cases than there are', () => {
    const test = create({ maxSamples: 10, population: 2 })
    test.push(0)
    test.push(0)
    expect(() => test.push(0)).toThrow(expect.objectContaining({ code: 'evidence/population' }))
  })
})
