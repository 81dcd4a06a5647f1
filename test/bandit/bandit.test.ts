import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { armsOfRoute, armsOfTask, createBandit, type BanditOptions, type BanditState } from '../../src/bandit/index.js'
import { stepFloor } from '../../src/bandit/floor-test.js'
import { FRESH } from '../../src/monitor/accounts.js'
import { createGenerator } from '../../src/decide/generator.js'
import { policyFromYaml } from '../../src/policy/lint-file.js'
import { policyText } from '../monitor/scene.js'
import { candidate, taskResult } from '../policy/result-fixture.js'

const certificate = { margin: 0.05, alpha: 0.05, eValue: 25 }
const options: BanditOptions = {
  arms: [{ model: 'big', costUsd: 0.01 }, { model: 'mid', costUsd: 0.002, certificate }, { model: 'small', costUsd: 0.001, certificate }],
  worthUsd: 0.05, margin: 0.05, alpha: 0.05,
}

type Means = (model: string, context: string, at: number) => number

/** Plays a stream of right-or-wrong rewards. */
function play(given: BanditOptions, steps: number, seed: number, mean: Means, contexts: readonly string[] = ['']) {
  const bandit = createBandit(given)
  const uniform = createGenerator(seed)
  let state = bandit.start()
  const served: string[] = []
  for (let at = 0; at < steps; at++) {
    const choice = bandit.choose(state, { context: contexts[Math.floor(uniform() * contexts.length)] ?? '', uniform })
    served.push(choice.model)
    state = bandit.learn(state, choice, Number(uniform() < mean(choice.model, choice.context, at)))
  }
  return { state, served }
}

const stoppedAny = ({ stopped, mixStopped }: BanditState): boolean => mixStopped !== null || stopped.some((one) => one !== null)
const share = (served: readonly string[], model: string): number => served.filter((one) => one === model).length / served.length

describe('the bandit', () => {
  it('gives each arm its least share whatever it believes, and the chances add up', () => {
    fc.assert(fc.property(fc.integer(), fc.array(fc.tuple(fc.constantFrom('', 'a', '__proto__', 'constructor'), fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 60 }), (seed, rewards) => {
      const bandit = createBandit(options)
      const uniform = createGenerator(seed)
      let state = bandit.start()
      for (const [context, reward] of rewards) {
        const choice = bandit.choose(state, { context, uniform })
        expect(choice.shares.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9)
        expect(choice.shares[0]).toBeGreaterThanOrEqual(0.1 - 1e-12)
        expect(Math.min(...choice.shares)).toBeGreaterThanOrEqual(0.05 - 1e-12)
        state = JSON.parse(JSON.stringify(bandit.learn(state, choice, reward))) as BanditState
        expect(state.contexts).not.toBe(undefined)
      }
      expect(state.rewards).toBe(rewards.length)
    }), { numRuns: 50 })
  })

  it('goes where worth less cost is highest, context by context', () => {
    const { state, served } = play(options, 3000, 1, () => 0.9)
    expect(share(served.slice(-1000), 'small')).toBeGreaterThan(0.5)
    expect(stoppedAny(state)).toBe(false)
    const mean: Means = (model, context) => (model === 'small' && context === 'hard' ? 0.5 : 0.9)
    const bandit = createBandit({ ...options, margin: 0.5, arms: options.arms.map((arm) => (arm.certificate ? { ...arm, costUsd: arm.model === 'mid' ? 0.006 : 0.001, certificate: { ...certificate, margin: 0.5 } } : arm)) })
    const uniform = createGenerator(5)
    let now = bandit.start()
    const tail: Record<string, string[]> = { hard: [], easy: [] }
    for (let at = 0; at < 4000; at++) {
      const context = at % 2 === 0 ? 'hard' : 'easy'
      const choice = bandit.choose(now, { context, uniform })
      if (at > 2000) tail[context]?.push(choice.model)
      now = bandit.learn(now, choice, Number(uniform() < mean(choice.model, context, at)))
    }
    expect(share(tail['hard'] ?? [], 'small')).toBeLessThan(0.1)
    expect(share(tail['easy'] ?? [], 'small')).toBeGreaterThan(0.5)
  })

  it('is the same for the same seed, and depends on nothing else', () => {
    expect(play(options, 300, 7, () => 0.8)).toEqual(play(options, 300, 7, () => 0.8))
    expect(play(options, 300, 7, () => 0.8).served).not.toEqual(play(options, 300, 8, () => 0.8).served)
  })

  it('bets fairly on the floor: a value whose mean is just there pays one on average, and none can ruin it', () => {
    const [margin, bound] = [0.05, 21]
    const entering = stepFloor(FRESH, -margin, margin, bound).wealth
    fc.assert(fc.property(fc.double({ min: -20, max: -0.06, noNaN: true }), (low) => {
      // Two values with mean −margin, the higher one at the bound.
      const chance = (bound + margin) / (bound - low)
      const mean = chance * stepFloor(FRESH, low, margin, bound).wealth + (1 - chance) * stepFloor(FRESH, bound, margin, bound).wealth
      expect(mean / entering).toBeCloseTo(1, 9)
    }))
    expect(stepFloor(FRESH, bound, margin, bound).wealth).toBeGreaterThan(0)
  })

  it('weighs a reward by the chance that the one who served had', () => {
    const bandit = createBandit(options)
    const choice = { context: '', shares: [0.1, 0.8, 0.1], expected: [0.7, 0.6, 0.5] }
    const tests = (model: string, reward: number) => bandit.learn(bandit.start(), { ...choice, model }, reward).tests.map(({ wealth }) => wealth)
    const floor = (value: number) => stepFloor(FRESH, value, 0.05, 21).state.wealth
    expect(tests('mid', 0)).toEqual([[], floor(0.6 - 0.6 / 0.8 - 0.7), floor(0.5 - 0.7)])
    expect(tests('big', 1)).toEqual([[], floor(0.6 - (0.7 + 0.3 / 0.1)), floor(0.5 - (0.7 + 0.3 / 0.1))])
    const { mixTest } = bandit.learn(bandit.start(), { ...choice, model: 'mid' }, 1)
    expect(mixTest.wealth).toEqual(stepFloor(FRESH, 1 - 0.7, 0.05, 11).state.wealth)
  })

  it('stops arms that keep the margin, and only just, in fewer streams than alpha, whatever the context', () => {
    // At the edge on average: better in one context and worse in the other, so that which context an arm is given misleads the naive mean.
    const mean: Means = (model, context) => (model === 'big' ? 0.8 : 0.75 + (context === 'a' ? 0.1 : -0.1))
    const ends = Array.from({ length: 40 }, (_, seed) => play({ ...options, worthUsd: 0.002 }, 700, seed, mean, ['a', 'b']).state)
    expect(ends.filter(({ stopped }) => stopped.some((one) => one !== null)).length / ends.length).toBeLessThanOrEqual(0.05)
  })

  it('stops an arm that falls, and asks it no more', () => {
    const { state, served } = play(options, 6000, 3, (model, _context, at) => (model === 'small' && at >= 2000 ? 0.4 : 0.9))
    expect(state.stopped[2]?.at).toBeGreaterThan(2000)
    // Three tests share the level.
    const wealth = state.tests[2]?.wealth.reduce((sum, one) => sum + one, 0) ?? 0
    expect(wealth / (state.stopped[2]?.evidence ?? 0)).toBeCloseTo(3 / 0.05, 6)
    expect(state.stopped[2]?.evidence).toBeGreaterThanOrEqual(1)
    expect(state.stopped[1]).toBeNull()
    expect(served.slice((state.stopped[2]?.at ?? 0) + 1)).not.toContain('small')
  })

  it('falls back to the policy’s arm where the mix falls below the floor, and to the reference where that arm is stopped too', () => {
    // Worth next to nothing: the bandit would pay for no quality, and the floor alone holds it.
    const mean: Means = (model, context) => (model === 'big' ? 0.9 : model === 'mid' ? (context === 'a' ? 0.95 : 0.85) : context === 'a' ? 0.3 : 1)
    const { state } = play({ ...options, worthUsd: 1e-6, home: 'mid', margin: 0.2, alpha: 0.05, arms: options.arms.map((arm) => (arm.certificate ? { ...arm, certificate: { ...certificate, margin: 0.2 } } : arm)) }, 12_000, 2, mean, ['a', 'a', 'a', 'b'])
    expect(stoppedAny(state)).toBe(true)
    const bandit = createBandit({ ...options, home: 'mid' })
    const stop = { at: 1, evidence: 1 }
    const fallen: BanditState = { ...bandit.start(), mixStopped: stop }
    expect(bandit.choose(fallen, { uniform: () => 0.5 })).toMatchObject({ model: 'mid', shares: [0.1, 0.9, 0] })
    expect(bandit.choose({ ...fallen, stopped: [null, stop, null] }, { uniform: () => 0.5 })).toMatchObject({ model: 'big', shares: [1, 0, 0] })
  })

  it('takes a reward when it comes, by the chances of then', () => {
    const bandit = createBandit(options)
    const uniform = createGenerator(4)
    const start = bandit.start()
    const choices = Array.from({ length: 20 }, () => bandit.choose(start, { uniform }))
    const later = choices.reduce((state, choice) => bandit.learn(state, choice, 1), start)
    expect(later.rewards).toBe(20)
    expect(start).toEqual(bandit.start())
  })

  it('keeps a bounded number of contexts', () => {
    const { state } = play(options, 300, 1, () => 0.9, Array.from({ length: 200 }, (_, at) => `c${at}`))
    expect(Object.keys(state.contexts).length).toBeLessThanOrEqual(65)
  })

  it('refuses arms without a certificate, and states and rewards that are none', () => {
    const wrong = (change: Partial<BanditOptions>, text: string): void => { expect(() => createBandit({ ...options, ...change })).toThrow(text) }
    const [big = { model: '', costUsd: 0 }, mid = big] = options.arms
    wrong({ arms: [big, { model: 'x', costUsd: 0 }] }, 'x has no certificate')
    wrong({ arms: [big, { ...mid, certificate: { ...certificate, eValue: 19 } }] }, 'is no certificate')
    wrong({ arms: [big, { ...mid, certificate: { ...certificate, margin: 0.1 } }] }, 'certified for a margin of 0.1')
    wrong({ arms: [big] }, 'at least one certified arm')
    wrong({ arms: [big, mid, mid] }, 'named twice')
    wrong({ arms: [{ model: 'big', costUsd: Number.NaN }, mid] }, 'no amount')
    wrong({ home: 'other' }, 'is no arm')
    for (const change of [{ margin: 0 }, { alpha: 1 }, { worthUsd: 0 }, { control: 0 }, { explore: 0.6 }, { window: 0 }]) expect(() => createBandit({ ...options, ...change })).toThrow(RangeError)
    const bandit = createBandit(options)
    const choice = bandit.choose(bandit.start(), { uniform: () => 0.5 })
    for (const reward of [-0.1, 1.1, Number.NaN]) expect(() => bandit.learn(bandit.start(), choice, reward)).toThrow('a reward lies in [0,1]')
    expect(() => bandit.choose({ ...bandit.start(), arms: ['a', 'b', 'c'] }, { uniform: () => 0.5 })).toThrow('belongs to the arms a, b, c')
    expect(() => bandit.choose({ ...bandit.start(), schemaVersion: 2 } as unknown as BanditState, { uniform: () => 0.5 })).toThrow('of this version')
    expect(() => bandit.learn(bandit.start(), { ...choice, model: 'x' }, 1)).toThrow('another bandit')
  })

  it('takes its arms from a policy’s evidence or a result’s certificates, and no others', () => {
    const policy = policyFromYaml(policyText().replace('e_value: 30, margin: 0.03, alpha: 0.05 }', 'e_value: 30, margin: 0.03, alpha: 0.05, cost_per_request_usd: { candidate: 0.001, incumbent: 0.01 } }'), 'p.yaml')
    const own = armsOfRoute(policy, 'sort')
    expect(own).toMatchObject({ home: 'small', margin: 0.03, arms: [{ model: 'big', costUsd: 0.01 }, { model: 'small', costUsd: 0.001 }] })
    expect(createBandit({ ...own, worthUsd: 1 }).start().arms).toEqual(['big', 'small'])
    expect(() => armsOfRoute(policyFromYaml(policyText(), 'p.yaml'), 'sort')).toThrow('cost_per_request_usd')
    expect(() => armsOfRoute(policy, 'incumbent')).toThrow('no route incumbent with evidence')
    const task = taskResult({ candidates: [candidate(), candidate({ model: 'x/slow', viable: false }), candidate({ model: 'x/worse', verdict: 'inferior', viable: false }), candidate({ model: 'x/dear', costPerCallUsd: 0.005 })] })
    const arms = armsOfTask(task, { margin: 0.03, alpha: 0.05 })
    expect(arms.arms.map(({ model }) => model)).toEqual(['openai/gpt-4o', 'openai/gpt-4o-mini', 'x/dear'])
    expect(arms.home).toBe('openai/gpt-4o-mini')
    expect(arms.arms[0]?.costUsd).toBeCloseTo(8 / 500, 9)
    expect(() => armsOfTask({ ...task, candidates: [] }, { margin: 0.03, alpha: 0.05 })).toThrow('was certified')
    expect(() => armsOfTask({ ...task, target: 'log' }, { margin: 0.03, alpha: 0.05 })).toThrow('logged calls alone')
    expect(() => armsOfTask({ ...task, costUsd: null }, { margin: 0.03, alpha: 0.05 })).toThrow('openai/gpt-4o is not known')
  })
})
