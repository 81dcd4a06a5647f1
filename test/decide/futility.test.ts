import { describe, expect, it } from 'vitest'
import { conditionalPower, isFutile } from '../../src/decide/futility.js'

describe('conditional power', () => {
  it.each([
    [1, 0.1, 0, 1000, 0.895962],
    [1, 0.05, 0, 300, 0.725041],
    [0.2, 0.1, -0.02, 700, 0.064967],
    [0.05, 0.1, 0, 200, 0.067518],
    [10, 0.05, 0, 100, 0.881419],
  ])('at wealth %d, variance %d, drift %d, %d to come', (wealth, variance, drift, remaining, expected) => {
    expect(conditionalPower({ alpha: 0.05, wealth, variance, drift, margin: 0.03, remaining })).toBeCloseTo(expected, 5)
  })

  it('lies in [0,1] at the extremes', () => {
    const base = { alpha: 0.05, variance: 1e-4, margin: 0.03, remaining: 1e6 }
    expect(conditionalPower({ ...base, wealth: 0, drift: 1 })).toBe(0)
    expect(conditionalPower({ ...base, wealth: 1e-290, drift: 1 })).toBe(1)
    expect(conditionalPower({ ...base, wealth: 1e-290, drift: -1 })).toBe(0)
    expect(conditionalPower({ ...base, wealth: 30, drift: -1 })).toBe(1)
    expect(conditionalPower({ ...base, wealth: Number.MAX_VALUE, drift: 0 })).toBe(1)
  })

  it('joins both forms of the reflected term', () => {
    const at = (drift: number): number => conditionalPower({ alpha: 0.5, wealth: 1, variance: 0.1, drift, margin: 0, remaining: 100 })
    const barrier = 0.67448975 // where barrier + trend changes sign, drift is −barrier·√(0.1/100)
    const drift = -barrier * Math.sqrt(0.001)
    expect(at(drift + 1e-7) / at(drift - 1e-7)).toBeCloseTo(1, 3)
  })
})

describe('futility', () => {
  const base = { alpha: 0.05, wealth: 1, variance: 0.1, margin: 0.03, maxSamples: 1000, processed: 100, sum: 0, squares: 10, population: null }

  it('drops a candidate that loses one case in ten', () => {
    expect(isFutile({ ...base, wealth: 1e-4, sum: -10 })).toBe(true)
    expect(isFutile(base)).toBe(false)
  })

  it('looks neither before ten cases nor at the end', () => {
    const hopeless = { ...base, wealth: 1e-200, sum: -9, squares: 9 }
    expect(isFutile({ ...hopeless, processed: 9 })).toBe(false)
    expect(isFutile({ ...hopeless, processed: 10 })).toBe(true)
    expect(isFutile({ ...hopeless, processed: 999 })).toBe(true)
    expect(isFutile({ ...hopeless, processed: 1000 })).toBe(false)
  })

  it('has more patience with a log that will be seen whole', () => {
    const late = { ...base, wealth: 0.5, maxSamples: 120, sum: -1, squares: 3 }
    expect(isFutile(late)).toBe(true)
    expect(isFutile({ ...late, population: 120 })).toBe(false)
    expect(isFutile({ ...late, population: 120, sum: -12, squares: 12 })).toBe(true)
    expect(isFutile({ ...late, population: 100_000 })).toBe(true)
  })
})
