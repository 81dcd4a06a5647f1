import { createMonitor, type Monitor } from '../../src/decide/monitor.js'
import type { DecisionRule } from '../../src/domain/verdict.js'

const ALPHA = 0.05
const MARGIN = 0.03

/** A way to spend several logs on one candidate: how many replays it took, and whether it was ever declared viable. */
export interface Spent {
  readonly viable: boolean
  readonly replays: number
  /** The log, from 1, with which it was declared; 0 for never. */
  readonly round: number
}

const ruleOf = (maxSamples: number): DecisionRule => ({ margin: MARGIN, alpha: ALPHA, maxSamples, order: 'cheapest-first', futility: true, population: null })

function pushOn(monitor: Monitor, draw: () => number, to: number): void {
  while (monitor.state === 'undecided' && monitor.processed < to) {
    const difference = draw()
    monitor.push({ nonInferiority: difference, reverse: difference })
  }
}

/** Every log is audited by itself at 1/`shares` of the level, and the first that certifies counts: with one share, what repeating an audit does. */
export function anew(draw: () => number, rounds: number, size: number, shares: number): Spent {
  let replays = 0
  for (let round = 1; round <= rounds; round++) {
    const monitor = createMonitor(ruleOf(size), shares, { truth: false })
    pushOn(monitor, draw, size)
    replays += monitor.processed
    if (monitor.state === 'non-inferior') return { viable: true, replays, round }
  }
  return { viable: false, replays, round: 0 }
}

/**
 * One test over all logs, as --continue runs it: the earlier horizons first, each later log with one of its own. In each the candidate is decided again from
 * the first case on, so that what the shorter horizon called futile may go on with the cases that were left. `planned`: the first horizon is that of all logs.
 */
export function continued(draw: () => number, rounds: number, size: number, planned: boolean): Spent {
  const seen: number[] = []
  const paid: number[] = []
  for (let round = 1; round <= rounds; round++) {
    const horizons = planned ? [size * rounds] : Array.from({ length: round }, (_, at) => size * (at + 1))
    const monitor = createMonitor(ruleOf(size * round), 1, { truth: false, horizons })
    let at = 0
    pushOn(monitor, () => {
      const known = seen[at] ?? draw()
      if (at === seen.length) {
        seen.push(known)
        paid.push(known)
      }
      at += 1
      return known
    }, size * round)
    if (monitor.state === 'non-inferior') return { viable: true, replays: paid.length, round }
  }
  return { viable: false, replays: paid.length, round: 0 }
}
