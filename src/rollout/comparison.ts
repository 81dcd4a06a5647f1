import { createMonitor, type MonitorState, type MonitorSummary } from '../decide/index.js'

/** Two arms on their way to a verdict. Scores lie in [0,1]. */
export interface Comparison {
  readonly state: MonitorState
  readonly pairs: number
  candidate(score: number): void
  incumbent(score: number): void
  /** Both answers to the same request. */
  both(candidate: number, incumbent: number): void
  summary(): MonitorSummary
}

export interface ComparisonRule {
  readonly margin: number
  readonly alpha: number
  /** Pairs at which the bets aim first. */
  readonly aim: number
  /** Percent of the requests that go to the candidate. */
  readonly percent: number
  /** False where a difference is no proof of being worse. */
  readonly truth: boolean
}

const MOST_PER_BLOCK = 50
/** Past this many pairs nothing is added to what is known: the interval is computed from all of them. */
const MOST_PAIRS = 50_000

/** How many calls of each arm make up one pair: one of the smaller, and of the larger as many as come meanwhile. */
export function blockSizes(percent: number): readonly [candidate: number, incumbent: number] {
  const ratio = percent <= 0 || percent >= 100 ? 1 : (100 - percent) / percent
  const clip = (size: number): number => Math.min(MOST_PER_BLOCK, Math.max(1, Math.round(size)))
  return [clip(1 / ratio), clip(ratio)]
}

/** Where the evidence does not say: one answer in ten differs, and nine of ten are right. */
const [DISCORDANCE, SCORE] = [0.1, 0.9]
const SURE = 0.995

/** Mean score that an incumbent is expected to have, in (0,1). */
export const expectedScore = (measured: number | undefined): number => Math.min(SURE, Math.max(1 - SURE, measured ?? SCORE))
export const EXPECTED_DISCORDANCE = DISCORDANCE

/** Pairs for each unit of variance over margin², with which a candidate as good as the incumbent is mostly certified at a level of 5 %. */
const PAIRS_PER_UNIT = 12
const [LEAST_AIM, MOST_AIM] = [100, 5000]

/**
 * Pairs that the bets aim at first: about as many as an equal candidate needs, from what is known before any is seen. Bets that aim at far fewer have lost
 * nearly all they had when the evidence comes, and certify hardly anything afterwards.
 */
export function aimOf({ paired, percent, margin, score }: { readonly paired: boolean; readonly percent: number; readonly margin: number; readonly score: number }): number {
  const [mine, theirs] = blockSizes(percent)
  const variance = paired ? DISCORDANCE : score * (1 - score) * (1 / mine + 1 / theirs)
  return Math.min(MOST_AIM, Math.max(LEAST_AIM, Math.ceil((PAIRS_PER_UNIT * variance) / margin ** 2)))
}

/** Calls of an arm that wait for the other one: which comes next is chance, and with room for two a quarter of the calls was lost. */
const MOST_WAITING = 30

function createBlock(size: number) {
  let scores: number[] = []
  return {
    push(score: number): void {
      scores.push(score)
      // The other arm lags behind: the oldest go, whatever they were.
      if (scores.length > Math.max(2 * size, MOST_WAITING)) scores = scores.slice(size)
    },
    isFull: (): boolean => scores.length >= size,
    take(): number {
      const taken = scores.slice(0, size)
      scores = scores.slice(size)
      return taken.reduce((sum, one) => sum + one, 0) / size
    },
  }
}

/**
 * Compares two arms by the code that decides audits (decide/monitor), at any time and as often as one likes. Where both have answered the same request, that is a pair. Where
 * they have not, each block of calls of one arm is set against the block of the other that came at the same time: requests go to the arms by a hash of their key, so the
 * expected difference of two such means is that of the arms, and the differences are bounded, which is all that the test needs (two-sample e-processes by blocks: Turner,
 * Ly and Grünwald 2024, J. Stat. Plan. Inference 230). Comparing what came together takes trends of the traffic out.
 */
export function createComparison({ margin, alpha, aim, percent, truth }: ComparisonRule): Comparison {
  const start = Math.max(20, aim)
  const monitor = createMonitor({ margin, alpha, maxSamples: start, order: 'cheapest-first', futility: false, population: null }, 1, { truth })
  const [mine, theirs] = blockSizes(percent)
  const [candidates, incumbents] = [createBlock(mine), createBlock(theirs)]
  let horizon = start
  const push = (difference: number): void => {
    if (monitor.processed >= MOST_PAIRS) return
    if (monitor.push({ nonInferiority: difference, reverse: difference }) !== 'exhausted') return
    horizon *= 2
    monitor.extend(horizon)
  }
  const match = (): void => {
    while (candidates.isFull() && incumbents.isFull()) push(candidates.take() - incumbents.take())
  }
  return {
    get state() { return monitor.state },
    get pairs() { return monitor.processed },
    candidate(score) {
      candidates.push(score)
      match()
    },
    incumbent(score) {
      incumbents.push(score)
      match()
    },
    both: (candidate, incumbent) => { push(candidate - incumbent) },
    summary: () => monitor.summary(),
  }
}
