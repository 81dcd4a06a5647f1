import type { Boundary, Region } from './region.js'
import { certificationRegion } from './region.js'

/** Intervals into which the discordance is cut: the more, the closer the bound to the size; any number gives a valid bound. */
const INTERVALS = 160
const GRID = 20_000

/**
 * Upper bound on the chance that a fixed design certifies a candidate at or below the margin, over every discordance q in [δ,1] and
 * every mean difference ≤ −δ, for independent cases with differences −1, 0 and 1.
 *
 * For each interval [a,b] of q a game is solved backwards: V(t,w,l) = 1 in the region, else the larger over q ∈ {a,b} of
 * (q−δ)/2·V(t+1,w+1,l) + (1−q)·V(t+1,w,l) + (q+δ)/2·V(t+1,w,l+1). The bracket is linear in q, so V(0,0,0) bounds the chance for each
 * constant q in [a,b]; means below −δ are covered by coupling, as the region is monotone. Counts beyond mean + 8 standard deviations
 * are valued 1, which only raises the bound.
 */
export function sizeBound(boundary: Boundary, intervals = INTERVALS): number {
  const region = certificationRegion(boundary)
  const cuts = discordanceCuts(boundary.margin, intervals)
  let worst = 0
  for (let i = 0; i < intervals; i++) worst = Math.max(worst, gameValue(boundary, region, cuts[i] ?? 0, cuts[i + 1] ?? 1))
  return worst
}

/** Ends of intervals of equal Fisher length on [δ,1]: information 1/(2(q−δ)) + 1/(1−q) + 1/(2(q+δ)) of q at the null's boundary. */
export function discordanceCuts(margin: number, intervals: number): readonly number[] {
  // In the angle φ, q = δ + (1−δ)·sin²φ, the root of the information loses its poles.
  const qAt = (angle: number): number => margin + (1 - margin) * Math.sin(angle) ** 2
  const step = Math.PI / 2 / GRID
  const lengths = new Float64Array(GRID + 1)
  for (let i = 0; i < GRID; i++) {
    const angle = (i + 0.5) * step
    const q = qAt(angle)
    const information = 1 / (2 * (q - margin)) + 1 / (1 - q) + 1 / (2 * (q + margin))
    lengths[i + 1] = (lengths[i] ?? 0) + Math.sqrt(information) * (1 - margin) * Math.sin(2 * angle) * step
  }
  const total = lengths[GRID] ?? 1
  const cuts = [margin]
  for (let at = 0, i = 1; i < intervals; i++) {
    while ((lengths[at + 1] ?? Infinity) < (total * i) / intervals) at += 1
    cuts.push(qAt((at + 1) * step))
  }
  return [...cuts, 1]
}

/** V(0,0,0) of the game for q in [a,b]. */
export function gameValue({ maxSamples, margin }: Boundary, region: Region, a: number, b: number): number {
  const most = (share: number): number => Math.min(maxSamples, Math.ceil(maxSamples * share + 8 * Math.sqrt(maxSamples * share * (1 - share)) + 8))
  const maxWins = most((b - margin) / 2)
  const maxLosses = most((b + margin) / 2)
  const width = maxLosses + 2
  // One row and one column beyond the last count stay at 1.
  const value = new Float64Array((maxWins + 2) * width).fill(1)
  const looks = new Set(region.looks)
  const odds = [a, b].map((q) => [(q - margin) / 2, 1 - q, (q + margin) / 2] as const)
  const [[winA, tieA, lossA], [winB, tieB, lossB]] = odds as [(typeof odds)[number], (typeof odds)[number]]
  for (let t = maxSamples; t >= 0; t--) {
    const isLook = looks.has(t)
    for (let losses = 0; losses <= Math.min(t, maxLosses); losses++) {
      const least = isLook ? region.leastWins(t, losses) : Infinity
      for (let wins = 0; wins <= Math.min(t - losses, maxWins); wins++) {
        const at = wins * width + losses
        if (wins >= least) value[at] = 1
        else if (t === maxSamples) value[at] = 0
        else {
          const won = value[at + width] ?? 1
          const tied = value[at] ?? 1
          const lost = value[at + 1] ?? 1
          value[at] = Math.max(winA * won + tieA * tied + lossA * lost, winB * won + tieB * tied + lossB * lost)
        }
      }
    }
  }
  return value[0] ?? 1
}
