import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFallTest } from '../../src/check/fall-test.js'
import { latencyExceeded } from '../../src/check/latency-bound.js'
import { createRegressionTest } from '../../src/check/regression-test.js'

/** mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

describe('a fall test', () => {
  it('errs at most as often as its level at the worst mean that is allowed, however often it is looked at', () => {
    let rejected = 0
    for (let seed = 0; seed < 1000; seed++) {
      const random = randomFrom(seed)
      const test = createFallTest(0.05, 0.05)
      for (let n = 0; n < 400; n++) test.push(random() < 0.1 ? 0.5 : random() < 1 / 9 ? -1 : 0)
      if (test.rejected) rejected += 1
    }
    // Mean 0.05 − 0.1 = −0.05, the boundary. Binomial(1000, 0.05): three standard deviations above are 71.
    expect(rejected).toBeLessThanOrEqual(71)
  })

  it('keeps its wealth in expectation: at the boundary no bet gains', () => {
    fc.assert(fc.property(fc.double({ min: 0.01, max: 0.3, noNaN: true }), (margin) => {
      for (const share of [0.05, 0.95]) expect((share / (1 + margin)) * (-1 - margin)).toBeGreaterThan(-1)
    }))
    const collapse = createFallTest(0.05, 0.025)
    let n = 0
    while (!collapse.rejected) { collapse.push(-1); n += 1 }
    expect(n).toBeLessThan(12)
  })
})

it('a fall test rejects at the very case at which the wealth of its bets reaches 1 / level', () => {
  for (const level of [0.05, 0.025, 0.001]) {
    const test = createFallTest(0.05, level)
    // A fall by one: a bet of share s grows by 1 + s × 0.95 / 1.05.
    const wealth = (n: number): number => [0.05, 0.1, 0.2, 0.4, 0.65, 0.95].reduce((sum, share) => sum + (1 + (share * 0.95) / 1.05) ** n / 6, 0)
    for (let n = 1; n < 30; n++) {
      test.push(-1)
      expect(test.rejected, `level ${level}, case ${n}`).toBe(wealth(n) >= 1 / level)
    }
  }
})

describe('a regression test', () => {
  const run = (cases: number, now: (n: number) => number | undefined, baseline: (n: number) => number | undefined = () => 1): ReturnType<typeof createRegressionTest> => {
    const test = createRegressionTest({ margin: 0.05, alpha: 0.05, cases, baselines: cases })
    for (let n = 0; n < cases; n++) test.push({ worst: now(n) ?? 0, best: now(n) ?? 1, control: 1, baseline: baseline(n) })
    return test
  }

  it('says ok, regressed or nothing', () => {
    expect([run(300, () => 1).state, run(300, () => 0).state, run(30, () => 1).state, run(30, (n) => (n === 7 ? 0 : 1)).state]).toEqual(['ok', 'regressed', 'undecided', 'undecided'])
  })

  it('sees a model fall below its own past even where it stays as good as the incumbent', () => {
    const test = createRegressionTest({ margin: 0.05, alpha: 0.05, cases: 300, baselines: 300 })
    for (let n = 0; n < 300 && test.state === 'undecided'; n++) test.push({ worst: n % 2, best: n % 2, control: n % 2 === 0 ? n % 4 / 2 : 1 - (n % 4 === 3 ? 1 : 0), baseline: 1 })
    expect([test.state, test.summary().against]).toEqual(['regressed', 'baseline'])
  })

  it('decides with several draws of each case what one draw leaves open', () => {
    // One answer in six is wrong by chance, in either round: the draws of a case make one score.
    const noisy = (draws: number): number => {
      let decided = 0
      for (let seed = 1; seed <= 60; seed++) {
        let state = seed * 2654435761
        const random = (): number => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return state / 2 ** 32 }
        const score = (): number => Array.from({ length: draws }, (): number => (random() < 1 / 6 ? 0 : 1)).reduce((sum, one) => sum + one, 0) / draws
        const test = createRegressionTest({ margin: 0.05, alpha: 0.05, cases: 300, baselines: 300 })
        for (let n = 0; n < 300 && test.state === 'undecided'; n++) { const now = score(); test.push({ worst: now, best: now, control: score(), baseline: score() }) }
        if (test.state === 'ok') decided += 1
      }
      return decided
    }
    const [once, fourTimes] = [noisy(1), noisy(4)]
    expect(once).toBeLessThan(45)
    expect(fourTimes).toBeGreaterThan(52)
  })

  it('counts a case without a score against whatever it would show', () => {
    expect(run(300, (n) => (n % 10 === 0 ? undefined : 1)).state).toBe('undecided')
    expect(run(300, () => undefined).state).toBe('undecided')
  })

  it('takes an incumbent that gave no score for right where ok is to be shown, and for wrong where a fall is', () => {
    const test = createRegressionTest({ margin: 0.05, alpha: 0.05, cases: 300, baselines: 0 })
    for (let n = 0; n < 300; n++) test.push({ worst: 0.5, best: 0.5, control: undefined, baseline: undefined })
    expect(test.state).toBe('undecided')
  })

  it('spends half of its level on either comparison: what a model that fell by the margin could show by chance is no ok', () => {
    // A model that loses 5 cases in 100 shows none in 71 with chance .95^71 = .026, more than half of .05.
    const okAfter = (cases: number) => {
      const test = createRegressionTest({ margin: 0.05, alpha: 0.05, cases, baselines: 0 })
      for (let n = 0; n < cases; n++) test.push({ worst: 1, best: 1, control: 1, baseline: undefined })
      return test.state
    }
    expect([okAfter(71), okAfter(90)]).toEqual(['undecided', 'ok'])
  })

  it('calls nothing a fall before half of its level allows it', () => {
    const lost = (n: number) => n % 4 === 0
    const firstOf = (stops: (n: number) => boolean) => Array.from({ length: 300 }, (_, n) => n).find(stops)
    const fallen = (level: number) => {
      const test = createFallTest(0.05, level)
      return firstOf((n) => {
        test.push(lost(n) ? -1 : 0)
        return test.rejected
      })
    }
    const test = createRegressionTest({ margin: 0.05, alpha: 0.05, cases: 300, baselines: 0 })
    const regressed = firstOf((n) => test.push({ worst: lost(n) ? 0 : 1, best: lost(n) ? 0 : 1, control: 1, baseline: undefined }) === 'regressed')
    expect(regressed).toBe(fallen(0.025))
    expect(regressed).toBeGreaterThan(fallen(0.05) ?? Infinity)
  })
})

describe('latencyExceeded', () => {
  const times = (over: number, of: number): number[] => Array.from({ length: of }, (_, n) => (n < over ? 2000 : 100))
  it.each([[19, 19, false], [1, 20, false], [4, 20, false], [5, 20, true], [10, 100, false], [12, 100, true]])('%i of %i calls over the bound: %s', (over, of, wanted) => expect(latencyExceeded(times(over, of), 1000)).toBe(wanted))
})
