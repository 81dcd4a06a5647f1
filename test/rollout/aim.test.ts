import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createGenerator } from '../../src/decide/generator.js'
import { aimOf, createComparison } from '../../src/rollout/comparison.js'

/** Of so many canaries of half the requests: how many end how, within `calls` of each arm. */
function ends(aim: number, drop: number, calls: number): Readonly<Record<string, number>> {
  const counts: Record<string, number> = { undecided: 0, 'non-inferior': 0, inferior: 0 }
  for (let stream = 0; stream < 60; stream++) {
    const uniform = createGenerator(stream)
    const comparison = createComparison({ margin: 0.05, alpha: 0.05, aim, percent: 50, truth: true })
    for (let call = 0; call < calls && comparison.state === 'undecided'; call++) {
      comparison.candidate(Number(uniform() < 0.9 - drop))
      comparison.incumbent(Number(uniform() < 0.9))
    }
    counts[comparison.state] = (counts[comparison.state] ?? 0) + 1
  }
  return counts
}

describe('where the bets of a rollout aim', () => {
  it('lets an equal candidate pass, and sends a worse one back, within the calls that are planned; a near aim does not', () => {
    const aim = aimOf({ paired: false, percent: 50, margin: 0.05, score: 0.9 })
    expect(aim).toBe(864)
    expect(ends(aim, 0, 1400)['non-inferior']).toBeGreaterThan(45)
    expect(ends(aim, 0.1, 1400)['inferior']).toBeGreaterThan(45)
    expect(ends(aim, 0.05, 1400)['non-inferior']).toBeLessThanOrEqual(6)
    expect(ends(100, 0, 1400)['non-inferior']).toBeLessThan(30)
  })

  it('is further for a smaller margin, and between 100 and 5,000 pairs', () => {
    const any = fc.record({ paired: fc.boolean(), percent: fc.integer({ min: 1, max: 99 }), score: fc.double({ min: 0.005, max: 0.995, noNaN: true }) })
    fc.assert(fc.property(any, fc.double({ min: 0.005, max: 0.25, noNaN: true }), (rest, margin) => {
      const [near, far] = [aimOf({ ...rest, margin: 2 * margin }), aimOf({ ...rest, margin })]
      expect(near).toBeLessThanOrEqual(far)
      expect(near).toBeGreaterThanOrEqual(100)
      expect(far).toBeLessThanOrEqual(5000)
    }))
  })
})
