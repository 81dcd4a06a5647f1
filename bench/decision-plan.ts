import { parseArgs } from 'node:util'
import { createGenerator } from '../src/decide/generator.js'
import { forecastRun } from '../src/pipeline/plan/forecast.js'
import { mean } from './lib/figures.js'
import { planOf, scriptedRun, type Answer, type Script } from './decision/scripted-run.js'

// What a plan says beside what runs come to: npx tsx bench/decision-plan.ts [--repetitions 200]
const { values } = parseArgs({ options: { repetitions: { type: 'string', default: '200' } } })
const repetitions = Number(values.repetitions)
const uniform = createGenerator(77)
const right = (share: number): Answer => ({ taken: uniform() < share ? 'right' : 'wrong' })
/** A plan simulates 250 runs a cell. */
const PLAN_REPETITIONS = 250

interface World { readonly name: string; readonly discordance: 0.05 | 0.1 | 0.2; readonly script: () => Script }

/** Two that are right in p of cases each, by themselves, differ in 2p(1 − p) of them. */
const accuracy = (discordance: number): number => (1 + Math.sqrt(1 - 2 * discordance)) / 2

/** With expected answers: incumbent and candidates are equal. */
const withGold = (discordance: World['discordance'], models: readonly string[], samples: number): World => ({
  name: `gold, ${100 * discordance} % differ, ${models.length} equal, ${samples} samples`, discordance,
  script: () => ({ samples, models, logged: () => uniform() < accuracy(discordance), answer: () => right(accuracy(discordance)) }),
})
/** Without: the incumbent is asked again, on all cases or by lot. */
const withRerun = (discordance: World['discordance'], controlShare: number | undefined, samples: number, seeds: { next: number }): World => ({
  name: `asked again ${controlShare === undefined ? 'always' : `on ${100 * controlShare} %`}, ${100 * discordance} % differ, 1 equal, ${samples} samples`, discordance,
  script: () => ({ samples, models: ['a'], gold: false, control: 'rerun', ...(controlShare === undefined ? {} : { controlShare }), seed: ++seeds.next, answer: () => right(accuracy(discordance)) }),
})
const seeds = { next: 0 }
const worlds = [
  withGold(0.05, ['a'], 300), withGold(0.1, ['a'], 1000), withGold(0.2, ['a'], 1000), withGold(0.1, ['a', 'b', 'c'], 1000),
  withRerun(0.05, undefined, 300, seeds), withRerun(0.05, 0.5, 300, seeds), withRerun(0.1, undefined, 1000, seeds), withRerun(0.1, 0.5, 1000, seeds),
]

let missed = 0
console.log(`${repetitions} runs a row; a candidate costs 0.01 USD a call. Chance and trials are those of the cheapest candidate. z: distance in standard errors of both simulations`)
for (const { name, discordance, script } of worlds) {
  const [forecast] = forecastRun(planOf(script()), new Map(), undefined, 16).tasks
  const power = forecast?.power.find((one) => one.discordance === discordance)
  const outcomes: { certified: number; trials: number; all: number; usd: number }[] = []
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const [task] = await scriptedRun(script())
    const candidates = task?.candidates ?? []
    outcomes.push({ certified: Number(candidates[0]?.viable ?? false), trials: candidates[0]?.trials ?? 0, all: candidates.reduce((sum, one) => sum + one.trials, 0), usd: candidates.reduce((sum, one, rank) => sum + one.trials * (0.01 + rank / 1e4), 0) })
  }
  const found = { certified: mean(outcomes.map((one) => one.certified)), trials: mean(outcomes.map((one) => one.trials)), all: mean(outcomes.map((one) => one.all)), usd: mean(outcomes.map((one) => one.usd)) }
  const deviation = Math.sqrt(mean(outcomes.map(({ trials }) => (trials - found.trials) ** 2)))
  const chance = power?.certified ?? 0
  const each = 1 / repetitions + 1 / PLAN_REPETITIONS
  const zChance = (found.certified - chance) / Math.sqrt(Math.max(0.01, chance * (1 - chance)) * each)
  const zTrials = (found.trials - (power?.meanTrials ?? 0)) / (deviation * Math.sqrt(each))
  if (Math.abs(zChance) > 3 || Math.abs(zTrials) > 3) missed += 1
  const whole = discordance === 0.1 ? `  all: ${forecast?.expected.calls ?? 0} calls, ${(forecast?.expected.usd ?? 0).toFixed(2)} USD; was ${found.all.toFixed(0)}, ${found.usd.toFixed(2)}` : ''
  console.log(`${name.padEnd(62)} certified: planned ${(100 * chance).toFixed(1)} %, was ${(100 * found.certified).toFixed(1)} % (z ${zChance.toFixed(1)})  trials: ${(power?.meanTrials ?? 0).toFixed(0)}, was ${found.trials.toFixed(0)} (z ${zTrials.toFixed(1)})${whole}`)
}
// A bad candidate: what its plan says of giving it up, and of the trials until then.
const bad = (discordance: number, difference: number, samples: number): Script => {
  // X and Y by themselves with P(X, not Y) = losses and P(Y, not X) = wins.
  const [losses, sum] = [(discordance - difference) / 2, 1 - difference]
  const incumbent = (sum + Math.sqrt(sum ** 2 - 4 * losses)) / 2
  return { samples, models: ['a'], logged: () => uniform() < incumbent, answer: () => right(incumbent + difference) }
}
interface Bad { readonly name: string; readonly ends: boolean; readonly discordance: 0.05 | 0.1 | 0.2; readonly true: number; readonly difference: number; readonly samples: number }
const bads: readonly Bad[] = [
  { name: 'ten points worse, 10 % differ', ends: true, discordance: 0.1, true: 0.1, difference: -0.1, samples: 300 }, { name: 'ten points worse, 20 % differ', ends: true, discordance: 0.2, true: 0.2, difference: -0.1, samples: 1000 },
  { name: 'one point worse, 5 % differ', ends: false, discordance: 0.05, true: 0.05, difference: -0.01, samples: 1000 }, { name: 'one point worse, 10 % differ', ends: false, discordance: 0.1, true: 0.1, difference: -0.01, samples: 1000 },
]
for (const one of bads) {
  const [forecast] = forecastRun(planOf(bad(one.true, one.difference, one.samples)), new Map(), undefined, 16).tasks
  const power = forecast?.power.find(({ discordance }) => discordance === one.discordance)
  const planned = { chance: (one.ends ? power?.tenPointsWorseEnds : power?.onePointWorse) ?? 0, trials: one.ends ? power?.meanTrialsTenPointsWorse : undefined }
  const outcomes: { event: number; trials: number }[] = []
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const [task] = await scriptedRun(bad(one.true, one.difference, one.samples))
    const only = task?.candidates[0]
    outcomes.push({ event: Number(one.ends ? only?.reason === 'dropped-futile' || only?.verdict === 'inferior' : only?.viable), trials: only?.trials ?? 0 })
  }
  const [chance, trials] = [mean(outcomes.map(({ event }) => event)), mean(outcomes.map(({ trials: own }) => own))]
  const deviation = Math.sqrt(mean(outcomes.map(({ trials: own }) => (own - trials) ** 2)))
  const each = 1 / repetitions + 1 / PLAN_REPETITIONS
  const zChance = (chance - planned.chance) / Math.sqrt(Math.max(0.01, planned.chance * (1 - planned.chance)) * each)
  const zTrials = planned.trials === undefined ? 0 : (trials - planned.trials) / (deviation * Math.sqrt(each))
  if (Math.abs(zChance) > 3 || Math.abs(zTrials) > 3) missed += 1
  console.log(`${`${one.name}, ${one.samples} samples`.padEnd(62)} ${one.ends ? 'given up' : 'certified'}: planned ${(100 * planned.chance).toFixed(1)} %, was ${(100 * chance).toFixed(1)} % (z ${zChance.toFixed(1)})  ${planned.trials === undefined ? '' : `trials: ${planned.trials.toFixed(0)}, was ${trials.toFixed(0)} (z ${zTrials.toFixed(1)}), ${(planned.trials / 100).toFixed(2)} USD, was ${(trials / 100).toFixed(2)}`}`)
}

// "For a chance of 80 %": as many samples as the plan names, and what they come to.
for (const candidates of [1, 3, 6]) {
  const models = [...'abcdef'].slice(0, candidates)
  const scriptOf = (samples: number) => withGold(0.1, models, samples).script()
  const [forecast] = forecastRun(planOf(scriptOf(300)), new Map(), undefined, 16).tasks
  const samples = forecast?.samplesFor80 ?? 0
  let certified = 0
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const [task] = await scriptedRun(scriptOf(samples))
    certified += Number(task?.candidates[0]?.viable ?? false) / repetitions
  }
  // Both the search and the runs are simulations.
  const z = (certified - 0.8) / Math.sqrt(0.16 * (1 / repetitions + 1 / PLAN_REPETITIONS))
  if (z < -3) missed += 1
  console.log(`${`for 80 % of ${candidates} declared, 10 % differ: ${samples} samples`.padEnd(62)} certified: was ${(100 * certified).toFixed(1)} % (z ${z.toFixed(1)})`)
}
console.log(`MUST rows where a plan is off by more than 3 standard errors: ${missed} (goal 0) ${missed === 0 ? 'ok' : 'MISSED'}`)
const ten = planOf({ samples: 1000, models: [...'abcde'], tasks: 10, answer: () => right(1) })
const before = process.cpuUsage()
forecastRun(ten, new Map(), undefined, 16)
const { user, system } = process.cpuUsage(before)
const seconds = (user + system) / 1e6
console.log(`MUST forecast of ten tasks of five candidates: ${seconds.toFixed(2)} s CPU (goal < 5 s) ${seconds < 5 ? 'ok' : 'MISSED'}`)
if (missed > 0 || seconds >= 5) process.exitCode = 1
