import { describe, expect, it } from 'vitest'
import { createGenerator } from '../../src/decide/generator.js'
import type { PowerInput } from '../../src/decide/power.js'
import { simulatePower } from '../../src/decide/power.js'
import type { DecisionRule } from '../../src/domain/verdict.js'

const RULE: DecisionRule = { margin: 0.03, alpha: 0.05, maxSamples: 300, order: 'cheapest-first', futility: true, population: null }

function power(input: Partial<PowerInput>, rule: Partial<DecisionRule> = {}): ReturnType<typeof simulatePower> {
  return simulatePower({ rule: { ...RULE, ...rule }, candidates: 1, discordance: 0.05, difference: 0, repetitions: 1000, seed: 1, ...input })
}

/** Four standard errors of a share. */
function noise(share: number, repetitions: number): number {
  return 4 * Math.sqrt((share * (1 - share)) / repetitions)
}

describe('calibration at the margin', () => {
  it.each([0.03, 0.05, 0.1, 0.2])('declares no more than 5 %% viable at discordance %d', (discordance) => {
    const { certified, inferior } = power({ discordance, difference: -0.03 })
    expect(certified).toBeLessThan(0.05 + noise(0.05, 1000))
    expect(inferior).toBeLessThan(0.05 + noise(0.05, 1000))
  })

  it('shares the level among candidates', () => {
    expect(power({ candidates: 3, discordance: 0.1, difference: -0.03 }, { futility: false }).certified).toBeLessThan(0.05 / 3 + noise(0.05 / 3, 1000))
  })

  it.each([60, 150])('holds for a log of %d as the population', (population) => {
    const difference = -Math.ceil(0.03 * population) / population
    const { certified } = power({ discordance: -3 * difference, difference }, { population, futility: false })
    expect(certified).toBeLessThan(0.05 + noise(0.05, 1000))
    expect(certified).toBeGreaterThan(0)
  })
})

describe('simulated power', () => {
  it('agrees with the study of the test', () => {
    const equal = power({})
    expect(Math.abs(equal.certified - 0.613)).toBeLessThan(noise(0.613, 1000))
    expect(Math.abs(equal.meanTrials / 198 - 1)).toBeLessThan(0.06)
    const worse = power({ discordance: 0.1, difference: -0.05 })
    expect(worse.certified).toBeLessThan(0.02)
    expect(Math.abs(worse.meanTrials / 91 - 1)).toBeLessThan(0.1)
    expect(worse.dropped + worse.inferior).toBeGreaterThan(0.95)
  })

  it('certifies an equal model in a small log nearly always, with futility on', () => {
    expect(power({ repetitions: 200 }, { population: 100 }).certified).toBeGreaterThan(0.97)
  })

  it('calls nothing inferior without truth', () => {
    const { inferior, dropped } = power({ discordance: 0.3, difference: -0.3, truth: false, repetitions: 100 }, { futility: false })
    expect([inferior, dropped]).toEqual([0, 1])
    expect(power({ discordance: 0.3, difference: -0.3, repetitions: 100 }, { futility: false }).inferior).toBe(1)
  })

  it('is the same for the same seed and differs for another', () => {
    expect(power({ repetitions: 50 })).toEqual(power({ repetitions: 50 }))
    expect(power({ repetitions: 50, seed: 2 })).not.toEqual(power({ repetitions: 50 }))
  })

  it.each([{ discordance: 0.02, difference: -0.03 }, { discordance: 1.1 }, { discordance: Number.NaN }, { repetitions: 0 }, { repetitions: 2.5 }])('refuses %o', (input) => {
    expect(() => power(input)).toThrow(expect.objectContaining({ code: 'power/range' }))
  })
})

describe('generator', () => {
  it('draws uniformly from [0,1), apart for neighbouring seeds', () => {
    const draws = Array.from({ length: 20_000 }, createGenerator(42))
    const cells = Array.from({ length: 20 }, (_, cell) => draws.filter((draw) => Math.floor(draw * 20) === cell).length)
    expect(cells.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(43.8) // chi-squared, 19 degrees of freedom, 0.1 %
    expect(draws.every((draw) => draw >= 0 && draw < 1)).toBe(true)
    const lag = draws.slice(1).reduce((sum, draw, i) => sum + (draw - 0.5) * ((draws[i] ?? 0.5) - 0.5), 0) / draws.length
    expect(Math.abs(lag * 12)).toBeLessThan(0.03)
    const firsts = Array.from({ length: 5000 }, (_, seed) => createGenerator(seed)())
    expect(Math.abs(firsts.reduce((sum, first) => sum + first, 0) / 5000 - 0.5)).toBeLessThan(0.02)
  })
})
