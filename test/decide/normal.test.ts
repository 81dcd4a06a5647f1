import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { millsRatio, normalCdf, normalDensity, normalQuantile, normalTail } from '../../src/decide/normal.js'

describe('normal', () => {
  // Tail areas to twelve digits, as printed in common tables of the error function.
  it.each([
    [0, 0.5],
    [1, 0.158655253931],
    [1.959963984540, 0.025],
    [3, 0.00134989803163],
    [5, 2.86651571879e-7],
    [8, 6.22096057427e-16],
    [20, 2.75362411861e-89],
  ])('has tail area at %d', (z, area) => {
    expect(normalTail(z) / area).toBeCloseTo(1, 11)
    expect(normalCdf(-z)).toBe(normalTail(z))
    expect(normalTail(z) + normalCdf(z)).toBeCloseTo(1, 14)
  })

  it('joins series and continued fraction without a step', () => {
    const slope = (normalTail(3 + 1e-9) - normalTail(3 - 1e-9)) / 2e-9
    expect(slope / -normalDensity(3)).toBeCloseTo(1, 4)
    expect(millsRatio(3 - 1e-12) / millsRatio(3)).toBeCloseTo(1, 10)
    expect(millsRatio(Infinity)).toBe(0)
    expect(millsRatio(1e8) * 1e8).toBeCloseTo(1, 12)
  })

  it('inverts the distribution function', () => {
    fc.assert(fc.property(fc.double({ min: -300, max: -0.31, noNaN: true }), (exponent) => {
      const p = 10 ** exponent
      expect(normalCdf(normalQuantile(p)) / p).toBeCloseTo(1, 9)
      expect(normalTail(normalQuantile(1 - p))).toBeCloseTo(p, 12)
    }), { seed: 1 })
  })

  it('says the ends of the quantile', () => {
    expect([0, 0.5, 1].map(normalQuantile)).toEqual([-Infinity, 0, Infinity])
    expect([-0.1, 1.1, Number.NaN].map(normalQuantile)).toEqual([Number.NaN, Number.NaN, Number.NaN])
  })
})
