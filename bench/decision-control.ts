import { parseArgs } from 'node:util'
import { createGenerator } from '../src/decide/generator.js'
import { createMonitor } from '../src/decide/monitor.js'
import type { DecisionRule } from '../src/domain/verdict.js'

// A noisy incumbent without expected answers: what one reference (the log) and two (the log and the rerun) need.
// npx tsx bench/decision-control.ts [--repetitions 2000]
const { values } = parseArgs({ options: { repetitions: { type: 'string', default: '2000' } } })
const repetitions = Number(values.repetitions)
const SAMPLES = 1000
const RULE: DecisionRule = { margin: 0.03, alpha: 0.05, maxSamples: SAMPLES, order: 'cheapest-first', futility: true, population: null }
/** On a wavering case the incumbent gives its usual answer so often, else one of as many others. */
const USUAL = 0.6
const OTHERS = 3

/** Agreement of candidate and log, of candidate and rerun, and of rerun and log, on one case. */
type Agreements = readonly [log: number, rerun: number, control: number]

function caseOf(uniform: () => number, wavering: number, worse: number): Agreements {
  const wavers = uniform() < wavering
  const own = (): number => (wavers && uniform() > USUAL ? 1 + Math.floor(uniform() * OTHERS) : 0)
  const [log, rerun] = [own(), own()]
  const candidate = uniform() < worse ? -1 : own()
  return [Number(candidate === log), Number(candidate === rerun), Number(rerun === log)]
}

function certified(wavering: number, worse: number, both: boolean, seed: number): { readonly share: number; readonly replays: number } {
  const uniform = createGenerator(seed)
  let [share, replays] = [0, 0]
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const monitor = createMonitor(RULE, 1, { truth: false })
    while (monitor.state === 'undecided') {
      const [log, rerun, control] = caseOf(uniform, wavering, worse)
      const difference = (both ? (log + rerun) / 2 : log) - control
      monitor.push({ nonInferiority: difference, reverse: difference })
    }
    share += monitor.state === 'non-inferior' ? 1 : 0
    replays += monitor.processed
  }
  return { share: share / repetitions, replays: replays / repetitions }
}

console.log(`${repetitions} repetitions; certified % / mean replays, n_max ${SAMPLES}. A candidate that is wrong in w % of cases where the incumbent would not be loses nearly w points of agreement.`)
console.log('self-agreement  wrong      one reference     two references')
const agreementOnWavering = USUAL ** 2 + OTHERS * ((1 - USUAL) / OTHERS) ** 2
for (const wavering of [0.05, 0.1, 0.2, 0.4]) {
  const self = 1 - wavering * (1 - agreementOnWavering)
  for (const points of [0, 1, 2, 3]) {
    // Loss of agreement per wrong answer is the self-agreement itself.
    const worse = points / 100 / self
    const cells = [false, true].map((both) => certified(wavering, worse, both, Math.round(wavering * 1000) + points))
    console.log(`${(100 * self).toFixed(1).padStart(12)} %  ${`−${points}`.padStart(5)}  ${cells.map(({ share, replays }) => `${(100 * share).toFixed(1).padStart(6)} / ${replays.toFixed(0).padStart(4)}`.padStart(17)).join('  ')}`)
  }
}
