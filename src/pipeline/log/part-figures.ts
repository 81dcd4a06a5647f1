import type { AuditConfig } from '../../config/schema.js'
import { mergeLatency, NO_LATENCY, latencyQuantile } from '../../digest/latency-sketch.js'
import type { Usage } from '../../domain/call.js'
import type { CallGroup } from '../../domain/digest.js'
import type { Price } from '../../domain/model.js'
import type { LatencySummary } from '../../domain/result.js'
import { costOf, type PriceBook } from '../../prices/book.js'
import type { TaskPart } from '../../warehouse/index.js'
import { bothWays } from './most-saving.js'
import { servedAs } from './served-as.js'

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

/** Calls of some parts, a whole number; those of estimated parts are rounded. */
export function callsOf(parts: readonly TaskPart[]): number {
  return Math.round(total(parts.map(({ group, share }) => group.calls * share)))
}

/** USD of a group as logged, with list prices where nothing was; null when none of it is known. */
export function groupCost(group: Pick<CallGroup, 'unpriced' | 'costUsd' | 'provider' | 'requestModel' | 'responseModel'>, config: AuditConfig, book: PriceBook): number | null {
  const { unpriced, costUsd } = group
  const price = book.priceOf(servedAs(group, config))
  const listed = price === undefined || unpriced.calls === 0 ? undefined : costOf(unpriced, ordinary(price))
  return costUsd.count === 0 && listed === undefined ? null : costUsd.sum + (listed ?? 0)
}

/** The price of requests of ordinary length: the tokens of a group are those of many. */
function ordinary(price: Price): Price {
  const { long, ...rates } = price
  return long === undefined ? price : rates
}

/** USD of some parts; null when nothing of it is known. */
export function partsCost(parts: readonly TaskPart[], config: AuditConfig, book: PriceBook): number | null {
  const known = parts.flatMap(({ group, share }) => {
    const usd = groupCost(group, config, book)
    return usd === null ? [] : [usd * share]
  })
  return known.length === 0 ? null : total(known)
}

/** USD and tokens of the calls of a part of which both are known, be the cost a list price; undefined where there is none. */
function paidCalls({ group, share }: TaskPart, config: AuditConfig, book: PriceBook): { readonly usd: number; readonly usage: Usage } | undefined {
  const { priced, unpriced } = group
  const price = unpriced.calls === 0 ? undefined : book.priceOf(servedAs(group, config))
  const listed = price === undefined ? undefined : costOf(unpriced, ordinary(price))
  if (priced.calls === 0 && listed === undefined) return undefined
  const paid = (of: 'inputTokens' | 'outputTokens' | 'cacheReadInputTokens' | 'cacheWriteInputTokens'): number => (priced[of] + (listed === undefined ? 0 : unpriced[of])) * share
  return {
    usd: (priced.costUsd + (listed ?? 0)) * share,
    usage: { inputTokens: paid('inputTokens'), outputTokens: paid('outputTokens'), cacheReadInputTokens: paid('cacheReadInputTokens'), cacheWriteInputTokens: paid('cacheWriteInputTokens') },
  }
}

/** What some parts would have cost less at the cheapest of some prices; see `mostSaving`, which says the same of calls one by one. */
export function partsSaving(parts: readonly TaskPart[], prices: readonly Price[], config: AuditConfig, book: PriceBook): number | null {
  const paid = parts.flatMap((part) => paidCalls(part, config, book) ?? [])
  if (paid.length === 0 || prices.length === 0) return null
  const least = prices.flatMap((price) => {
    const both = paid.map(({ usage }) => bothWays(usage, ordinary(price)))
    return [total(both.map(([cached]) => cached)), total(both.map(([, plain]) => plain))]
  })
  return Math.max(0, total(paid.map(({ usd }) => usd)) - Math.min(...least))
}

/** Latency quantiles of the groups, within the relative error of the sketch. */
export function partsLatency(parts: readonly TaskPart[]): LatencySummary | null {
  const sketch = parts.reduce((merged, { group }) => mergeLatency(merged, group.latencyMs), NO_LATENCY)
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => latencyQuantile(sketch, share))
  return p50 === undefined || p95 === undefined || p99 === undefined ? null : { p50, p95, p99 }
}

export function meanTokens(parts: readonly TaskPart[], of: 'inputTokens' | 'outputTokens'): number | null {
  const count = total(parts.map(({ group, share }) => group[of].count * share))
  return count === 0 ? null : total(parts.map(({ group, share }) => group[of].sum * share)) / count
}

/** Interval of the parts' share among `calls`; undefined where nothing of it is estimated. */
export function estimatedShare(parts: readonly TaskPart[], calls: number): readonly [number, number] | undefined {
  if (calls === 0 || parts.every(({ interval: [low, high] }) => low === high)) return undefined
  const bound = (at: 0 | 1): number => total(parts.map(({ group, interval }) => group.calls * interval[at])) / calls
  return [bound(0), Math.min(1, bound(1))]
}
