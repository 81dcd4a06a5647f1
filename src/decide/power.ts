import { AuditError } from '../domain/error.js'
import type { DecisionRule } from '../domain/verdict.js'
import type { Generator } from './generator.js'
import { createGenerator } from './generator.js'
import type { MonitorState } from './monitor.js'
import { createMonitor } from './monitor.js'

export interface PowerInput {
  readonly rule: DecisionRule
  /** Declared candidates K, ≥ 1. */
  readonly candidates: number
  /** P(D ≠ 0), in [0,1]. */
  readonly discordance: number
  /** True mean difference, |difference| ≤ discordance. */
  readonly difference: number
  /** Simulated candidates, ≥ 1. */
  readonly repetitions: number
  readonly seed: number
  /** What the bets aim at, where it is more than `rule.maxSamples`. */
  readonly horizon?: number
  /** As for the monitor; default true. */
  readonly truth?: boolean
  /** Chance in (0,1] that the incumbent is asked again where the candidate agrees with the log; default 1. A win is then seen with that chance, and weighs as many. */
  readonly controlShare?: number
}

/** Shares in [0,1] of the simulated candidates; what is missing to 1 stayed open. */
export interface Power {
  readonly certified: number
  readonly dropped: number
  readonly inferior: number
  readonly meanTrials: number
}

/**
 * What the very monitor would do with independent cases of right-or-wrong scores, by simulation. The standard error of
 * a share p is √(p(1−p)/repetitions). Throws `power/range` where no such cases exist.
 */
export function simulatePower(input: PowerInput): Power {
  const { rule, candidates, repetitions, truth = true, controlShare = 1 } = input
  assertPower(input)
  const draw = differences(input, createGenerator(input.seed))
  const ends: Record<MonitorState, number> = { undecided: 0, 'non-inferior': 0, inferior: 0, futile: 0, exhausted: 0 }
  let trials = 0
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const monitor = createMonitor(rule, candidates, { truth, ...(input.horizon === undefined ? {} : { horizons: [input.horizon] }), reach: 1 / controlShare })
    const next = draw(rule.population)
    let state: MonitorState = 'undecided'
    while (state === 'undecided') {
      const difference = next()
      state = monitor.push({ nonInferiority: difference, reverse: difference })
    }
    ends[state] += 1
    trials += monitor.processed
  }
  return {
    certified: ends['non-inferior'] / repetitions,
    dropped: ends.futile / repetitions,
    inferior: ends.inferior / repetitions,
    meanTrials: trials / repetitions,
  }
}

/** A source of differences per repetition: independent draws, or an urn of the population's size emptied at random. */
function differences({ discordance, difference, controlShare = 1 }: PowerInput, uniform: Generator): (population: number | null) => () => number {
  const wins = (discordance + difference) / 2
  const losses = (discordance - difference) / 2
  return (population) => {
    if (population === null) return () => valueAt(uniform(), wins * controlShare, losses, 1 / controlShare)
    const urn = { wins: Math.round(wins * population), losses: Math.round(losses * population), size: population }
    return () => {
      const value = valueAt(uniform(), urn.wins / urn.size, urn.losses / urn.size)
      urn.size -= 1
      if (value === 1) urn.wins -= 1
      if (value === -1) urn.losses -= 1
      return value
    }
  }
}

function valueAt(uniform: number, wins: number, losses: number, win = 1): number {
  if (uniform < losses) return -1
  return uniform < losses + wins ? win : 0
}

function assertPower({ discordance, difference, repetitions }: PowerInput): void {
  if (!(discordance >= 0 && discordance <= 1 && Math.abs(difference) <= discordance)) {
    throw new AuditError('power/range', `No cases have discordance ${discordance} and mean difference ${difference}.`, 'Discordance lies in [0,1], and the difference is never larger than it.')
  }
  if (!Number.isSafeInteger(repetitions) || repetitions < 1) {
    throw new AuditError('power/range', `${repetitions} repetitions cannot be simulated.`, 'Give a whole number from 1 up, e.g. 1000.')
  }
}
