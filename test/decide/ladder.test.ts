import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EvidenceCandidate, EvidenceInput } from '../../src/decide/evidence.js'
import { decideEvidence } from '../../src/decide/ladder.js'
import type { DecisionRule } from '../../src/domain/verdict.js'
import { sequence } from './sequences.js'

const RULE: DecisionRule = { margin: 0.03, alpha: 0.05, maxSamples: 1000, order: 'cheapest-first', futility: true, population: null }

function evidence(candidates: readonly EvidenceCandidate[], rule: Partial<DecisionRule> = {}, truth = true): EvidenceInput {
  return { rule: { ...RULE, ...rule }, truth, candidates }
}

const good = (model: string, costPerCallUsd: number): EvidenceCandidate => ({ model, costPerCallUsd, differences: sequence(1000) })
const bad = (model: string, costPerCallUsd: number): EvidenceCandidate => ({ model, costPerCallUsd, differences: sequence(1000, (i) => (i % 4 === 0 ? -1 : 0)) })

describe('decideEvidence', () => {
  it('takes the cheapest that is certified and skips the dearer ones', () => {
    const { candidates, decision, target } = decideEvidence(evidence([good('dear', 3), bad('cheap', 1), good('middle', 2)], { futility: false }))
    expect(candidates.map(({ model, verdict, reason, viable }) => [model, verdict, reason, viable])).toEqual([
      ['cheap', 'inferior', 'certified', false],
      ['middle', 'non-inferior', 'certified', true],
      ['dear', 'not-evaluated', 'skipped', false],
    ])
    expect(decision).toMatchObject({ model: 'middle', strategy: 'single', savingUsd: null })
    expect(target).toBe('traffic')
    expect(candidates[1]).toMatchObject({ trials: candidates[1]?.processed, failed: 0, unscored: 0, score: null, notViableBecause: null, latencyMs: null, morePlanned: 0, costPerCallUsd: 2 })
    expect(candidates[2]).toMatchObject({ trials: 0, processed: 0, difference: null, interval: [-1, 1], morePlanned: null })
    expect(candidates[2]?.eValue).toBeCloseTo(1 / 3, 12)
    expect(candidates[2]?.message).toContain('middle')
  })

  it('keeps the given order among equal prices', () => {
    const { candidates } = decideEvidence(evidence([good('b', 1), good('a', 1)]))
    expect(candidates.map((candidate) => candidate.model)).toEqual(['b', 'a'])
  })

  it('keeps the incumbent when none is certified', () => {
    const { decision, candidates } = decideEvidence(evidence([bad('a', 1)], {}, false))
    expect(decision).toMatchObject({ model: 'incumbent', strategy: 'incumbent' })
    expect(candidates[0]).toMatchObject({ verdict: 'inconclusive', reason: 'dropped-futile' })
  })

  it('tells used-up samples from used-up evidence, and no evidence from none needed', () => {
    const of = (length: number): unknown => decideEvidence(evidence([{ model: 'a', costPerCallUsd: 1, differences: sequence(length) }], { maxSamples: 100 })).candidates[0]
    expect(of(300)).toMatchObject({ verdict: 'inconclusive', reason: 'budget', trials: 100 })
    expect(of(99)).toMatchObject({ verdict: 'inconclusive', reason: 'data', trials: 99 })
    expect(of(0)).toMatchObject({ verdict: 'inconclusive', reason: 'data', trials: 0, difference: null, viable: false })
  })

  it('splits the level among the declared, reached or not', () => {
    const alone = decideEvidence(evidence([good('a', 1)])).candidates[0]
    const shared = decideEvidence(evidence([good('a', 1), good('b', 2), good('c', 3)])).candidates[0]
    expect(alone?.trials).toBe(199)
    expect(shared?.trials).toBeGreaterThan(199)
    expect(shared?.message).toContain('0.05/3')
  })

  it('speaks for the log only when the log is the population', () => {
    const { target, candidates } = decideEvidence(evidence([{ model: 'a', costPerCallUsd: 1, differences: sequence(150) }], { population: 150, maxSamples: 150 }))
    expect(target).toBe('log')
    expect(candidates[0]).toMatchObject({ verdict: 'non-inferior', processed: 90 })
    expect(candidates[0]?.eValue).toBeCloseTo(20.722911, 5)
    expect(candidates[0]?.message).toContain('these 150 logged cases only')
  })

  it('survives JSON unchanged, however strong the evidence', () => {
    const result = decideEvidence(evidence([{ model: 'a', costPerCallUsd: 1, differences: sequence(5) }], { population: 5 }))
    expect(JSON.parse(JSON.stringify(result))).toEqual(result)
    expect(result.candidates[0]?.verdict).toBe('non-inferior')
  })

  it('does not depend on what lies behind the decision', () => {
    const value = fc.constantFrom(-1, 0, 0, 0, 0, 1)
    fc.assert(fc.property(fc.array(value, { maxLength: 30 }), fc.array(value, { maxLength: 30 }), fc.nat(3), (before, after, swaps) => {
      const lead = [...before, ...sequence(400)]
      const first = decideEvidence(evidence([{ model: 'a', costPerCallUsd: 1, differences: lead }, bad('b', 2)]))
      const stop = first.candidates[0]?.trials ?? 0
      if (first.candidates[0]?.viable !== true || stop >= lead.length) return
      const changed = [...lead.slice(0, stop), ...after, ...sequence(swaps, () => -1)]
      const second = decideEvidence(evidence([bad('b', 2), { model: 'a', costPerCallUsd: 1, differences: changed }]))
      expect(second).toEqual(first)
    }), { seed: 13, numRuns: 40 })
  })

  it('has one sentence for every end', () => {
    const messageOf = (candidate: EvidenceCandidate, rule: Partial<DecisionRule> = {}): string => decideEvidence(evidence([candidate], rule)).candidates[0]?.message ?? ''
    expect(messageOf(good('a', 1))).toMatch(/^Certified: no worse than −3\.0 points for traffic .*lower bound −3\.0 points, e-value 20\.4/)
    expect(messageOf(bad('a', 1), { futility: false })).toMatch(/^Proved worse than −3\.0 points .*upper bound −3\.0 points/)
    expect(messageOf(bad('a', 1))).toMatch(/^Dropped, not proved worse: .*no realistic number/)
    expect(messageOf(good('a', 1), { maxSamples: 50 })).toMatch(/^Open: max samples used up .*about \d+ further trials would decide/)
    expect(messageOf({ ...good('a', 1), differences: [0] })).toMatch(/^Open: only 1 case to go by/)
    expect(messageOf({ ...good('a', 1), differences: sequence(50, () => -0.03) }, { population: 50, futility: false })).toMatch(/^Open after all 50 cases/)
  })
})
