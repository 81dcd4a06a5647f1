import type { Power, PowerInput } from '../../src/decide/power.js'
import { simulatePower } from '../../src/decide/power.js'
import type { DecisionRule } from '../../src/domain/verdict.js'
import { simulatePlainTest } from './plain-test.js'
import { PUBLISHED } from './published.js'

/** Power (percent) and mean replays beside the study's figures; a deviation above 2 points or 5 % is marked. */
export function reportPower(repetitions: number): { readonly lines: readonly string[]; readonly deviations: number } {
  const lines = ['n_max disc %  d pp | test alone: certified / replays (study) | with futility: certified / replays (study)']
  let deviations = 0
  for (const cell of PUBLISHED) {
    const rule: DecisionRule = { margin: 0.03, alpha: 0.05, maxSamples: cell.maxSamples, order: 'cheapest-first', futility: true, population: null }
    const input: PowerInput = { rule, candidates: 1, discordance: cell.discordance / 100, difference: cell.difference / 100, repetitions, seed: cell.maxSamples + 10 * cell.discordance + cell.difference }
    const plain = compare(simulatePlainTest(input), cell.power, cell.trials)
    const futile = compare(simulatePower(input), cell.futilePower, cell.futileTrials)
    deviations += plain.deviations + futile.deviations
    lines.push(`${`${cell.maxSamples}`.padStart(5)} ${`${cell.discordance}`.padStart(6)} ${`${cell.difference}`.padStart(5)} | ${plain.text} | ${futile.text}`)
  }
  return { lines, deviations }
}

function compare(power: Pick<Power, 'certified' | 'meanTrials'>, certified: number, trials: number): { readonly text: string; readonly deviations: number } {
  const percent = power.certified * 100
  const offPower = Math.abs(percent - certified) > 2
  const offTrials = Math.abs(power.meanTrials / trials - 1) > 0.05
  const text = `${figure(percent)}${mark(offPower)} / ${`${Math.round(power.meanTrials)}`.padStart(4)}${mark(offTrials)} (${figure(certified)} / ${`${trials}`.padStart(4)})`
  return { text, deviations: Number(offPower) + Number(offTrials) }
}

function figure(percent: number): string {
  return percent.toFixed(1).padStart(5)
}

function mark(off: boolean): string {
  return off ? '!' : ' '
}
