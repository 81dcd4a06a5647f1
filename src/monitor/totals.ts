import type { MonitorPercentiles, MonitorShare } from '../domain/monitor.js'
import type { Observation, ServedBy } from './observe.js'
import { createPool, NO_VALUES } from './value-pool.js'
import type { PoolState, ValuePool } from './value-pool.js'

/** Sums over some calls; unknown costs and latencies are in none. */
export interface TotalsState {
  readonly calls: number
  readonly priced: number
  readonly costUsd: number
  /** Of the calls of which both are known. */
  readonly paidUsd: number
  readonly incumbentUsd: number
  readonly compared: number
  readonly latency: PoolState
  readonly servedBy: Readonly<Record<ServedBy, number>>
  readonly escalated: number
  readonly usable: number
  readonly feedback: { readonly n: number; readonly sum: number }
}

export interface Totals {
  readonly calls: number
  add(observation: Observation): void
  state(): TotalsState
}

export const NO_TOTALS: TotalsState = { calls: 0, priced: 0, costUsd: 0, paidUsd: 0, incumbentUsd: 0, compared: 0, latency: NO_VALUES, servedBy: { target: 0, fallback: 0, 'held-back': 0, other: 0 }, escalated: 0, usable: 0, feedback: { n: 0, sum: 0 } }

export function createTotals(from: TotalsState = NO_TOTALS): Totals {
  const sums = { ...from, servedBy: { ...from.servedBy }, feedback: { ...from.feedback } }
  const latency: ValuePool = createPool('size', from.latency)
  return {
    get calls() { return sums.calls },
    add({ costUsd, incumbentUsd, latencyMs, servedBy, escalated, usable, feedback }) {
      sums.calls += 1
      if (costUsd !== undefined) {
        sums.priced += 1
        sums.costUsd += costUsd
        if (incumbentUsd !== undefined) {
          sums.compared += 1
          sums.paidUsd += costUsd
          sums.incumbentUsd += incumbentUsd
        }
      }
      if (latencyMs !== undefined) latency.add(latencyMs)
      sums.servedBy[servedBy] += 1
      if (escalated) sums.escalated += 1
      if (usable) sums.usable += 1
      if (feedback !== undefined) {
        sums.feedback.n += 1
        sums.feedback.sum += feedback
      }
    },
    state: () => ({ ...sums, latency: latency.state() }),
  }
}

function percentiles(state: PoolState): MonitorPercentiles | null {
  const pool = createPool('size', state)
  const [p50, p95, p99] = [pool.quantile(0.5), pool.quantile(0.95), pool.quantile(0.99)]
  return p50 === undefined || p95 === undefined || p99 === undefined ? null : { p50, p95, p99 }
}

export const rate = (part: number, all: number): number | null => (all === 0 ? null : part / all)

/** The figures of some calls among all. */
export function shareOf(state: TotalsState, all: number): MonitorShare {
  return {
    calls: state.calls, share: rate(state.calls, all) ?? 0,
    costUsd: state.priced === 0 ? null : state.costUsd, costPerCallUsd: rate(state.costUsd, state.priced),
    latencyMs: percentiles(state.latency),
  }
}
