import { tangoScore } from './tango.js'

/** Cases between two looks. */
export const LOOK_EVERY = 10

/** Shape of a boundary: at look t of n the score must reach `constant`·(n/t)^(½ − shape). */
export interface Boundary {
  /** n, the fixed number of cases. */
  readonly maxSamples: number
  /** Non-inferiority margin δ in (0,1). */
  readonly margin: number
  readonly constant: number
  /** Δ of the family of Wang & Tsiatis (1987): ½ is Pocock's, 0 O'Brien and Fleming's; below 0 early looks are stricter still. */
  readonly shape: number
}

/** Where a candidate is certified: at a look, with at least so many wins for the losses seen. */
export interface Region {
  readonly looks: readonly number[]
  /** Least wins at look `looks[i]` for `losses`; Infinity where no number of wins suffices. Non-decreasing in `losses`. */
  leastWins(look: number, losses: number): number
}

/**
 * The certification region of a fixed design. It is monotone by construction (a win more or a loss less never leaves it), which is
 * what makes the boundary of the null its worst point.
 */
export function certificationRegion({ maxSamples, margin, constant, shape }: Boundary): Region {
  const looks = Array.from({ length: Math.floor((maxSamples - 1) / LOOK_EVERY) }, (_, i) => (i + 1) * LOOK_EVERY).concat(maxSamples)
  const table = new Map(looks.map((look) => [look, leastWinsAt(look, margin, constant * (maxSamples / look) ** (0.5 - shape))]))
  return { looks, leastWins: (look, losses) => table.get(look)?.[losses] ?? Infinity }
}

function leastWinsAt(look: number, margin: number, needed: number): readonly number[] {
  const least: number[] = []
  let wins = 0
  for (let losses = 0; losses <= look; losses++) {
    while (wins + losses <= look && tangoScore(wins, losses, look, -margin) < needed) wins += 1
    if (wins + losses > look) break
    least.push(wins)
  }
  return least
}
