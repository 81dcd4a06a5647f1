import { parseArgs } from 'node:util'
import { decideFamily, type DoubtfulCase } from '../src/decide/index.js'
import { createGenerator } from '../src/decide/generator.js'
import type { DecisionRule } from '../src/domain/verdict.js'

// Families of thresholds at the boundary, made: npx tsx bench/decision-families.ts [--repetitions 4000]
const { values } = parseArgs({ options: { repetitions: { type: 'string', default: '4000' } } })
const repetitions = Number(values.repetitions)
const SAMPLES = 600
const RULE: DecisionRule = { margin: 0.03, alpha: 0.05, maxSamples: SAMPLES, order: 'cheapest-first', futility: false, population: null }
const BOUND = RULE.alpha + 3 * Math.sqrt((RULE.alpha * (1 - RULE.alpha)) / repetitions)

/** Share of runs in which a threshold is certified that loses exactly the margin: doubt is uniform over the steps, and all loss lies in the first bad one. */
function falselyCertified(thresholds: number, firstBad: number): number {
  const uniform = createGenerator(77 + thresholds + firstBad)
  let certified = 0
  for (let run = 0; run < repetitions; run++) {
    const drawn = Array.from({ length: SAMPLES }, (): DoubtfulCase => {
      const step = Math.floor(uniform() * thresholds)
      const difference = step === firstBad && uniform() < RULE.margin * thresholds ? -1 : 0
      return { difference: { nonInferiority: difference, reverse: difference }, doubt: step, candidateUsd: 0.08, incumbentUsd: 1 }
    })
    const family = decideFamily(drawn, Array.from({ length: thresholds }, (_, step) => step + 0.5), { rule: RULE, families: 1, truth: true, paysTwice: true })
    if (family.tested.some(({ summary, threshold }) => summary.state === 'non-inferior' && threshold > firstBad)) certified += 1
  }
  return certified / repetitions
}

console.log(`Every threshold of a family has a mean of exactly −3 points from the first unsafe one on (${repetitions} runs, level 5 %, noise to ${(100 * BOUND).toFixed(2)} %)`)
let worst = 0
for (const [thresholds, firstBad] of [[1, 0], [5, 0], [5, 2], [10, 0], [10, 4], [10, 8]] as const) {
  const share = falselyCertified(thresholds, firstBad)
  worst = Math.max(worst, share)
  console.log(`${thresholds} thresholds, unsafe from number ${firstBad + 1}: certified ${(100 * share).toFixed(2)} %`)
}
console.log(`MUST most false certificates of a family: ${(100 * worst).toFixed(2)} % (goal ≤ 5 %, noise to ${(100 * BOUND).toFixed(2)} %) ${worst <= BOUND ? 'ok' : 'MISSED'}`)
if (worst > BOUND) process.exitCode = 1
