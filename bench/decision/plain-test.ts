import { createBettingTest } from '../../src/decide/betting-test.js'
import { createGenerator } from '../../src/decide/generator.js'
import type { Power, PowerInput } from '../../src/decide/power.js'

/** The non-inferiority test alone, without reverse test and futility: what the study calls the plain test. */
export function simulatePlainTest({ rule, candidates, discordance, difference, repetitions, seed }: PowerInput): Pick<Power, 'certified' | 'meanTrials'> {
  const uniform = createGenerator(seed)
  const losses = (discordance - difference) / 2
  let certified = 0
  let trials = 0
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const test = createBettingTest({ nullMean: -rule.margin, alpha: rule.alpha, maxSamples: rule.maxSamples, initialWealth: 1 / candidates })
    while (!test.rejected && test.processed < rule.maxSamples) {
      const draw = uniform()
      test.push(draw < losses ? -1 : draw < discordance ? 1 : 0)
    }
    certified += test.rejected ? 1 : 0
    trials += test.processed
  }
  return { certified: certified / repetitions, meanTrials: trials / repetitions }
}
