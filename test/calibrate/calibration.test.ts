import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { calibrate, clopperPearson, judgeAccuracy, meanWithError, poweredDifferences, rectifierLower } from '../../src/calibrate/index.js'
import type { HumanLabel, LabelRow, Preference } from '../../src/domain/judgement.js'

const row = (label: HumanLabel, judged: Preference, random = true): LabelRow => ({ taskId: 't', model: 'm', caseId: 'c', key: 'k', label, random, cases: 1000, disagreements: 100, judged, judge: 'j' })
const rows = (count: number, label: HumanLabel, judged: Preference): LabelRow[] => Array.from({ length: count }, () => row(label, judged))

describe('clopperPearson', () => {
  it('meets published bounds, each side at 2.5 %', () => {
    for (const [k, n, lower, upper] of [[0, 10, 0, 0.3085], [10, 10, 0.6915, 1], [5, 10, 0.1871, 0.8129], [1, 20, 0.0013, 0.2487], [81, 100, 0.7193, 0.8816]] as const) {
      const [low, high] = clopperPearson(k, n, 0.025)
      expect(low).toBeCloseTo(lower, 4)
      expect(high).toBeCloseTo(upper, 4)
    }
    expect(clopperPearson(0, 0, 0.05)).toEqual([0, 1])
  })

  it('holds the share between its bounds, and mirrors', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 300 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, part) => {
      const k = Math.round(part * n)
      const [low, high] = clopperPearson(k, n, 0.05)
      const [mirrorLow, mirrorHigh] = clopperPearson(n - k, n, 0.05)
      expect(low).toBeLessThanOrEqual(k / n)
      expect(high).toBeGreaterThanOrEqual(k / n)
      expect(mirrorLow).toBeCloseTo(1 - high, 9)
      expect(mirrorHigh).toBeCloseTo(1 - low, 9)
    }))
  })
})

describe('judgeAccuracy', () => {
  it('counts losses found and others passed; both and neither are no loss', () => {
    const { sensitivity, specificity, youdenLower } = judgeAccuracy([...rows(8, 'incumbent', 'incumbent'), ...rows(2, 'incumbent', 'tie'), ...rows(5, 'both', 'tie'), ...rows(4, 'candidate', 'candidate'), row('neither', 'incumbent')], 0.05)
    expect(sensitivity).toMatchObject({ hits: 8, of: 10, share: 0.8 })
    expect(specificity).toMatchObject({ hits: 9, of: 10 })
    expect(youdenLower).toBeCloseTo(clopperPearson(8, 10, 0.025)[0] + clopperPearson(9, 10, 0.025)[0] - 1, 12)
  })

  it('ignores labels without a judgement', () => {
    const { judged: _, ...bare } = row('incumbent', 'tie')
    expect(judgeAccuracy([bare], 0.05).sensitivity.of).toBe(0)
  })
})

describe('calibrate', () => {
  const input = { random: [], cases: 1000, disagreements: 100, margin: 0.03, alpha: 0.05 }
  const good = [...rows(50, 'incumbent', 'incumbent'), ...rows(50, 'both', 'tie')]

  it('blocks a judge without labels, and one that errs too often', () => {
    expect(calibrate({ ...input, labels: [] })).toMatchObject({ margin: undefined, message: expect.stringContaining('no labels') as string })
    const lenient = calibrate({ ...input, labels: [...rows(10, 'incumbent', 'incumbent'), ...rows(40, 'incumbent', 'tie'), ...rows(50, 'both', 'tie')] })
    expect(lenient.margin).toBeUndefined()
    expect(lenient.message).toContain('may not decide')
  })

  it('shrinks the margin to J·δ and halves the level', () => {
    const { margin, alpha, accuracy, assumption } = calibrate({ ...input, labels: good })
    expect(alpha).toBe(0.025)
    expect(margin).toBeCloseTo(accuracy.youdenLower * 0.03, 12)
    expect(margin).toBeLessThan(0.03)
    expect(assumption).toBe('nondifferential')
  })

  it('never widens the margin, and random labels of a candidate that the judge favours block it', () => {
    const favoured = [...rows(14, 'incumbent', 'candidate'), ...rows(20, 'both', 'tie')]
    const unfair = calibrate({ ...input, labels: [...good, ...rows(100, 'incumbent', 'incumbent'), ...favoured], random: favoured, disagreements: 300 })
    expect(unfair.accuracy.youdenLower).toBeGreaterThan(0.25)
    expect(unfair.margin).toBeUndefined()
    expect(unfair.message).toContain('favour this candidate')
    const fair = calibrate({ ...input, labels: good, random: good, disagreements: 30 })
    expect(fair.assumption).toBe('random-labels')
    expect(fair.margin).toBeGreaterThan(0)
    expect(fair.margin).toBeLessThanOrEqual(0.03)
  })

  it('bounds the rectifier by 0 from above and by twice the share of disagreements from below', () => {
    expect(rectifierLower({ labels: [], cases: 100, disagreements: 10, alpha: 0.05 })).toBeLessThan(-0.2)
    expect(rectifierLower({ labels: rows(60, 'candidate', 'incumbent'), cases: 1000, disagreements: 100, alpha: 0.05 })).toBeGreaterThanOrEqual(-0.05)
    const lenient = rectifierLower({ labels: rows(60, 'incumbent', 'candidate'), cases: 1000, disagreements: 100, alpha: 0.05 })
    expect(lenient).toBeLessThan(-0.15)
  })
})

describe('poweredDifferences', () => {
  it('has the mean of the human differences, however wrong the judge', () => {
    const cases = Array.from({ length: 4000 }, (_, i) => ({ judged: 1, ...(i % 4 === 0 ? { human: i % 8 === 0 ? -1 : 0 } : {}) }))
    const { mean, standardError } = meanWithError(poweredDifferences(cases, 0.25))
    expect(mean).toBeCloseTo(-0.5, 9)
    expect(standardError).toBeGreaterThan(0)
    expect(() => poweredDifferences([], 0)).toThrow(RangeError)
  })
})
