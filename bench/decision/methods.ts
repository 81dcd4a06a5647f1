import { tangoScore } from '../../src/decide/fixed/tango.js'
import { createMonitor } from '../../src/decide/monitor.js'
import type { DecisionRule } from '../../src/domain/verdict.js'

/** What a method says of one candidate, and after how many replays. */
export interface Said {
  readonly viable: boolean
  readonly replays: number
}

/** A way to decide: sees differences one by one, −1, 0 or 1, in their drawn order, up to `maxSamples`. */
export interface Method {
  readonly name: string
  readonly decide: (differences: Int8Array, maxSamples: number, candidates: number) => Said
}

const MARGIN = 0.03
const ALPHA = 0.05
const LOOKS = 10
/** O'Brien and Fleming's constants for ten looks at 5 %, 5/3 % and 5/6 %, one-sided: the first is the published one, the others come from 2,000,000 simulated random walks. */
const OBRIEN_FLEMING: Readonly<Record<number, number>> = { 1: 1.8012, 3: 2.2412, 6: 2.4907 }
/** Φ⁻¹ of 1 − α/K. */
const QUANTILE: Readonly<Record<number, number>> = { 1: 1.644854, 3: 2.128045, 6: 2.393980 }

function counts(differences: Int8Array, to: number): readonly [wins: number, losses: number] {
  let [wins, losses] = [0, 0]
  for (let i = 0; i < to; i++) {
    if (differences[i] === 1) wins += 1
    else if (differences[i] === -1) losses += 1
  }
  return [wins, losses]
}

function monitored(rule: DecisionRule, differences: Int8Array, candidates: number): Said {
  const monitor = createMonitor(rule, candidates, { truth: false })
  for (let i = 0; i < rule.maxSamples; i++) {
    const difference = differences[i] ?? 0
    if (monitor.push({ nonInferiority: difference, reverse: difference }) !== 'undecided') break
  }
  return { viable: monitor.state === 'non-inferior', replays: monitor.processed }
}

const ruleOf = (maxSamples: number, design: DecisionRule['design']): DecisionRule => ({ margin: MARGIN, alpha: ALPHA, maxSamples, order: 'cheapest-first', futility: true, population: null, ...(design ? { design } : {}) })

/** Compares two rates on a hundred samples, as blog posts do. */
const naive: Method = {
  name: 'naive 100',
  decide: (differences) => {
    const [wins, losses] = counts(differences, 100)
    return { viable: wins - losses >= -3, replays: 100 }
  },
}

const fixedTango: Method = {
  name: 'fixed Tango',
  decide: (differences, maxSamples, candidates) => {
    const [wins, losses] = counts(differences, maxSamples)
    return { viable: tangoScore(wins, losses, maxSamples, -MARGIN) >= (QUANTILE[candidates] ?? Infinity), replays: maxSamples }
  },
}

const groupSequential: Method = {
  name: 'group seq.',
  decide: (differences, maxSamples, candidates) => {
    const constant = OBRIEN_FLEMING[candidates] ?? Infinity
    for (let look = 1; look <= LOOKS; look++) {
      const to = Math.round((maxSamples * look) / LOOKS)
      const [wins, losses] = counts(differences, to)
      if (tangoScore(wins, losses, to, -MARGIN) >= constant * Math.sqrt(LOOKS / look)) return { viable: true, replays: to }
    }
    return { viable: false, replays: maxSamples }
  },
}

const betting: Method = { name: 'betting', decide: (differences, maxSamples, candidates) => monitored(ruleOf(maxSamples, undefined), differences, candidates) }

const fixedDesign: Method = { name: 'fixed design', decide: (differences, maxSamples, candidates) => monitored(ruleOf(maxSamples, 'fixed'), differences, candidates) }

/** The methods that can be run at this size: the fixed design's constants are tabled for these only. */
export function methodsFor(maxSamples: number, candidates: number): readonly Method[] {
  const tabled = [100, 120, 150, 200, 300, 400, 500].includes(maxSamples) && (candidates === 1 || (candidates === 3 && maxSamples >= 150))
  return [naive, fixedTango, groupSequential, betting, ...(tabled ? [fixedDesign] : [])]
}
