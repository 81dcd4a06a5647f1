import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMonitor } from '../../../src/decide/index.js'
import { chance, fixedDesign } from '../../../src/decide/fixed/design.js'
import { certificationRegion } from '../../../src/decide/fixed/region.js'
import { discordanceCuts, sizeBound } from '../../../src/decide/fixed/size.js'
import { tangoScore } from '../../../src/decide/fixed/tango.js'
import type { DecisionRule } from '../../../src/domain/verdict.js'

const RULE: DecisionRule = { margin: 0.03, alpha: 0.05, maxSamples: 100, order: 'cheapest-first', futility: false, population: null, design: 'fixed' }

function run(rule: DecisionRule, candidates: number, differences: readonly number[]) {
  const monitor = createMonitor(rule, candidates, { truth: true })
  for (const difference of differences) if (monitor.push({ nonInferiority: difference, reverse: difference }) !== 'undecided') break
  return monitor
}

const sequence = (length: number, losses: readonly number[], wins: readonly number[] = []) =>
  Array.from({ length }, (_, i) => (losses.includes(i) ? -1 : wins.includes(i) ? 1 : 0))

describe('the score statistic', () => {
  it.each([
    [0, 0, 100, -0.03, 1.758631], [2, 2, 100, -0.03, 1.283261], [0, 3, 100, -0.03, 0], [25, 25, 1000, -0.03, 3.792587],
    [20, 30, 1000, -0.03, 2.610191], [50, 50, 1000, -0.03, 2.905201], [40, 20, 160, 0, 2.581989], [10, 20, 300, -0.05, 0.892519],
  ])('is as published for %i wins, %i losses of %i at %d', (wins, losses, pairs, nullDifference, expected) => {
    expect(tangoScore(wins, losses, pairs, nullDifference)).toBeCloseTo(expected, 5)
  })
})

describe('the certification region', () => {
  it('keeps a candidate certified when a loss becomes a tie or a tie a win', () => {
    const region = certificationRegion({ maxSamples: 100, margin: 0.03, constant: 1.7553, shape: -0.3 })
    for (const look of region.looks) {
      for (let losses = 0; losses < look; losses++) expect(region.leastWins(look, losses + 1)).toBeGreaterThanOrEqual(region.leastWins(look, losses))
    }
  })

  it('looks every ten cases and at the last', () => {
    expect(certificationRegion({ maxSamples: 25, margin: 0.03, constant: 2, shape: 0 }).looks).toEqual([10, 20, 25])
    expect(certificationRegion({ maxSamples: 30, margin: 0.03, constant: 2, shape: 0 }).looks).toEqual([10, 20, 30])
  })
})

describe('the certified constants', () => {
  it('keep their level by the game over every discordance', () => {
    for (const [maxSamples, declared] of [[100, 1], [150, 1], [150, 3]] as const) {
      const design = fixedDesign(maxSamples, 0.03, 0.05 / declared)
      const bound = sizeBound(design)
      expect(bound).toBeLessThanOrEqual(0.05 / declared)
      expect(bound).toBeCloseTo(design.size, 4)
    }
  })

  it('bound the exact chance of a false certificate at any discordance', () => {
    const design = fixedDesign(100, 0.03, 0.05)
    const exact = [0.031, 0.04, 0.06, 0.1, 0.2, 0.5, 0.9].map((discordance) => chance(design, discordance, -0.03))
    for (const size of exact) expect(size).toBeLessThanOrEqual(design.size + 1e-9)
    expect(Math.max(...exact)).toBeGreaterThan(0.04)
  })

  it('are a tenth of a point off the level at most, and one step lower would break it', () => {
    const design = fixedDesign(150, 0.03, 0.05)
    expect(sizeBound({ ...design, constant: design.constant - 0.03 })).toBeGreaterThan(0.05)
  })

  it('come from cuts that cover every discordance', () => {
    const cuts = discordanceCuts(0.03, 160)
    expect(cuts).toHaveLength(161)
    expect([cuts[0], cuts[160]]).toEqual([0.03, 1])
    expect(cuts.every((cut, i) => i === 0 || cut > (cuts[i - 1] ?? 1))).toBe(true)
  })
})

describe('a fixed design', () => {
  it('certifies a hundred ties and nothing less', () => {
    expect(run(RULE, 1, sequence(100, [])).state).toBe('non-inferior')
    expect(run(RULE, 1, sequence(99, [])).state).toBe('undecided')
    expect(run(RULE, 1, sequence(100, [40])).state).toBe('exhausted')
    expect(run(RULE, 1, sequence(100, [40], [50])).state).toBe('exhausted')
  })

  it('stops at the look that decides', () => {
    const monitor = run({ ...RULE, maxSamples: 300 }, 1, sequence(300, []))
    expect([monitor.state, monitor.processed % 10]).toEqual(['non-inferior', 0])
    expect(monitor.processed).toBeLessThanOrEqual(210)
  })

  it('never looks between two looks', () => {
    // A region that is left again before the look does not certify.
    fc.assert(fc.property(fc.array(fc.constantFrom(-1, 0, 0, 0, 0, 0, 0, 1), { minLength: 150, maxLength: 150 }), (differences) => {
      const monitor = run({ ...RULE, maxSamples: 150 }, 1, differences)
      if (monitor.state === 'non-inferior') expect(monitor.processed % 10).toBe(0)
    }))
  })

  it('spends a third of the level on each of three candidates', () => {
    const ties = sequence(200, [])
    expect(run({ ...RULE, maxSamples: 200 }, 3, ties).processed).toBeGreaterThan(run({ ...RULE, maxSamples: 200 }, 1, ties).processed)
  })

  it('refuses graded scores, more samples, a population, and too few or too many cases', () => {
    expect(() => run(RULE, 1, [0.5])).toThrow(/−1, 0 and 1; one is 0.5/)
    expect(() => createMonitor(RULE, 1, { truth: true }).extend(200)).toThrow(/cannot go on/)
    expect(() => createMonitor({ ...RULE, population: 100 }, 1, { truth: true })).toThrow(/traffic only/)
    expect(() => createMonitor({ ...RULE, maxSamples: 501 }, 1, { truth: true })).toThrow(/500 at most/)
    expect(() => createMonitor({ ...RULE, maxSamples: 90 }, 1, { truth: true })).toThrow(/needs 99/)
  })
})
