import { AuditError } from '../../domain/error.js'
import { fewestTrials } from '../fewest-trials.js'
import { certifiedConstant } from './certified.js'
import type { Boundary } from './region.js'
import { certificationRegion } from './region.js'
import { discordanceCuts, gameValue, sizeBound } from './size.js'

/** Beyond this the sequential test is as good, and the bound takes minutes. */
export const MOST_FIXED_SAMPLES = 500
/** The default shape; at a hundred cases it would just miss a candidate that never loses, so others are tried there. */
const SHAPE = -0.25
const SHAPES = [-0.25, -0.3, -0.4, -0.5] as const
const FEW = 200
const PRECISION = 1e-4
/** Discordance of the equal candidate whose chance chooses among shapes. */
const USUAL_DISCORDANCE = 0.05

/** A boundary whose error rate is bounded by `size` ≤ the level asked for. */
export interface FixedDesign extends Boundary {
  /** Certified upper bound on the chance of a false "viable", in (0, level]. */
  readonly size: number
}

/**
 * The certification boundary of a design with a fixed number of cases, for 0/1 scores and independent cases: all of the level is spent
 * within `maxSamples`, which gives more chance than betting where samples are few, and forbids to go on afterwards. Constants of the usual
 * settings come from a table that `sizeBound` certified; others are computed, up to some tens of seconds at 500 cases.
 *
 * @param level α/K, in (0, 0.5)
 * @throws AuditError `design/fixed` when maxSamples is above 500, or too few for any certificate: (1 − δ)^n > level
 */
export function fixedDesign(maxSamples: number, margin: number, level: number): FixedDesign {
  if (maxSamples > MOST_FIXED_SAMPLES) throw new AuditError('design/fixed', `A fixed design of ${maxSamples} samples is not offered.`, `Set max_samples to ${MOST_FIXED_SAMPLES} at most, or leave the design sequential: it loses nothing at that size.`)
  const floor = fewestTrials(level, margin)
  if (maxSamples < floor) throw new AuditError('design/fixed', `${maxSamples} samples can never certify anything at margin ${margin} and level ${level}: a candidate that never loses needs ${floor}.`, `Allow at least ${floor} samples, or widen the margin.`)
  const known = certifiedConstant(maxSamples, margin, level)
  if (known) return { maxSamples, margin, ...known }
  const shapes = maxSamples <= FEW ? SHAPES : [SHAPE]
  const designs = shapes.map((shape) => searchConstant(maxSamples, margin, level, shape))
  return designs.reduce((best, design) => (chance(design, USUAL_DISCORDANCE, 0) > chance(best, USUAL_DISCORDANCE, 0) + 1e-9 ? design : best))
}

/** The least constant, to 1e-4, whose bound keeps the level. */
function searchConstant(maxSamples: number, margin: number, level: number, shape: number): FixedDesign {
  const cuts = discordanceCuts(margin, 160)
  const boundary = (constant: number): Boundary => ({ maxSamples, margin, constant, shape })
  const gameAt = (constant: number, intervals: readonly number[]): readonly number[] => {
    const region = certificationRegion(boundary(constant))
    return intervals.map((interval) => gameValue(boundary(constant), region, cuts[interval] ?? 0, cuts[interval + 1] ?? 1))
  }
  // The worst intervals stay so from constant to constant: the search looks at them, the certificate at all.
  const probes = Array.from({ length: 40 }, (_, i) => 4 * i)
  const first = gameAt(2, probes)
  const worst = probes.map((interval, i) => ({ interval, value: first[i] ?? 0 })).toSorted((a, b) => b.value - a.value).slice(0, 8).map(({ interval }) => interval)
  const keeps = (constant: number): boolean => gameAt(constant, worst).every((value) => value <= level)
  let [low, high] = [0.5, 4]
  while (high - low > PRECISION) {
    const middle = (low + high) / 2
    if (keeps(middle)) high = middle
    else low = middle
  }
  // Rounded up, so that a constant that is written down with four digits stays on the safe side of the lattice.
  let constant = Math.ceil(high / PRECISION) * PRECISION
  let size = sizeBound(boundary(constant))
  while (size > level) {
    constant += 20 * PRECISION
    size = sizeBound(boundary(constant))
  }
  return { ...boundary(constant), size }
}

/** Exact chance of a certificate for independent cases with the given discordance and mean difference. */
export function chance(boundary: Boundary, discordance: number, difference: number): number {
  const region = certificationRegion(boundary)
  const { maxSamples } = boundary
  const looks = new Set(region.looks)
  const [win, loss] = [(discordance + difference) / 2, (discordance - difference) / 2]
  const width = maxSamples + 2
  const value = new Float64Array(width * width)
  for (let t = maxSamples; t >= 0; t--) {
    for (let losses = 0; losses <= t; losses++) {
      const least = looks.has(t) ? region.leastWins(t, losses) : Infinity
      for (let wins = 0; wins <= t - losses; wins++) {
        const at = wins * width + losses
        if (wins >= least) value[at] = 1
        else if (t === maxSamples) value[at] = 0
        else value[at] = win * (value[at + width] ?? 0) + (1 - discordance) * (value[at] ?? 0) + loss * (value[at + 1] ?? 0)
      }
    }
  }
  return value[0] ?? 0
}
