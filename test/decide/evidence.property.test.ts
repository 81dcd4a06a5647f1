import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideEvidence, parseEvidence } from '../../src/decide/index.js'
import type { DecisionRule } from '../../src/domain/verdict.js'

const RULE: DecisionRule = { margin: 0.03, alpha: 0.05, maxSamples: 300, order: 'cheapest-first', futility: true, population: null }
/** Streams between hopeless and flawless. */
const differences = fc.tuple(fc.integer({ min: 0, max: 12 }), fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 300, maxLength: 300 })).map(([bad, rolls]) => rolls.map((roll) => (roll < bad ? -1 : roll > 97 ? 1 : 0)))
const decide = (streams: readonly (readonly number[])[], rule = RULE, order = streams.map((_, at) => at)) =>
  decideEvidence({ rule, truth: true, candidates: order.map((at) => ({ model: `m${at}`, costPerCallUsd: at + 1, differences: streams[at] ?? [] })) })

describe('verdicts of any evidence', () => {
  it('are monotone in the margin as the interval is read', () => {
    fc.assert(fc.property(differences, (stream) => {
      const [candidate] = decide([stream]).candidates
      const rank = { inferior: 0, inconclusive: 1, 'non-inferior': 2 } as const
      const ranks = (candidate?.sensitivity ?? []).toSorted((a, b) => a.margin - b.margin).map(({ verdict }) => rank[verdict as keyof typeof rank])
      expect(ranks.length).toBeGreaterThan(3)
      expect(ranks).toEqual(ranks.toSorted())
      expect(candidate?.interval[0]).toBeLessThanOrEqual(candidate?.interval[1] ?? -2)
    }), { numRuns: 30 })
  })

  it('do not depend on the order in which candidates of different prices are given', () => {
    fc.assert(fc.property(fc.array(differences, { minLength: 2, maxLength: 4 }), (streams) => {
      const order = streams.map((_, at) => at)
      expect(decide(streams, RULE, order.toReversed())).toEqual(decide(streams, RULE, order))
    }), { numRuns: 20 })
  })

  it('do not depend on cases beyond the end', () => {
    fc.assert(fc.property(differences, differences, (stream, other) => {
      const [candidate] = decide([stream]).candidates
      const used = candidate?.processed ?? 0
      if (candidate?.reason === 'budget') return
      expect(decide([[...stream.slice(0, used), ...other]]).candidates[0]).toEqual(candidate)
    }), { numRuns: 30 })
  })

  it('of a copy under another name cost a share of the level, and under the same name are refused', () => {
    fc.assert(fc.property(differences, (stream) => {
      const alone = decide([stream]).candidates[0]
      const twice = decide([stream, stream]).candidates
      expect(decide([[], stream]).candidates[0]?.eValue).toBeCloseTo(0.5, 12)
      // The copy's verdict is that of the first: the same cases, the same share.
      if (twice[0]?.viable) expect(twice[1]).toMatchObject({ verdict: 'not-evaluated', reason: 'skipped' })
      else expect(twice[1]).toMatchObject({ verdict: twice[0]?.verdict, eValue: twice[0]?.eValue, interval: twice[0]?.interval })
      if (twice[0]?.viable) expect(twice[0].processed).toBeGreaterThanOrEqual(alone?.viable ? Math.min(alone.processed, 135) : 0)
    }), { numRuns: 20 })
    const json = { rule: { margin: 0.03, alpha: 0.05, maxSamples: 300 }, candidates: [{ model: 'a', costPerCallUsd: 1, differences: [0] }, { model: 'a', costPerCallUsd: 1, differences: [0] }] }
    expect(() => parseEvidence(json, 'e.json')).toThrow(/repeats/)
  })

  it('never certify below the floor that no test can beat, ln(α/K)/ln(1−δ) cases', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 5 }), fc.double({ min: 0.01, max: 0.1, noNaN: true }), (candidates, margin) => {
      const zeros = Array.from({ length: 2000 }, () => 0)
      const [first] = decide(Array.from({ length: candidates }, () => zeros), { ...RULE, margin, maxSamples: 2000 }).candidates
      expect(first?.viable).toBe(true)
      expect(first?.processed).toBeGreaterThanOrEqual(Math.ceil(Math.log(0.05 / candidates) / Math.log(1 - margin) - 1e-9))
    }), { numRuns: 20 })
  })
})
