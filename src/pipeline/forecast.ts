import { simulatePower, type Power } from '../decide/index.js'
import type { ForecastPower, RunForecast, TaskForecast } from '../domain/forecast.js'
import type { Plan, TaskPlan } from '../domain/plan.js'

/** Shares of cases in which two models differ that real pairs show; planned for where nothing is known. */
const DISCORDANCES = [0.05, 0.1, 0.2] as const
/** The middle of them, for expected figures. */
const USUAL = 0.1
/** Standard error of a share: at most 3.2 points. */
const REPETITIONS = 250

type Simulate = (task: TaskPlan, discordance: number) => Power

/** Tasks with the same horizon, K and rule are simulated once. */
function simulator(seed: number): Simulate {
  const known = new Map<string, Power>()
  return ({ rule, declared }, discordance) => {
    const cell = JSON.stringify([rule, declared, discordance])
    const power = known.get(cell) ?? simulatePower({ rule, candidates: declared, discordance, difference: 0, repetitions: REPETITIONS, seed })
    known.set(cell, power)
    return power
  }
}

function forecastTask(task: TaskPlan, simulate: Simulate): TaskForecast {
  const able = task.unfit ? [] : task.ladder.filter(({ unfit }) => !unfit)
  const power = able.length === 0 ? [] : DISCORDANCES.map((discordance): ForecastPower => ({ discordance, certified: simulate(task, discordance).certified, meanTrials: simulate(task, discordance).meanTrials }))
  const usual = power.find(({ discordance }) => discordance === USUAL)
  const cost = (index: number) => able[index]?.expectedCostUsd ?? 0
  // Each next candidate is reached when the one before is not certified.
  let [reached, calls, usd] = [1, 0, 0]
  for (const index of able.keys()) {
    const trials = reached * (usual?.meanTrials ?? 0)
    calls += trials
    usd += trials * cost(index)
    reached *= 1 - (usual?.certified ?? 0)
  }
  return {
    id: task.summary.id,
    label: task.summary.label,
    incumbent: task.incumbent.ref,
    validator: task.validator,
    maxSamples: task.rule.maxSamples,
    candidates: able.map(({ model }) => model.ref),
    power,
    floor: Math.ceil(Math.log(task.rule.alpha / task.declared) / Math.log(1 - task.rule.margin)),
    unfit: task.unfit?.message ?? (able.length === 0 ? 'no candidate can be tried' : null),
    expected: { calls: Math.round(calls), usd },
    most: { calls: able.length * task.rule.maxSamples, usd: able.reduce((sum, { expectedCostUsd = 0 }) => sum + expectedCostUsd * task.rule.maxSamples, 0) },
  }
}

/** What a planned run would take, and what it can hope for, by simulation with the code that will decide. No call is made. */
export function forecastRun(plan: Plan, budgetUsd: number | null): RunForecast {
  const simulate = simulator(plan.seed)
  const tasks = plan.tasks.map((task) => forecastTask(task, simulate))
  const sum = (pick: (task: TaskForecast) => number) => tasks.reduce((total, task) => total + pick(task), 0)
  const { margin, alpha } = plan.tasks[0]?.rule ?? { margin: 0, alpha: 0 }
  return {
    schemaVersion: 1,
    runId: plan.runId,
    rule: { margin, alpha },
    tasks,
    totals: {
      expected: { calls: sum(({ expected }) => expected.calls), usd: sum(({ expected }) => expected.usd) },
      most: { calls: sum(({ most }) => most.calls), usd: sum(({ most }) => most.usd) },
      budgetUsd,
    },
  }
}
