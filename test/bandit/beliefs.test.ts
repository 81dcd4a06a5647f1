import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBandit, type BanditOptions } from '../../src/bandit/index.js'
import { createGenerator } from '../../src/decide/generator.js'

const certificate = { margin: 0.05, alpha: 0.05, eValue: 25 }
const options: BanditOptions = { arms: [{ model: 'big', costUsd: 0.01 }, { model: 'small', costUsd: 0.001, certificate }], worthUsd: 0.05, margin: 0.05 }

/** What a bandit expects of an arm in a context, once it has been told of rewards of the second arm. */
function expected(given: BanditOptions, told: readonly (readonly [context: string, reward: number])[], context: string): readonly number[] {
  const bandit = createBandit(given)
  const state = told.reduce((now, [where, reward]) => bandit.learn(now, { ...bandit.choose(now, { context: where, uniform: () => 0.5 }), model: 'small', shares: [0.5, 0.5], expected: [0.5, 0.5] }, reward), bandit.start())
  return bandit.choose(state, { context, uniform: createGenerator(1) }).expected
}
const many = (context: string, reward: number, count: number) => Array.from({ length: count }, () => [context, reward] as const)

describe('what a bandit expects', () => {
  it('of an arm in a context that it does not know is what the arm does elsewhere, as good as ten rewards', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 20 }), (good, bad, own) => {
      const endless = { ...options, window: 1e12 }
      const told = [...many('a', 1, good), ...many('a', 0, bad), ...many('b', 0, own)]
      const elsewhere = (1 + good) / (2 + good + bad + own)
      // Beta(1 + right + 10·elsewhere, 1 + wrong + 10·(1 − elsewhere)).
      expect(expected(endless, told, 'b')[1]).toBeCloseTo((1 + 10 * elsewhere) / (2 + own + 10), 6)
      expect(expected(endless, told, 'b')[0], 'of the arm that nobody was told of').toBeCloseTo(0.5, 9)
    }))
  })

  it('is soon what the arm does of late: rewards fade over the window, those of the others do not', () => {
    const fallen = [...many('', 1, 400), ...many('', 0, 60)]
    expect(expected({ ...options, window: 20 }, fallen, '')[1]).toBeLessThan(0.2)
    expect(expected({ ...options, window: 1e12 }, fallen, '')[1]).toBeGreaterThan(0.8)
    const bandit = createBandit({ ...options, window: 20 })
    let state = bandit.start()
    const choice = { context: '', shares: [0.5, 0.5], expected: [0.5, 0.5] }
    for (let n = 0; n < 5; n++) state = bandit.learn(state, { ...choice, model: 'big' }, 1)
    const before = state.contexts['']?.n[0]
    for (let n = 0; n < 500; n++) state = bandit.learn(state, { ...choice, model: 'small' }, 1)
    expect(state.contexts['']?.n[1]).toBeCloseTo(20, 6)
    expect(state.contexts['']?.n[0]).toBe(before)
  })
})
