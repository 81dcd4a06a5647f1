import type { ServiceTier, Usage } from '../domain/call.js'
import type { Price } from '../domain/model.js'
import { costOf, tierCost } from '../prices/book.js'
import type { LogTraffic } from './log-traffic.js'

/** What of a log's traffic is needed here. */
type Costs = Pick<LogTraffic, 'costOf'> & { readonly table: Pick<LogTraffic['table'], 'usageOf' | 'servedOf'> & { readonly served: readonly { readonly serviceTier?: ServiceTier }[] } }

/** USD of some usage at a price with its rates for cached input, and as if nothing were cached. */
export function bothWays(usage: Usage, price: Price, tier: ServiceTier = 'standard'): readonly [cached: number, plain: number] {
  const { inputTokens, outputTokens } = usage
  // Of a tier that no list names the price, the list price itself is what can be said.
  const at = (tokens: Usage): number => tierCost(tokens, price, tier) ?? costOf(tokens, price) ?? Number.NaN
  return [at(usage), at({ ...(inputTokens !== undefined && { inputTokens }), ...(outputTokens !== undefined && { outputTokens }) })]
}

/**
 * USD that some calls would have cost less if the cheapest of some prices had been paid for their tokens, at least 0; null when there is no price,
 * or no call whose cost and tokens are both known. Calls of which either is unknown save nothing. Another model may cache what this one did, or nothing
 * where writing into the cache is not worth it, and may be asked in the same service tier: the cheaper is taken, for this is the most that can be saved.
 */
export function mostSaving(rows: readonly number[], prices: readonly Price[], { table, costOf: paid }: Costs): number | null {
  let [calls, costUsd] = [0, 0]
  const sums = prices.map((): [cached: number, plain: number] => [0, 0])
  for (const row of rows) {
    const [cost, usage] = [paid(row), table.usageOf(row)]
    if (cost === undefined || usage.inputTokens === undefined || usage.outputTokens === undefined) continue
    calls++
    costUsd += cost
    prices.forEach((price, at) => {
      const [cached, plain] = bothWays(usage, price, table.served[table.servedOf(row)]?.serviceTier)
      const sum = sums[at] as [number, number]
      sum[0] += cached
      sum[1] += plain
    })
  }
  return calls === 0 || prices.length === 0 ? null : Math.max(0, costUsd - Math.min(...sums.flat()))
}
