import { AuditError } from '../../domain/error.js'
import { optimisticDrift } from '../futility.js'
import { normalTail } from '../normal.js'
import { fixedDesign, type FixedDesign } from './design.js'
import { certificationRegion, type Region } from './region.js'

const FIRST_LOOK = 10
const LEAST_CHANCE = 0.2

/** What the outlook of a fixed design is estimated from; see `futility.ts`. */
export interface FixedOutlook {
  readonly variance: number
  readonly sum: number
  readonly squares: number
}

/** One candidate under a fixed design: counts of wins and losses, looked at every ten cases. */
export interface FixedTest {
  readonly design: FixedDesign
  /** True once a look has found the counts in the region, and from then on. */
  readonly certified: boolean
  /** Takes −1, 0 or 1; throws `evidence/graded` for any other difference. */
  push(difference: number): void
  /** Whether even an upper 95 % trend leaves less than a 20 % chance at the last look. Non-binding, as in the sequential design. */
  futile(outlook: FixedOutlook): boolean
}

interface Prepared {
  readonly design: FixedDesign
  readonly region: Region
  readonly looks: ReadonlySet<number>
}

const prepared = new Map<string, Prepared>()

/** The same setting is certified once a process: it is a pure function of its arguments, and takes seconds. */
function prepare(maxSamples: number, margin: number, level: number): Prepared {
  const key = `${maxSamples} ${margin} ${level}`
  const known = prepared.get(key)
  if (known) return known
  const design = fixedDesign(maxSamples, margin, level)
  const region = certificationRegion(design)
  const made = { design, region, looks: new Set(region.looks) }
  prepared.set(key, made)
  return made
}

/** @throws AuditError as `fixedDesign` does */
export function createFixedTest(maxSamples: number, margin: number, level: number): FixedTest {
  const { design, region, looks } = prepare(maxSamples, margin, level)
  let [processed, wins, losses, certified] = [0, 0, 0, false]
  return {
    design,
    get certified() { return certified },
    push(difference) {
      if (difference !== 0 && Math.abs(difference) !== 1) {
        throw new AuditError('evidence/graded', `A fixed design takes right or wrong only, so differences of −1, 0 and 1; one is ${difference}.`, 'Use the sequential design for graded scores.')
      }
      processed += 1
      if (difference === 1) wins += 1
      if (difference === -1) losses += 1
      if (looks.has(processed) && wins >= region.leastWins(processed, losses)) certified = true
    },
    futile({ variance, sum, squares }) {
      const remaining = maxSamples - processed
      if (processed < FIRST_LOOK || remaining <= 0) return false
      const drift = optimisticDrift(processed, sum, squares)
      const bar = design.constant * Math.sqrt(maxSamples * variance) - margin * maxSamples
      return normalTail((bar - sum - remaining * drift) / Math.sqrt(remaining * variance)) < LEAST_CHANCE
    },
  }
}
