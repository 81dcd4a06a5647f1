import { valueOf } from './bins.js'
import type { Quantity } from './quantity.js'

/** Values since an alarm, in bins. */
interface Values {
  readonly n: number
  readonly sum: number
  readonly bins: ReadonlyMap<number, number>
}

/** `back`: shown to be; `away`: it still looks moved; `open`: too few values to tell. */
export type WayBack = 'back' | 'away' | 'open'

/** Standard errors by which a measure must be back: an alarm that ends by luck would hide a change that lasts. */
const SURE = 3
const SHARES = { p50: 0.5, p95: 0.95, p99: 0.99 } as const

/** A share among n with `z` standard errors on both sides (Wilson 1927, J. Am. Stat. Assoc. 22). */
function wilson(share: number, n: number, z: number): readonly [low: number, high: number] {
  const middle = share + (z * z) / (2 * n)
  const half = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))
  return [(middle - half) / (1 + (z * z) / n), (middle + half) / (1 + (z * z) / n)]
}

function meanBetween({ scale }: Quantity, { n, sum, bins }: Values, z: number): readonly [low: number, high: number] {
  const mean = sum / n
  if (scale !== 'size') return wilson(Math.min(1, Math.max(0, mean)), n, z)
  const squares = [...bins].reduce((total, [bin, count]) => total + count * (valueOf(scale, bin) - mean) ** 2, 0)
  const half = z * Math.sqrt(squares / Math.max(1, n - 1) / n)
  return [mean - half, mean + half]
}

/** Half of the way from how it was to where it matters. */
function halfWay({ kind, by, least = 0 }: Quantity, before: number): number {
  const distance = Math.max(Math.abs(kind === 'points' ? by : by * before), least) / 2
  return before + Math.sign(by) * distance
}

/** Whether a measure that had moved is back, within half of what matters, by the values since. Scores in [0,1] count as if they were 0 or 1, which spread most. */
export function wayBack(quantity: Quantity, before: number, since: Values): WayBack {
  const { by, measure, scale } = quantity
  if (since.n === 0) return 'open'
  const bound = halfWay(quantity, before)
  const upward = by > 0
  if (measure === 'mean') {
    const [low, high] = meanBetween(quantity, since, SURE)
    const [least, most] = meanBetween(quantity, since, 1)
    if (upward ? high <= bound : low >= bound) return 'back'
    return (upward ? least > bound : most < bound) ? 'away' : 'open'
  }
  // A quantile is beyond the bound when more values are than it leaves there.
  const allowed = upward ? 1 - SHARES[measure] : SHARES[measure]
  let beyond = 0
  for (const [bin, count] of since.bins) if (upward ? valueOf(scale, bin) > bound : valueOf(scale, bin) < bound) beyond += count
  if (wilson(beyond / since.n, since.n, SURE)[1] <= allowed) return 'back'
  return wilson(beyond / since.n, since.n, 1)[0] > allowed ? 'away' : 'open'
}
