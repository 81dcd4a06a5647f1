import { createGenerator, simulatePower } from '../decide/index.js'
import { aimOf, blockSizes, createComparison } from './comparison.js'

/** What a stage can hope for with so many pairs; shares in [0,1]. */
export interface StagePower {
  readonly certified: number
  readonly detected: number
  readonly pairsToDetect: number
}

export interface StagePowerInput {
  readonly paired: boolean
  readonly percent: number
  readonly margin: number
  readonly alpha: number
  readonly pairs: number
  /** Mean score of the incumbent, in (0,1): of arms that answer different requests. */
  readonly score: number
  /** Share of requests on which two equally good models differ: of pairs. */
  readonly discordance: number
  readonly seed: number
}

/** Standard error of a share: at most 3.2 points. */
const REPETITIONS = 250
/** Numbers of pairs that are tried for an aim, in turn. */
const SIZES = [50, 100, 150, 200, 300, 400, 500, 700, 1000, 1400, 2000, 3000, 4000, 5000, 7000, 10_000] as const
/** 80 %, and what a share of so many repetitions errs by: of several sizes the luckiest is taken. */
const AIM = 0.8 + 0.03

function pairedPower({ margin, alpha, pairs, discordance, seed }: StagePowerInput): StagePower {
  const rule = { margin, alpha, maxSamples: pairs, order: 'cheapest-first', futility: false, population: null } as const
  const equal = simulatePower({ rule, candidates: 1, discordance, difference: 0, repetitions: REPETITIONS, seed })
  const worse = simulatePower({ rule, candidates: 1, discordance: Math.max(discordance, 2 * margin), difference: -2 * margin, repetitions: REPETITIONS, seed: seed + 1 })
  return { certified: equal.certified, detected: worse.inferior, pairsToDetect: worse.meanTrials }
}

function unpairedPower(input: StagePowerInput): StagePower {
  const { percent, margin, alpha, pairs, score, seed } = input
  const [mine, theirs] = blockSizes(percent)
  const uniform = createGenerator(seed)
  const play = (own: number): { readonly certified: number; readonly inferior: number; readonly pairs: number } => {
    const ends = { certified: 0, inferior: 0, pairs: 0 }
    for (let repetition = 0; repetition < REPETITIONS; repetition++) {
      const comparison = createComparison({ margin, alpha, aim: aimOf({ paired: false, percent, margin, score }), percent, truth: true })
      while (comparison.state === 'undecided' && comparison.pairs < pairs) {
        for (let at = 0; at < mine; at++) comparison.candidate(Number(uniform() < own))
        for (let at = 0; at < theirs; at++) comparison.incumbent(Number(uniform() < score))
      }
      if (comparison.state === 'non-inferior') ends.certified += 1
      if (comparison.state === 'inferior') ends.inferior += 1
      ends.pairs += comparison.pairs
    }
    return ends
  }
  const [equal, worse] = [play(score), play(Math.max(0, score - 2 * margin))]
  return { certified: equal.certified / REPETITIONS, detected: worse.inferior / REPETITIONS, pairsToDetect: worse.pairs / REPETITIONS }
}

const powerOf = (input: StagePowerInput): StagePower => (input.paired ? pairedPower(input) : unpairedPower(input))

/** The least of some round numbers of pairs that certify, with a chance of 80 %, a candidate as good as the incumbent, and send back one that is worse by twice the margin; by simulation with the code that decides. Null when 10,000 do not. */
export function pairsFor(input: Omit<StagePowerInput, 'pairs'>): { readonly pairs: number; readonly power: StagePower } | null {
  let [low, high]: [number, number] = [0, SIZES.length]
  let found: { readonly pairs: number; readonly power: StagePower } | null = null
  while (low < high) {
    const middle = (low + high) >> 1
    const pairs = SIZES[middle] ?? 0
    const power = powerOf({ ...input, pairs })
    if (power.certified >= AIM && power.detected >= AIM) {
      high = middle
      found = { pairs, power }
    } else low = middle + 1
  }
  return found
}
