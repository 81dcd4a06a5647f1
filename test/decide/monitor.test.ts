import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Monitor } from '../../src/decide/monitor.js'
import { createMonitor } from '../../src/decide/monitor.js'
import type { DecisionRule } from '../../src/domain/verdict.js'
import { sequence } from './sequences.js'

const RULE: DecisionRule = { margin: 0.03, alpha: 0.05, maxSamples: 300, order: 'cheapest-first', futility: true, population: null }

function run(differences: readonly number[], rule: Partial<DecisionRule> = {}, candidates = 1, truth = true): Monitor {
  const monitor = createMonitor({ ...RULE, ...rule }, candidates, { truth })
  for (const difference of differences) monitor.push({ nonInferiority: difference, reverse: difference })
  return monitor
}

describe('monitor', () => {
  it('certifies a candidate that never loses, and then changes no more', () => {
    const monitor = run(sequence(300))
    expect(monitor.state).toBe('non-inferior')
    const summary = monitor.summary()
    expect(summary).toMatchObject({ processed: 160, difference: 0, morePlanned: 0, verdict: 'non-inferior', reason: 'certified' })
    expect(summary.eValue).toBeCloseTo(20.388734, 5)
    expect(summary.firstBet).toBeCloseTo(0.44689538, 7)
    expect(summary.interval[0]).toBe(-0.03)
    expect(monitor.push({ nonInferiority: -1, reverse: -1 })).toBe('non-inferior')
    expect(monitor.summary()).toEqual(summary)
  })

  it('starts from 1/K', () => {
    const monitor = createMonitor(RULE, 3, { truth: true })
    expect(monitor.eValue).toBeCloseTo(1 / 3, 12)
    const alone = run(sequence(205), { maxSamples: 1000 })
    const shared = run(sequence(205), { maxSamples: 1000 }, 3)
    expect([alone.state, shared.state]).toEqual(['non-inferior', 'undecided'])
  })

  it('proves inferior only against the truth', () => {
    const losing = sequence(300, (i) => (i % 5 === 0 ? -1 : 0))
    expect(run(losing, { futility: false }).summary()).toMatchObject({ state: 'inferior', verdict: 'inferior', reason: 'certified', morePlanned: 0 })
    expect(run(losing, { futility: false }, 1, false).summary()).toMatchObject({ state: 'futile', verdict: 'inconclusive', reason: 'dropped-futile', morePlanned: null })
  })

  it('drops a hopeless candidate early, unless told not to', () => {
    const losing = sequence(300, (i) => (i % 12 === 0 ? -1 : 0))
    const dropped = run(losing)
    expect(dropped.summary()).toMatchObject({ state: 'futile', verdict: 'inconclusive', reason: 'dropped-futile' })
    expect(dropped.processed).toBeLessThan(run(losing, { futility: false }).processed)
  })

  it('ends at the most samples, and goes on when there are more', () => {
    const monitor = run(sequence(100), { maxSamples: 100 })
    expect(monitor.summary()).toMatchObject({ state: 'exhausted', processed: 100, verdict: 'inconclusive', reason: 'budget' })
    expect(monitor.summary().morePlanned).toBeGreaterThan(0)
    const before = monitor.eValue
    expect(monitor.extend(300)).toBe('undecided')
    expect(monitor.eValue).toBe(before)
    while (monitor.state === 'undecided') monitor.push({ nonInferiority: 0, reverse: 0 })
    expect(monitor.state).toBe('non-inferior')
    expect(monitor.summary().interval[0]).toBeGreaterThanOrEqual(-0.03)
    expect(monitor.extend(200)).toBe('non-inferior')
    expect(() => monitor.extend(0.5)).toThrow(expect.objectContaining({ code: 'rule/maxSamples' }))
  })

  it('does not go on beyond the population, nor take back what it was allowed', () => {
    expect(run(sequence(100, (i) => (i % 40 === 7 ? -1 : 0)), { maxSamples: 100, population: 100, futility: false }).extend(300)).toBe('exhausted')
    const monitor = run(sequence(40), { maxSamples: 100, margin: 0.001, futility: false })
    expect(monitor.extend(50)).toBe('undecided')
    while (monitor.state === 'undecided') monitor.push({ nonInferiority: 0, reverse: 0 })
    expect(monitor.summary()).toMatchObject({ state: 'exhausted', processed: 100 })
  })

  it('lets the reverse test go on, too, when there are more samples', () => {
    const monitor = run(sequence(20, (i) => (i % 10 === 0 ? -1 : 0)), { maxSamples: 20, futility: false })
    expect(monitor.state).toBe('exhausted')
    monitor.extend(1000)
    for (let i = 1; monitor.state === 'undecided'; i++) monitor.push({ nonInferiority: i % 5 === 0 ? -1 : 0, reverse: i % 5 === 0 ? -1 : 0 })
    expect(monitor.summary()).toMatchObject({ state: 'inferior', verdict: 'inferior' })
    expect(monitor.summary().interval[1]).toBeLessThan(-0.03)
  })

  it('counts a trial without score against the candidate, and for it in the reverse test', () => {
    const monitor = createMonitor({ ...RULE, futility: false }, 1, { truth: true })
    for (let i = 0; i < 300; i++) monitor.push(i % 4 === 0 ? { nonInferiority: -1, reverse: 0 } : { nonInferiority: 0, reverse: 0 })
    const { state, difference, interval } = monitor.summary()
    expect(state).toBe('exhausted')
    expect(difference).toBe(-0.25)
    expect(interval[0]).toBeLessThan(-0.2)
    expect(interval[1]).toBeGreaterThan(0)
  })

  it('calls what it has too little of, data', () => {
    expect(run([]).summary()).toMatchObject({ state: 'undecided', processed: 0, difference: null, interval: [-1, 1], verdict: 'inconclusive', reason: 'data' })
    expect(run(sequence(50)).summary()).toMatchObject({ verdict: 'inconclusive', reason: 'data', processed: 50 })
  })

  it('sees a small log to its end', () => {
    const log = { population: 40, maxSamples: 1000 }
    expect(run(sequence(40, (i) => (i === 7 ? -1 : 0)), log).summary()).toMatchObject({ state: 'non-inferior' })
    expect(run(sequence(40, (i) => (i % 20 === 7 ? -1 : 0)), { ...log, futility: false }).state).toBe('inferior')
    expect(run(sequence(100, () => -0.03), { population: 100, futility: false }).summary()).toMatchObject({ state: 'exhausted', reason: 'data', processed: 100 })
    expect(run(sequence(100, () => -0.03), { population: 100, maxSamples: 100, futility: false }).summary()).toMatchObject({ state: 'exhausted', reason: 'budget' })
  })

  it('refuses what cannot be', () => {
    const monitor = createMonitor(RULE, 1, { truth: true })
    expect(() => monitor.push({ nonInferiority: Number.NaN, reverse: 0 })).toThrow(expect.objectContaining({ code: 'evidence/range' }))
    expect(() => monitor.push({ nonInferiority: 0, reverse: 1.5 })).toThrow(expect.objectContaining({ code: 'evidence/range' }))
    expect(() => monitor.push({ nonInferiority: 0, reverse: -1 })).toThrow(expect.objectContaining({ code: 'evidence/order' }))
    expect(monitor.processed).toBe(0)
    for (const candidates of [0, 1.5, Number.NaN]) expect(() => createMonitor(RULE, candidates, { truth: true })).toThrow(expect.objectContaining({ code: 'rule/candidates' }))
    for (const margin of [0, 1, -0.1, Number.NaN]) expect(() => createMonitor({ ...RULE, margin }, 1, { truth: true })).toThrow(expect.objectContaining({ code: 'rule/margin' }))
    for (const alpha of [0, 0.5, Number.NaN]) expect(() => createMonitor({ ...RULE, alpha }, 1, { truth: true })).toThrow(expect.objectContaining({ code: 'rule/alpha' }))
    expect(() => createMonitor({ ...RULE, population: 0 }, 1, { truth: true })).toThrow(expect.objectContaining({ code: 'rule/population' }))
  })

  it('never lets interval and verdict disagree', () => {
    const rule = fc.record({
      margin: fc.oneof(fc.constantFrom(0.01, 0.03, 0.05, 0.1), fc.double({ min: 0.005, max: 0.6, noNaN: true })),
      alpha: fc.constantFrom(0.01, 0.05, 0.2, 0.4),
      maxSamples: fc.integer({ min: 1, max: 150 }),
      futility: fc.boolean(),
      population: fc.option(fc.integer({ min: 120, max: 150 })),
    })
    const score = fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.constantFrom(-1, 1), fc.double({ min: -1, max: 1, noNaN: true }))
    const pair = fc.tuple(score, fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.double({ min: 0, max: 1, noNaN: true })))
    const seen = new Set<string>()
    fc.assert(fc.property(rule, fc.integer({ min: 1, max: 4 }), fc.array(pair, { minLength: 60, maxLength: 120 }), (partial, candidates, pairs) => {
      const { margin } = partial
      const monitor = createMonitor({ ...RULE, ...partial }, candidates, { truth: true })
      for (const [difference, gain] of pairs) monitor.push({ nonInferiority: difference, reverse: Math.min(1, difference + gain) })
      const { state, interval: [lower, upper] } = monitor.summary()
      seen.add(state)
      expect(lower >= -margin).toBe(state === 'non-inferior')
      expect(upper < -margin).toBe(state === 'inferior')
      expect(lower).toBeLessThanOrEqual(upper)
    }), { seed: 11, numRuns: 250 })
    expect(seen.size).toBeGreaterThan(3)
  })
})
