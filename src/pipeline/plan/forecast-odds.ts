import { certifiedConstant, simulatePower, type Power } from '../../decide/index.js'
import type { TaskPlan } from '../../domain/plan.js'

/** Standard error of a share: at most 3.2 points. */
const REPETITIONS = 250
/** Numbers of samples that are tried for an aim, in turn. */
const SIZES = [100, 150, 200, 300, 400, 500, 700, 1000, 1400, 2000, 3000, 5000] as const

/** Chances under the rule of a task; the same setting is simulated once, whatever the number of tasks. */
export interface Odds {
  readonly of: (task: TaskPlan, discordance: number, difference: number) => Power
  /** The least of some round numbers of samples that certify an equal candidate with that chance; null when none does. */
  readonly samplesFor: (task: TaskPlan, discordance: number, chance: number) => number | null
}

export function createOdds(seed: number): Odds {
  const known = new Map<string, Power>()
  const simulate = (task: TaskPlan, maxSamples: number, discordance: number, difference: number): Power => {
    const { rule, declared } = task
    const horizon = maxSamples === rule.maxSamples ? Math.max(maxSamples, ...task.horizons) : maxSamples
    const cell = JSON.stringify([{ ...rule, maxSamples }, horizon, declared, discordance, difference, ...(task.controlShare === undefined ? [] : [task.controlShare])])
    const power = known.get(cell) ?? simulatePower({ rule: { ...rule, maxSamples }, horizon, candidates: declared, discordance, difference, repetitions: REPETITIONS, seed, ...(task.controlShare === undefined ? {} : { controlShare: task.controlShare }) })
    known.set(cell, power)
    return power
  }
  return {
    of: (task, discordance, difference) => simulate(task, task.rule.maxSamples, discordance, difference),
    samplesFor: (task, discordance, chance) => {
      const { rule, declared } = task
      const sizes = rule.design === 'fixed' ? SIZES.filter((size) => certifiedConstant(size, rule.margin, rule.alpha / declared) !== undefined) : SIZES
      // A closed population cannot be asked for more than it holds.
      if (rule.population !== null) return null
      let [low, high]: [number, number] = [0, sizes.length]
      while (low < high) {
        const middle = (low + high) >> 1
        if (simulate(task, sizes[middle] ?? 0, discordance, 0).certified >= chance) high = middle
        else low = middle + 1
      }
      return sizes[low] ?? null
    },
  }
}
