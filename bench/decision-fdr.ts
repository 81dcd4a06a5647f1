import { parseArgs } from 'node:util'
import { createMonitor, falseDiscovery, simulatePower } from '../src/decide/index.js'
import { createGenerator } from '../src/decide/generator.js'
import type { PlannedFdr } from '../src/domain/plan.js'
import type { DecisionRule } from '../src/domain/verdict.js'
import { barFor, firstBar } from '../src/pipeline/fdr.js'
import { mean } from './lib/figures.js'

// Many tasks at once, and the fixed design, by simulation: npx tsx bench/decision-fdr.ts [--repetitions 1000]
const { values } = parseArgs({ options: { repetitions: { type: 'string', default: '1000' } } })
const repetitions = Number(values.repetitions)
const RULE: DecisionRule = { margin: 0.03, alpha: 0.05, maxSamples: 1000, order: 'cheapest-first', futility: true, population: null }
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`.padStart(8)

interface Claim {
  readonly eValue: number
  readonly certified: boolean
  readonly trials: number
}

/** One task's candidate up to a bar: the cases are those of its seed, so that a higher bar goes on from the same path. */
function runTask(seed: number, difference: number, discordance: number, fdr: PlannedFdr, bar: number): Claim {
  const uniform = createGenerator(seed)
  const monitor = createMonitor(RULE, 1, { truth: true, together: { bar, aim: firstBar(fdr).aim } })
  const [wins, losses] = [(discordance + difference) / 2, (discordance - difference) / 2]
  while (monitor.state === 'undecided') {
    const u = uniform()
    const value = u < wins ? 1 : u < wins + losses ? -1 : 0
    monitor.push({ nonInferiority: value, reverse: value })
  }
  return { eValue: monitor.eValue, certified: monitor.state === 'non-inferior', trials: monitor.processed }
}

interface Setting {
  readonly tasks: number
  readonly nulls: number
  readonly nullDifference: number
}

console.log(`False discovery rate at 5 %, ${repetitions} runs: tasks whose candidate is worse by the margin or more, the others equal; 5, 10 or 20 % differ. "share wrong" is the mean share of wrong ones among the tasks moved.\n`)
const settings: readonly Setting[] = [{ tasks: 10, nulls: 5, nullDifference: -0.03 }, { tasks: 20, nulls: 15, nullDifference: -0.03 }, { tasks: 20, nulls: 20, nullDifference: -0.03 }, { tasks: 20, nulls: 15, nullDifference: -0.05 }]
for (const { tasks, nulls, nullDifference } of settings) {
  const fdr: PlannedFdr = { level: RULE.alpha, tasks }
  const tally = { alone: [] as number[], together: [] as number[], foundAlone: [] as number[], found: [] as number[], anyAlone: [] as number[], any: [] as number[], trialsAlone: [] as number[], trials: [] as number[] }
  for (let run = 0; run < repetitions; run++) {
    const task = (at: number, bar: number): Claim => runTask(run * 1000 + at + 1, at < nulls ? nullDifference : 0, [0.05, 0.1, 0.2][at % 3] ?? 0.1, fdr, bar)
    let claims = Array.from({ length: tasks }, (_, at) => task(at, 1 / fdr.level))
    const record = (shares: number[], found: number[], any: number[], trials: number[]): void => {
      const moved = claims.filter(({ certified }) => certified).length
      const wrong = claims.filter(({ certified }, at) => certified && at < nulls).length
      shares.push(moved === 0 ? 0 : wrong / moved)
      any.push(wrong > 0 ? 1 : 0)
      if (nulls < tasks) found.push((moved - wrong) / (tasks - nulls))
      trials.push(claims.reduce((sum, claim) => sum + claim.trials, 0))
    }
    record(tally.alone, tally.foundAlone, tally.anyAlone, tally.trialsAlone)
    // The second pass, as the pipeline does it.
    for (;;) {
      const bar = barFor(fdr, claims.filter(({ certified }) => certified).length)
      const open = claims.map(({ certified, eValue }) => certified && eValue * (1 + 1e-12) < bar)
      if (!open.includes(true)) break
      claims = claims.map((claim, at) => (open[at] === true ? task(at, bar) : claim))
    }
    const { declared } = falseDiscovery(claims.map(({ eValue, certified }, at) => ({ name: `${at}`, eValue: certified ? eValue : 0 })), fdr.level, tasks)
    if (!declared.every((one, at) => one === claims[at]?.certified)) throw new Error('the second pass and e-BH disagree')
    record(tally.together, tally.found, tally.any, tally.trials)
  }
  const found = (values_: readonly number[]): string => (values_.length === 0 ? '       –' : percent(mean(values_)))
  console.log(`${tasks} tasks, ${nulls} at ${(100 * nullDifference).toFixed(0)} points`)
  console.log(`  each by itself   share wrong ${percent(mean(tally.alone))}  any wrong ${percent(mean(tally.anyAlone))}  equal ones found ${found(tally.foundAlone)}  trials ${mean(tally.trialsAlone).toFixed(0)}`)
  console.log(`  --fdr            share wrong ${percent(mean(tally.together))}  any wrong ${percent(mean(tally.any))}  equal ones found ${found(tally.found)}  trials ${mean(tally.trials).toFixed(0)}`)
  if (mean(tally.together) > 0.05 + 3 * Math.sqrt((0.05 * 0.95) / repetitions)) process.exitCode = 1
}

console.log('\nThe fixed design beside betting, by the monitor that decides a run (4,000 runs a cell; certified at −3 points must stay below 5 %/K).\n')
for (const [maxSamples, candidates] of [[100, 1], [150, 1], [200, 3], [300, 1], [300, 6]] as const) {
  for (const discordance of [0.05, 0.1, 0.2]) {
    const chance = (difference: number, design: 'fixed' | 'sequential'): number => simulatePower({ rule: { ...RULE, maxSamples, design }, candidates, discordance, difference, repetitions: 4000, seed: 5 }).certified
    const [wrong, equal, betting] = [chance(-0.03, 'fixed'), chance(0, 'fixed'), chance(0, 'sequential')]
    const level = RULE.alpha / candidates
    const broken = wrong > level + 3 * Math.sqrt((level * (1 - level)) / 4000)
    console.log(`n ${maxSamples}, K ${candidates}, ${percent(discordance).trim()} differ: false ${percent(wrong)} of ${percent(level).trim()}  equal certified ${percent(equal)}, by betting ${percent(betting)}${broken ? '  BROKEN' : ''}`)
    if (broken) process.exitCode = 1
  }
}
