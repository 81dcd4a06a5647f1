import { describe, expect, it } from 'vitest'
import { moreSamples } from '../../src/decide/more-samples.js'

const base = { alpha: 0.05, logWealth: 0, variance: 0.1, margin: 0.03, processed: 0, sum: 0, population: null }

describe('more samples', () => {
  it('follows σ²(√(2·ln 20) + 0.84)²/δ² at no difference', () => {
    expect(moreSamples(base)).toBe(Math.ceil((0.1 * (Math.sqrt(2 * Math.log(20)) + 0.84) ** 2) / 0.0009))
  })

  it('never asks for less than a spotless candidate needs', () => {
    expect(moreSamples({ ...base, variance: 1e-9 })).toBe(99) // ln 20 / −ln 0.97
    expect(moreSamples({ ...base, variance: 1e-9, logWealth: -Math.log(3) })).toBe(135)
  })

  it('needs fewer when the candidate wins, more when it loses', () => {
    const at = (sum: number): number => moreSamples({ ...base, processed: 150, sum }) ?? Infinity
    expect(at(5)).toBeLessThan(at(0))
    expect(at(-2)).toBeGreaterThan(at(0))
    expect(moreSamples({ ...base, variance: 1e-9, processed: 150, sum: 20 })).toBeLessThan(99)
  })

  it('is 0 when the wealth suffices, null where no number helps', () => {
    expect(moreSamples({ ...base, logWealth: Math.log(20) })).toBe(0)
    expect(moreSamples({ ...base, logWealth: Infinity })).toBe(0)
    expect(moreSamples({ ...base, processed: 150, sum: -4.5 })).toBeNull() // trend at three quarters of the margin
    expect(moreSamples({ ...base, processed: 150, sum: -4.4 })).not.toBeNull()
    expect(moreSamples({ ...base, processed: 150, sum: -20 })).toBeNull()
    expect(moreSamples({ ...base, margin: 1e-4, variance: 0.5 })).toBeNull()
  })

  it('never asks for more than the population has left', () => {
    expect(moreSamples({ ...base, processed: 40, population: 100 })).toBe(60)
  })
})
