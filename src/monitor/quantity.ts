import type { Scale } from './bins.js'
import type { Bet } from './change-test.js'

/** What is compared before and after a change. */
export type Measure = 'mean' | 'p50' | 'p95' | 'p99'

/**
 * A quantity that is watched for one kind of change. `by` is how much it must have moved to matter: as a share of its value before
 * (`relative`), or in its own units (`points`); its sign is the direction.
 */
export interface Quantity {
  readonly name: string
  readonly scale: Scale
  readonly measure: Measure
  readonly kind: 'relative' | 'points'
  readonly by: number
  /** With `relative`: points that it must have moved all the same. */
  readonly least?: number
  /** Values that a change must have lasted for. */
  readonly minN: number
  /** Values that come before the first bet. */
  readonly learn: number
  readonly bets: readonly Bet[]
  /** Bets whose CUSUMs tell where a change began. */
  readonly watching: readonly Bet[]
}

const grid = (tail: Bet['tail'], stakes: readonly number[]): readonly Bet[] => stakes.map((stake) => ({ tail, stake }))

/** Values before the first bet: ranks among a handful say little. */
const LEARN = 100

const FLAG_BETS = grid('own', [0.01, 0.03, 0.06, 0.12, 0.3, 0.7, 0.92])
const MEAN_BETS = [...grid(0.5, [0.05, 0.12, 0.25, 0.6]), ...grid(0.1, [0.05, 0.15, 0.4]), ...grid(0.02, [0.03, 0.1])]
const TAIL_BETS = [...grid(0.01, [0.01, 0.03, 0.1, 0.4]), ...grid(0.05, [0.05, 0.15, 0.4]), ...grid(0.25, [0.2])]

export type QuantityRule = Pick<Quantity, 'name' | 'by' | 'minN'>

/** A score in [0,1] whose mean must not fall by a share of itself. */
export const scoreFall = ({ name, by, minN }: QuantityRule): Quantity => ({
  name, by, minN, scale: 'score', measure: 'mean', kind: 'relative', learn: LEARN,
  bets: [...FLAG_BETS, ...grid(0.5, [0.1, 0.3]), ...grid(0.1, [0.1])], watching: grid('own', [0.03, 0.12, 0.4]),
})

/** A size whose mean must not rise by a share of itself. */
export const meanRise = ({ name, by, minN }: QuantityRule): Quantity => ({ name, by, minN, scale: 'size', measure: 'mean', kind: 'relative', learn: LEARN, bets: MEAN_BETS, watching: grid(0.5, [0.1, 0.4]) })

/** A size whose high quantile must not rise by a share of itself. */
export const tailRise = ({ name, by, minN }: QuantityRule, measure: 'p95' | 'p99'): Quantity => ({ name, by, minN: Math.max(minN, measure === 'p99' ? 100 : 40), scale: 'size', measure, kind: 'relative', learn: 2 * LEARN, bets: TAIL_BETS, watching: grid(0.05, [0.05, 0.3]) })

/** A size whose median moves by a factor, up or down. */
export const medianShift = ({ name, by, minN }: QuantityRule): Quantity => ({ name, by, minN, scale: 'size', measure: 'p50', kind: 'relative', learn: 50, bets: [...grid(0.5, [0.1, 0.3, 0.7]), ...grid(0.1, [0.1, 0.3])], watching: grid(0.5, [0.2, 0.6]) })

/** Something that holds of some calls and not of others, whose share rises or falls by so many points. */
export const shareShift = ({ name, by, minN }: QuantityRule): Quantity => ({ name, by, minN, scale: 'flag', measure: 'mean', kind: 'points', learn: 50, bets: FLAG_BETS, watching: grid('own', [0.05, 0.2, 0.5]) })
