import { parseArgs } from 'node:util'
import { createGenerator } from '../src/decide/generator.js'
import { createMonitor } from '../src/decide/monitor.js'
import { pairedDifference } from '../src/pipeline/task/pair.js'
import type { TrialScore } from '../src/pipeline/task/trial-score.js'
import type { DecisionRule } from '../src/domain/verdict.js'
import { mean } from './lib/figures.js'
import { readReplayRows, type ReplayRow } from './lib/replay-row.js'

// A control by lot on recorded answers: npx tsx bench/decision-sampled-real.ts --data DIR [--repetitions 200]
// Three recorded models stand for the log, the incumbent asked again and the candidate, each on the same prompts: agreement is that of the last letter that they name as their answer.
const { values } = parseArgs({ options: { data: { type: 'string' }, repetitions: { type: 'string', default: '200' } } })
if (values.data === undefined) throw new Error('--data must name a folder that holds replay/')
const repetitions = Number(values.repetitions)
const RULE: DecisionRule = { margin: 0.03, alpha: 0.05, maxSamples: 1000, order: 'cheapest-first', futility: true, population: null }
const SHARES = [1, 0.5, 0.35]
const CHEAP = 0.05
const LEAST_SELF_AGREEMENT = 0.5
const MOST_PROMPTS = 400

const scored = (agrees: boolean): TrialScore => ({ status: 'scored', value: agrees ? 1 : 0, reason: '' })
const letterOf = ({ response }: ReplayRow): string | undefined => [...response.matchAll(/(?:answer is:?|boxed\{)\W{0,4}([A-J])\b/gi)].at(-1)?.[1]?.toUpperCase()

/** Y and X of every prompt. */
interface Triple { readonly name: string; readonly cases: readonly (readonly [candidate: boolean, rerun: boolean])[]; readonly difference: number; readonly self: number }

function triples(rows: readonly ReplayRow[]): readonly Triple[] {
  const tasks = new Map<string, Map<string, Map<string, ReplayRow>>>()
  for (const row of rows) {
    if (!/mcq|mmlu/.test(row.task)) continue
    const models = tasks.get(row.task) ?? new Map<string, Map<string, ReplayRow>>()
    models.set(row.model, (models.get(row.model) ?? new Map<string, ReplayRow>()).set(row.id, row))
    tasks.set(row.task, models)
  }
  return [...tasks].flatMap(([task, models]) => {
    const agrees = (a: string, b: string, id: string): boolean => {
      const [one, other] = [models.get(a)?.get(id), models.get(b)?.get(id)]
      if (!one || !other) return false
      const letter = letterOf(one)
      return letter !== undefined && letter === letterOf(other)
    }
    const names = [...models.keys()]
    const known = new Map<string, boolean>()
    const memo = (a: string, b: string, id: string): boolean => {
      const key = `${a}\n${b}\n${id}`
      const found = known.get(key) ?? agrees(a, b, id)
      known.set(key, found)
      return found
    }
    return names.flatMap((log) => names.filter((rerun) => rerun !== log).flatMap((rerun) => {
      const ids = [...(models.get(log)?.keys() ?? [])].filter((id) => models.get(rerun)?.has(id)).slice(0, MOST_PROMPTS)
      if (ids.length < 100) return []
      const self = mean(ids.map((id) => Number(memo(rerun, log, id))))
      if (self < LEAST_SELF_AGREEMENT) return []
      return names.filter((candidate) => candidate !== log && candidate !== rerun).flatMap((candidate): readonly Triple[] => {
        const own = ids.filter((id) => models.get(candidate)?.has(id))
        if (own.length < 100) return []
        const cases = own.map((id) => [memo(candidate, log, id), memo(rerun, log, id)] as const)
        const difference = mean(cases.map(([y, x]) => Number(y) - Number(x)))
        return difference < -0.2 ? [] : [{ name: `${task}: ${log} / ${rerun} / ${candidate}`, cases, difference, self }]
      })
    }))
  })
}

function decide({ cases }: Triple, share: number, uniform: () => number): { readonly viable: boolean; readonly cost: number; readonly replays: number } {
  const monitor = createMonitor(RULE, 1, { truth: false, reach: 1 / share })
  let reruns = 60
  while (monitor.state === 'undecided') {
    const [y, x] = cases[Math.floor(uniform() * cases.length)] ?? [false, false]
    const weight = !y || monitor.processed < 60 ? 1 : uniform() < share ? 1 / share : 0
    if (weight > 0 && monitor.processed >= 60) reruns += 1
    monitor.push(pairedDifference({ index: 0, candidate: scored(y), control: scored(x), controlWeight: weight }))
  }
  return { viable: monitor.state === 'non-inferior', cost: reruns + CHEAP * monitor.processed, replays: monitor.processed }
}

const all = triples(readReplayRows(values.data))
console.log(`${all.length} triples of recorded models with agreement of log and rerun of 50 % or more and d ≥ −20 points, ${repetitions} repetitions of at most 1,000 i.i.d. draws; cost in calls of the incumbent, a candidate's at ${CHEAP}`)
let worst = 0
for (const [name, some] of [['truly not viable, d ≤ −3', all.filter(({ difference }) => difference <= -0.03)], ['truly viable, d > −3', all.filter(({ difference }) => difference > -0.03)], ['with d ≥ −1', all.filter(({ difference }) => difference >= -0.01)]] as const) {
  for (const share of SHARES) {
    const cells = some.map((triple, at) => {
      const uniform = createGenerator(100 * at + Math.round(share * 10))
      const outcomes = Array.from({ length: repetitions }, () => decide(triple, share, uniform))
      return { viable: mean(outcomes.map(({ viable }) => Number(viable))), cost: mean(outcomes.map(({ cost }) => cost)), replays: mean(outcomes.map(({ replays }) => replays)) }
    })
    const most = Math.max(0, ...cells.map(({ viable }) => viable))
    if (name.includes('not')) worst = Math.max(worst, most)
    const viable = mean(cells.map((one) => one.viable))
    const cost = mean(cells.map((one) => one.cost))
    console.log(`${`${some.length} ${name}`.padEnd(34)} asked again ${`${100 * share}`.padStart(3)} %: declared viable ${(100 * viable).toFixed(2)} % (most ${(100 * most).toFixed(1)} %), replays ${mean(cells.map(({ replays }) => replays)).toFixed(0)}, cost ${cost.toFixed(0)}, cost per certificate ${viable > 0 ? (cost / viable).toFixed(0) : '–'}`)
  }
}
const bound = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / repetitions)
console.log(`MUST most false viable of a triple: ${(100 * worst).toFixed(1)} % (goal ≤ 5 %, noise to ${(100 * bound).toFixed(1)} %) ${worst <= bound ? 'ok' : 'MISSED'}`)
if (worst > bound) process.exitCode = 1
