import type { LatencySketch } from '../domain/digest.js'

/** A quantile is off by at most this share of its value. */
export const RELATIVE_ERROR = 0.01
/** Each bin ends at so many times its beginning; databases need the number to compute the same bins. */
export const GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR)
const LEAST_MS = 1e-6
const LN_GAMMA = Math.log(GAMMA)

export const NO_LATENCY: LatencySketch = { zeros: 0, bins: {} }

/** The bin of a latency in milliseconds: ⌈ln(ms) / ln γ⌉; undefined for what counts as zero. */
export function latencyBin(ms: number): number | undefined {
  return ms < LEAST_MS ? undefined : Math.ceil(Math.log(ms) / LN_GAMMA)
}

/** A sketch of some latencies in milliseconds ≥ 0. */
export function sketchLatency(values: Iterable<number>): LatencySketch {
  const bins: Record<number, number> = {}
  let zeros = 0
  for (const value of values) {
    const bin = latencyBin(value)
    if (bin === undefined) zeros++
    else bins[bin] = (bins[bin] ?? 0) + 1
  }
  return { zeros, bins }
}

export function mergeLatency(a: LatencySketch, b: LatencySketch): LatencySketch {
  const bins: Record<number, number> = { ...a.bins }
  for (const [bin, count] of Object.entries(b.bins)) bins[Number(bin)] = (bins[Number(bin)] ?? 0) + count
  return { zeros: a.zeros + b.zeros, bins }
}

/** The value below which a share of the latencies lies, in milliseconds, by nearest rank, within the relative error; undefined for none. */
export function latencyQuantile(sketch: LatencySketch, share: number): number | undefined {
  const bins = Object.entries(sketch.bins).map(([bin, count]) => [Number(bin), count] as const).sort(([a], [b]) => a - b)
  const total = bins.reduce((sum, [, count]) => sum + count, sketch.zeros)
  if (total === 0) return undefined
  const rank = Math.max(1, Math.ceil(share * total))
  let seen = sketch.zeros
  if (seen >= rank) return 0
  for (const [bin, count] of bins) {
    seen += count
    if (seen >= rank) return (2 * GAMMA ** bin) / (GAMMA + 1)
  }
  return undefined
}
