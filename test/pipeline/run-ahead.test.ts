import { expect, it } from 'vitest'
import { createGenerator, createMonitor } from '../../src/decide/index.js'
import type { DecisionRule } from '../../src/domain/verdict.js'
import { createCourse, runAhead } from '../../src/pipeline/task/run-ahead.js'

const rule: DecisionRule = { margin: 0.03, alpha: 0.05, maxSamples: 1000, order: 'cheapest-first', futility: true, population: null }

/** Cases that were decided on and cases that were started in vain, and the mean number that ran at once. */
function simulate(window: number, discordance: number, difference: number): { readonly trials: number; readonly wasted: number; readonly atOnce: number } {
  const uniform = createGenerator(3)
  let [trials, wasted, rounds] = [0, 0, 0]
  for (let repetition = 0; repetition < 30; repetition++) {
    const monitor = createMonitor(rule, 2, { truth: true })
    const course = createCourse(rule, 2)
    let started = 0
    while (monitor.state === 'undecided') {
      const ahead = runAhead(course, window)
      expect(ahead).toBeGreaterThanOrEqual(1)
      expect(ahead).toBeLessThanOrEqual(window)
      started = Math.max(started, Math.min(rule.maxSamples, monitor.processed + ahead))
      rounds += 1 / ahead
      const unit = uniform()
      const one = unit < (discordance - difference) / 2 ? -1 : unit < discordance ? 1 : 0
      monitor.push({ nonInferiority: one, reverse: one })
      course.push(one, monitor.eValue)
    }
    trials += monitor.processed
    wasted += started - monitor.processed
  }
  return { trials, wasted, atOnce: trials / rounds }
}

it('few calls run ahead in vain, whether a candidate is good or bad, and many run at once where it is good', () => {
  const runs = ([[0.1, 0], [0.2, -0.02], [0.2, -0.1], [0.5, -0.4]] as const).map(([discordance, difference]) => simulate(16, discordance, difference))
  const sum = (of: (one: (typeof runs)[number]) => number) => runs.reduce((total, one) => total + of(one), 0)
  expect(sum(({ wasted }) => wasted)).toBeLessThan(0.05 * sum(({ trials, wasted }) => trials + wasted))
  for (const { trials, wasted } of runs) expect(wasted).toBeLessThan(0.15 * (trials + wasted))
  expect(simulate(16, 0.1, 0).atOnce).toBeGreaterThan(6)
})

it('before the first look as many run ahead as it takes, and no more', () => {
  const course = createCourse(rule, 1)
  expect(runAhead(course, 50)).toBeLessThanOrEqual(10)
  expect(runAhead(course, 50)).toBeGreaterThanOrEqual(9)
  expect(runAhead(course, 4)).toBe(4)
})
