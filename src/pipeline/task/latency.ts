import type { Percentiles } from '../../domain/result.js'

/** The value below which a share of the values lies, by nearest rank; NaN for no values. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN
}

/** p50, p95 and p99 in milliseconds; null for no values. */
export function summarizeLatency(values: Float64Array | readonly number[]): Percentiles | null {
  if (values.length === 0) return null
  const sorted = new Float64Array(values).sort()
  return { p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95), p99: percentile(sorted, 0.99) }
}
