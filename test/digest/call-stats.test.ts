import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeStats, NO_CALLS } from '../../src/digest/call-stats.js'
import { latencyQuantile, mergeLatency, RELATIVE_ERROR, sketchLatency } from '../../src/digest/latency-sketch.js'
import type { CallStats } from '../../src/domain/digest.js'

const latencies = fc.array(fc.oneof(fc.double({ min: 1e-3, max: 1e7, noNaN: true }), fc.constant(0)), { minLength: 1, maxLength: 200 })

describe('a latency sketch', () => {
  it('gives every quantile within its relative error, by nearest rank', () => {
    fc.assert(fc.property(latencies, fc.double({ min: 0.01, max: 1, noNaN: true }), (values, share) => {
      const exact = values.toSorted((a, b) => a - b)[Math.ceil(share * values.length) - 1] ?? Number.NaN
      const found = latencyQuantile(sketchLatency(values), share) ?? Number.NaN
      expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact * RELATIVE_ERROR * (1 + 1e-9))
    }))
  })
  it('of two lots together is that of their union', () => {
    fc.assert(fc.property(latencies, latencies, (a, b) => {
      expect(mergeLatency(sketchLatency(a), sketchLatency(b))).toEqual(sketchLatency([...a, ...b]))
    }))
  })
  it('of nothing has no quantile', () => {
    expect(latencyQuantile(sketchLatency([]), 0.5)).toBeUndefined()
  })
})

describe('merged statistics', () => {
  const some = (n: number, at: string): CallStats => ({ ...NO_CALLS, calls: n, costUsd: { count: n, sum: n / 10 }, unpriced: { ...NO_CALLS.unpriced, calls: n, inputTokens: n }, longestOutputTokens: n, firstStartedAt: at, lastStartedAt: at })
  it('add counts and sums, and span both times', () => {
    expect(mergeStats(some(2, '2026-01-02T00:00:00.000Z'), some(3, '2026-01-01T00:00:00.000Z'))).toMatchObject({
      calls: 5, costUsd: { count: 5, sum: 0.5 }, unpriced: { calls: 5, inputTokens: 5 }, longestOutputTokens: 3,
      firstStartedAt: '2026-01-01T00:00:00.000Z', lastStartedAt: '2026-01-02T00:00:00.000Z',
    })
  })
  it('with none are unchanged', () => {
    expect(mergeStats(some(2, '2026-01-02T00:00:00.000Z'), NO_CALLS)).toEqual(some(2, '2026-01-02T00:00:00.000Z'))
  })
})
