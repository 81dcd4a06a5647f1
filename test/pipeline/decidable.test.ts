import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fewestTrials } from '../../src/decide/index.js'
import { lackOf } from '../../src/pipeline/plan/decidable.js'

describe('fewest trials of a certificate', () => {
  it('are those in which the most that a trial can win comes to the threshold', () => {
    fc.assert(fc.property(fc.constantFrom(0.01, 0.03, 0.05), fc.constantFrom(0.05, 0.1), fc.integer({ min: 1, max: 6 }), (margin, alpha, declared) => {
      const needed = fewestTrials(alpha / declared, margin)
      // A trial without a difference multiplies the wealth by 1/(1 - margin) at most.
      expect((1 - margin) ** -needed).toBeGreaterThanOrEqual(declared / alpha * (1 - 1e-9))
      expect((1 - margin) ** -(needed - 1)).toBeLessThan(declared / alpha)
    }), { numRuns: 30 })
  })

  it.each([
    [{ maxSamples: 134 }, 'traffic', [], 135], [{ maxSamples: 135 }, 'traffic', [], undefined], [{ maxSamples: 20 }, 'log', [], undefined],
    [{ maxSamples: 100 }, 'traffic', [100], 135], [{ maxSamples: 100 }, 'traffic', [400], undefined],
  ] as const)('%o of a %s with horizons %o: %s', ({ maxSamples }, target, horizons, expected) => {
    expect(lackOf({ rule: { margin: 0.03, alpha: 0.05, maxSamples, order: 'cheapest-first', futility: true, population: null }, declared: 3, target, horizons })).toBe(expected)
  })
})
