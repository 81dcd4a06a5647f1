import { createBettingTest } from '../../src/decide/betting-test.js'
import { createGenerator } from '../../src/decide/generator.js'
import { createMonitor } from '../../src/decide/monitor.js'
import { simulatePower } from '../../src/decide/power.js'
import type { DecisionRule } from '../../src/domain/verdict.js'
import { simulatePlainTest } from './plain-test.js'

const RULE: DecisionRule = { margin: 0.03, alpha: 0.05, maxSamples: 1000, order: 'cheapest-first', futility: true, population: null }

/** Shares of wrong verdicts at the margin, where every "viable" is false; 3 standard errors above the level is the bound. */
export function reportFalseViable(repetitions: number): { readonly lines: readonly string[]; readonly broken: number } {
  const lines: string[] = []
  let broken = 0
  const judge = (name: string, share: number, level: number): void => {
    const bound = level + 3 * Math.sqrt((level * (1 - level)) / repetitions)
    if (share > bound) broken += 1
    lines.push(`${name.padEnd(52)} ${percent(share)}  level ${percent(level)}  bound ${percent(bound)}${share > bound ? '  BROKEN' : ''}`)
  }
  for (const maxSamples of [100, 300, 1000]) {
    for (const discordance of [3, 5, 10, 20]) {
      const input = { rule: { ...RULE, maxSamples }, candidates: 1, discordance: discordance / 100, difference: -0.03, repetitions, seed: maxSamples + discordance }
      const name = `n_max ${maxSamples}, discordance ${discordance} %`
      judge(`${name}, test alone`, simulatePlainTest(input).certified, RULE.alpha)
      judge(`${name}, with futility`, simulatePower(input).certified, RULE.alpha)
    }
  }
  for (const discordance of [5, 20]) {
    const one = simulatePower({ rule: { ...RULE, futility: false }, candidates: 3, discordance: discordance / 100, difference: -0.03, repetitions, seed: discordance })
    judge(`n_max 1000, discordance ${discordance} %, one of three candidates`, one.certified, RULE.alpha / 3)
    judge(`n_max 1000, discordance ${discordance} %, the same called inferior`, one.inferior, RULE.alpha / 3)
  }
  for (const population of [100, 300, 600]) {
    const rule: DecisionRule = { ...RULE, population, futility: false }
    const log = simulatePower({ rule, candidates: 1, discordance: 0.09, difference: -0.03, repetitions, seed: population })
    judge(`log of ${population} as population, discordance 9 %`, log.certified, RULE.alpha)
  }
  for (const discordance of [3, 10]) {
    const few = Math.min(repetitions, 400)
    const miss = intervalMisses(discordance / 100, few)
    lines.push(`${`interval at n 500, discordance ${discordance} %, ${few} runs: misses`.padEnd(52)} lower ${percent(miss.lower)}  upper ${percent(miss.upper)}`)
  }
  judge('scores: rare −1, many small gains', boundedMisses(repetitions), RULE.alpha)
  return { lines, broken }
}

/** How often each bound excludes the true mean of −3 points after 500 cases. */
function intervalMisses(discordance: number, repetitions: number): { readonly lower: number; readonly upper: number } {
  const uniform = createGenerator(500)
  const losses = (discordance + 0.03) / 2
  let lower = 0
  let upper = 0
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const monitor = createMonitor({ ...RULE, maxSamples: 500, futility: false }, 1, { truth: true })
    while (monitor.state === 'undecided') {
      const draw = uniform()
      const difference = draw < losses ? -1 : draw < discordance ? 1 : 0
      monitor.push({ nonInferiority: difference, reverse: difference })
    }
    const [low, high] = monitor.summary().interval
    if (low >= -0.03) lower += 1
    if (high < -0.03) upper += 1
  }
  return { lower: lower / repetitions, upper: upper / repetitions }
}

/** Graded scores, badly skewed: −1 with probability 5/102, else +0.02; the mean is −3 points. */
function boundedMisses(repetitions: number): number {
  const uniform = createGenerator(2)
  let rejected = 0
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const test = createBettingTest({ nullMean: -0.03, alpha: RULE.alpha, maxSamples: 1000 })
    while (!test.rejected && test.processed < 1000) test.push(uniform() < 5 / 102 ? -1 : 0.02)
    if (test.rejected) rejected += 1
  }
  return rejected / repetitions
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2).padStart(6)} %`
}
