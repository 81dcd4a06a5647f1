import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { anytimeLower, anytimeUpper, calibrate, judgeAccuracy, meanWithError, poweredDifferences, rectifierLower } from '../../src/calibrate/index.js'
import type { HumanLabel, LabelRow, Preference } from '../../src/domain/judgement.js'

const row = (label: HumanLabel, judged: Preference, random = true): LabelRow => ({ taskId: 't', model: 'm', caseId: 'c', key: 'k', label, random, cases: 1000, disagreements: 100, judged, judge: 'j' })
const rows = (count: number, label: HumanLabel, judged: Preference): LabelRow[] => Array.from({ length: count }, () => row(label, judged))

describe('anytimeLower', () => {
  /** The wealth by the trapezium rule, as the formula is written. */
  const wealth = (k: number, n: number, p: number): number => {
    const steps = 20_000
    let area = 0
    for (let i = 0; i <= steps; i += 1) {
      const q = p + ((1 - p) * i) / steps
      area += (i === 0 || i === steps ? 0.5 : 1) * Math.exp(k * Math.log(q / p) + (n === k ? 0 : (n - k) * Math.log((1 - q) / (1 - p))))
    }
    return area / steps
  }

  it('lies where the wealth reaches 1/alpha', () => {
    for (const [k, n, alpha] of [[9, 10, 0.05], [54, 60, 0.0125], [190, 200, 0.025], [30, 100, 0.05], [5, 5, 0.05]] as const) {
      const low = anytimeLower(k, n, alpha)
      expect(wealth(k, n, low)).toBeCloseTo(1 / alpha, 0)
    }
    expect([anytimeLower(0, 10, 0.05), anytimeLower(0, 0, 0.05), anytimeUpper(0, 0, 0.05)]).toEqual([0, 0, 1])
  })

  it('holds the share between its bounds, and narrows with the level', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 300 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, part) => {
      const k = Math.round(part * n)
      expect(anytimeLower(k, n, 0.05)).toBeLessThanOrEqual(k / n)
      expect(anytimeUpper(k, n, 0.05)).toBeGreaterThanOrEqual(k / n)
      expect(anytimeLower(k, n, 0.01)).toBeLessThanOrEqual(anytimeLower(k, n, 0.05) + 1e-9)
    }), { numRuns: 50 })
  })

  it('errs in no more than its share of sequences, looked at after every trial', () => {
    let state = 7
    const draw = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32
    let broken = 0
    for (let run = 0; run < 400; run += 1) {
      let hits = 0
      for (let n = 1; n <= 100; n += 1) {
        if (draw() < 0.8) hits += 1
        if (anytimeLower(hits, n, 0.1) > 0.8) {
          broken += 1
          break
        }
      }
    }
    expect(broken / 400).toBeLessThan(0.1 + 3 * Math.sqrt(0.09 / 400))
  })
})

describe('judgeAccuracy', () => {
  it('counts losses found and others passed; both and neither are no loss', () => {
    const { sensitivity, specificity, youdenLower } = judgeAccuracy([...rows(8, 'incumbent', 'incumbent'), ...rows(2, 'incumbent', 'tie'), ...rows(5, 'both', 'tie'), ...rows(4, 'candidate', 'candidate'), row('neither', 'incumbent')], 0.05)
    expect(sensitivity).toMatchObject({ hits: 8, of: 10, share: 0.8 })
    expect(specificity).toMatchObject({ hits: 9, of: 10 })
    expect(youdenLower).toBeCloseTo(anytimeLower(8, 10, 0.025) + anytimeLower(9, 10, 0.025) - 1, 12)
  })

  it('counts no label that was picked for what the judge said', () => {
    expect(judgeAccuracy([row('both', 'tie', false), row('both', 'tie')], 0.05).specificity.of).toBe(1)
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
