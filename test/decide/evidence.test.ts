import { describe, expect, it } from 'vitest'
import { AuditError } from '../../src/domain/error.js'
import fc from 'fast-check'
import { createBettingTest } from '../../src/decide/betting-test.js'
import { clusterMeans, evidenceNotes, parseEvidence } from '../../src/decide/evidence.js'
import { createGenerator } from '../../src/decide/generator.js'

const RULE = { margin: 0.03, alpha: 0.05, maxSamples: 1000, order: 'cheapest-first', futility: true, population: null }
const CANDIDATE = { model: 'a', costPerCallUsd: 0.0001, differences: [0, -1, 0, 1, 0.25] }

function faultOf(json: unknown): AuditError {
  try {
    parseEvidence(json, 'evidence.json')
  } catch (error) {
    if (error instanceof AuditError) return error
    throw error
  }
  throw new Error('accepted')
}

describe('parseEvidence', () => {
  it('reads the contract', () => {
    expect(parseEvidence({ rule: RULE, candidates: [CANDIDATE] }, 'evidence.json')).toEqual({ rule: RULE, truth: true, candidates: [CANDIDATE] })
  })

  it('fills what does not bear on the level', () => {
    const { rule, truth } = parseEvidence({ rule: { margin: 0.03, alpha: 0.05, maxSamples: 1000, truth: false }, candidates: [CANDIDATE] }, 'f')
    expect(rule).toEqual(RULE)
    expect(truth).toBe(false)
  })

  it.each<[string, unknown]>([
    ['$ must', null],
    ['$ must', [CANDIDATE]],
    ['$ must', 'text'],
    ['$.rule must', { candidates: [CANDIDATE] }],
    ['$.candidates must', { rule: RULE }],
    ['$.candidates must', { rule: RULE, candidates: [] }],
    ['$.candidates must', { rule: RULE, candidates: {} }],
    ['$.candidates[0] must', { rule: RULE, candidates: [3] }],
    ['$.candidates[1].model repeats "a" of $.candidates[0]', { rule: RULE, candidates: [CANDIDATE, CANDIDATE] }],
  ])('names the place: %s', (place, json) => {
    expect(faultOf(json).message).toContain(`evidence.json: ${place}`)
  })

  it.each<[string, unknown]>([
    ['margin', 0], ['margin', 1], ['margin', -0.03], ['margin', '0.03'], ['margin', undefined], ['margin', null], ['margin', Number.NaN],
    ['alpha', 0], ['alpha', 0.5], ['alpha', undefined], ['alpha', Infinity],
    ['maxSamples', 0], ['maxSamples', 1.5], ['maxSamples', -1], ['maxSamples', undefined], ['maxSamples', Infinity], ['maxSamples', '10'],
    ['order', 'safest-first'], ['order', null], ['futility', 'yes'], ['futility', null], ['truth', 1],
    ['population', 0], ['population', 2.5], ['population', '5'],
  ])('refuses the rule with %s %s', (field, value) => {
    const error = faultOf({ rule: { ...RULE, [field]: value }, candidates: [CANDIDATE] })
    expect(error.message).toContain(`evidence.json: $.rule.${field} `)
    expect(error).toMatchObject({ code: 'evidence/input', exitCode: 2 })
    expect(error.way).not.toBe('')
  })

  it.each<[string, unknown]>([
    ['model', ''], ['model', 7], ['model', undefined],
    ['costPerCallUsd', undefined], ['costPerCallUsd', -1], ['costPerCallUsd', null], ['costPerCallUsd', Infinity], ['costPerCallUsd', Number.NaN], ['costPerCallUsd', '0.1'],
    ['differences', undefined], ['differences', 'none'], ['differences', { 0: 1 }],
  ])('refuses a candidate with %s %s', (field, value) => {
    expect(faultOf({ rule: RULE, candidates: [{ ...CANDIDATE, [field]: value }] }).message).toContain(`$.candidates[0].${field} `)
  })

  it.each([1.0001, -2, Number.NaN, Infinity, null, '0', true, [0], undefined])('refuses the difference %s', (value) => {
    expect(faultOf({ rule: RULE, candidates: [{ ...CANDIDATE, differences: [0, 0, value] }] }).message).toContain('$.candidates[0].differences[2] must be a number in [-1,1]')
  })

  it('refuses more differences than the population has', () => {
    expect(faultOf({ rule: { ...RULE, population: 4 }, candidates: [CANDIDATE] }).message).toContain('holds 5 differences, more than the population of 4')
    expect(parseEvidence({ rule: { ...RULE, population: 5 }, candidates: [CANDIDATE] }, 'f').rule.population).toBe(5)
  })

  it('takes a name for one that stands with a space, and refuses it beside itself', () => {
    expect(faultOf({ rule: RULE, candidates: [CANDIDATE, { ...CANDIDATE, model: 'a ' }] }).message).toContain('repeats')
  })

  it('turns the differences of conversations into their means, in the order of their first cases', () => {
    const { candidates: [only] } = parseEvidence({ rule: RULE, candidates: [{ ...CANDIDATE, differences: [0, -1, 1, 0, 1], clusters: ['x', 'y', 'x', 'z', 'y'] }] }, 'f')
    expect(only?.differences).toEqual([0.5, 0, 0])
    expect(only).not.toHaveProperty('clusters')
  })

  it.each<[unknown, string]>([
    [['x'], 'as many names as there are differences, 5; it is a list of 1'], ['x', 'clusters must be a list'], [['x', 'y', 3, 'x', 'y'], 'clusters[2] must be a name'], [['x', 'y', '', 'x', 'y'], 'clusters[2] must be a name'], [null, 'clusters must be a list'],
  ])('refuses the clusters %j', (clusters, words) => {
    expect(faultOf({ rule: RULE, candidates: [{ ...CANDIDATE, clusters }] }).message).toContain(words)
  })

  it.each<[string, object, string]>([
    ['beside the rule', { rule: RULE, candidates: [CANDIDATE], truth: true }, '$ has a field "truth"'],
    ['in the rule', { rule: { ...RULE, populaton: 5 }, candidates: [CANDIDATE] }, '$.rule has a field "populaton"'],
    ['of a candidate', { rule: RULE, candidates: [{ ...CANDIDATE, cluster: ['x'] }] }, '$.candidates[0] has a field "cluster"'],
  ])('refuses a field that it does not know %s', (_, json, words) => {
    expect(faultOf(json).message).toContain(words)
  })

  it('takes each case once, and graded differences by the sequential design only', () => {
    const cases = ['a', 'b', 'c', 'd', 'e']
    expect(parseEvidence({ rule: RULE, candidates: [{ ...CANDIDATE, cases }] }, 'f').candidates[0]).not.toHaveProperty('cases')
    expect(faultOf({ rule: RULE, candidates: [{ ...CANDIDATE, cases: [...cases.slice(0, 4), 'b'] }] }).message).toContain('cases[4] repeats "b" of $.candidates[0].cases[1]')
    expect(faultOf({ rule: RULE, candidates: [{ ...CANDIDATE, cases: ['a'] }] }).message).toContain('as many names as there are differences, 5')
    expect(faultOf({ rule: { ...RULE, maxSamples: 100, design: 'fixed' }, candidates: [CANDIDATE] }).message).toContain('differences[4] is 0.25')
  })

  it('refuses evidence without a difference, and tells of a candidate that has none beside one that has', () => {
    const untried = { model: 'b', costPerCallUsd: 0, differences: [] }
    expect(faultOf({ rule: RULE, candidates: [untried] }).message).toContain('$.candidates[0].differences is empty')
    expect(faultOf({ rule: RULE, candidates: [untried, { ...untried, model: 'c' }] }).message).toContain('those of all others are empty')
    expect(evidenceNotes(parseEvidence({ rule: RULE, candidates: [CANDIDATE] }, 'f'))).toEqual([])
    expect(evidenceNotes(parseEvidence({ rule: RULE, candidates: [CANDIDATE, untried] }, 'f'))).toHaveLength(2)
  })

  it('refuses clusters where cases are counted', () => {
    const clusters = ['x', 'x', 'y', 'y', 'z']
    expect(faultOf({ rule: { ...RULE, population: 9 }, candidates: [{ ...CANDIDATE, clusters }] }).message).toContain('do not go with a population')
    expect(faultOf({ rule: { ...RULE, maxSamples: 100, design: 'fixed' }, candidates: [{ ...CANDIDATE, clusters }] }).message).toContain('do not go with a fixed design')
  })

  it('keeps hostile values short', () => {
    expect(faultOf({ rule: { ...RULE, margin: 'x'.repeat(100_000) }, candidates: [CANDIDATE] }).message.length).toBeLessThan(200)
    expect(faultOf({ rule: RULE, candidates: [{ ...CANDIDATE, model: 'm'.repeat(100_000) }, { ...CANDIDATE, model: 'm'.repeat(100_000) }] }).message.length).toBeLessThan(200)
  })
})

describe('clusterMeans', () => {
  it('gives a mean in [-1,1] for each cluster, and weighs to the sum of all', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.constantFrom('a', 'b', 'c', 'd'))), (rows) => {
      const means = clusterMeans(rows.map(([value]) => value), rows.map(([, name]) => name))
      const names = [...new Set(rows.map(([, name]) => name))]
      const total = names.reduce((sum, name, at) => sum + (means[at] ?? Number.NaN) * rows.filter(([, own]) => own === name).length, 0)
      return means.length === names.length && means.every((mean) => mean >= -1 && mean <= 1) && Math.abs(total - rows.reduce((sum, [value]) => sum + value, 0)) < 1e-9
    }))
  })

  it('keeps the level where the calls of a conversation go one way, which taken one by one they do not', () => {
    const uniform = createGenerator(31)
    const repetitions = 1000
    const certified = (clustered: boolean): number => {
      let count = 0
      for (let repetition = 0; repetition < repetitions; repetition++) {
        const values: number[] = []
        const names: string[] = []
        for (let talk = 0; talk < 200; talk++) {
          const at = uniform()
          const value = at < 0.065 ? -1 : at < 0.1 ? 1 : 0
          for (let turn = 0; turn < 5; turn++) {
            values.push(value)
            names.push(`${talk}`)
          }
        }
        const units = clustered ? clusterMeans(values, names) : values
        const test = createBettingTest({ nullMean: -0.03, alpha: 0.05, maxSamples: units.length })
        for (const value of units) if (!test.rejected) test.push(value)
        count += test.rejected ? 1 : 0
      }
      return count / repetitions
    }
    expect(certified(true)).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / repetitions))
    expect(certified(false)).toBeGreaterThan(0.15)
  })
})
