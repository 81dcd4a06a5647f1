import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conformalThreshold, createGenerator, decideFamily, type DoubtfulCase } from '../../src/decide/index.js'

const RULE = { margin: 0.03, alpha: 0.05, maxSamples: 400, order: 'cheapest-first', futility: true, population: null } as const
const CASCADE = { rule: RULE, families: 1, truth: true, paysTwice: true } as const

/** Cases whose losses sit at the top of the doubt, as far as `honest` goes. */
function casesOf(count: number, seed: number, lossAt: (doubt: number) => number): readonly DoubtfulCase[] {
  const uniform = createGenerator(seed)
  return Array.from({ length: count }, () => {
    const doubt = uniform()
    const value = uniform() < lossAt(doubt) ? -1 : 0
    return { difference: { nonInferiority: value, reverse: value }, doubt, candidateUsd: 0.1, incumbentUsd: 1 }
  })
}

describe('a family of thresholds', () => {
  it('certifies up to where the doubt stops telling, and costs what both calls cost', () => {
    const cases = casesOf(400, 3, (doubt) => (doubt > 0.7 ? 0.5 : 0))
    const { chosen, tested } = decideFamily(cases, [0.3, 0.5, 0.7, 0.9, 1.1], CASCADE)
    expect(chosen?.threshold).toBe(0.7)
    expect(tested.at(-1)?.summary.state).not.toBe('non-inferior')
    expect(chosen?.costPerCallUsd).toBeCloseTo(0.1 + (chosen?.escalated ?? 0), 10)
  })

  it('pays the candidate only for what it answers when the question decides', () => {
    const cases = casesOf(400, 3, () => 0)
    const { chosen } = decideFamily(cases, [0.5], { ...CASCADE, paysTwice: false })
    expect(chosen?.costPerCallUsd).toBeCloseTo((chosen?.escalated ?? 0) + 0.1 * (1 - (chosen?.escalated ?? 0)), 10)
  })

  it('never looks past the first threshold that fails', () => {
    const cases = casesOf(400, 5, (doubt) => (doubt < 0.3 ? 0.4 : 0))
    const { chosen, tested } = decideFamily(cases, [0.3, 0.6, 2], CASCADE)
    expect(chosen).toBeUndefined()
    expect(tested).toHaveLength(1)
  })

  it('escalates what cannot be told apart: doubt that is no number', () => {
    const cases = casesOf(200, 5, () => 1).map((one) => ({ ...one, doubt: Number.NaN }))
    expect(decideFamily(cases, [0.5, 1], CASCADE).chosen?.escalated).toBe(1)
  })

  it('certifies a strategy on or beyond the margin in at most 5 % of families', () => {
    // At every threshold t the loss is t·ℓ; from t = 0.5 on it is 3 points or more.
    const runs = 400
    let wrong = 0
    for (let run = 0; run < runs; run++) {
      const cases = casesOf(400, 100 + run, () => 0.06)
      const { tested } = decideFamily(cases, [0.5, 0.6, 0.8, 1.1], CASCADE)
      if (tested.some(({ summary }) => summary.state === 'non-inferior')) wrong += 1
    }
    expect(wrong / runs).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / runs))
  })

  it('refuses thresholds that do not ascend', () => {
    expect(() => decideFamily([], [0.5, 0.5], CASCADE)).toThrow(/must ascend/)
    expect(() => decideFamily([], [], CASCADE)).toThrow(/none/)
  })
})

describe('conformal risk control', () => {
  it('needs at least 1/δ − 1 cases, and takes the loosest threshold within the bound', () => {
    const ties = casesOf(100, 1, () => 0)
    expect(conformalThreshold(ties.slice(0, 32), [0.5, 1.1], 0.03)).toBeUndefined()
    expect(conformalThreshold(ties.slice(0, 33), [0.5, 1.1], 0.03)).toBe(1.1)
  })

  it('keeps the empirical loss below the margin', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0, max: 0.5, noNaN: true }), (seed, loss) => {
      const cases = casesOf(200, seed, () => loss)
      const threshold = conformalThreshold(cases, [0.1, 0.3, 0.6, 1.1], 0.03)
      if (threshold === undefined) return
      const lost = cases.filter(({ doubt, difference }) => doubt < threshold && difference.nonInferiority < 0).length
      expect(lost / cases.length).toBeLessThanOrEqual(0.03)
    }))
  })
})
