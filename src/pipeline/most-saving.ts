import type { ServiceTier, Usage } from '../domain/call.js'
import type { Price } from '../domain/model.js'
import { costOf, tierCost, tierShare } from '../prices/book.js'
import { rowUsd, tokenPrice, tokensUsd, type TokenColumns } from '../prices/token-price.js'
import type { LogTraffic } from './log-traffic.js'

/** What of a log's traffic is needed here. */
type Costs = Pick<LogTraffic, 'usdOf'> & { readonly table: TokenColumns & Pick<LogTraffic['table'], 'servedOf'> & { readonly served: readonly { readonly serviceTier?: ServiceTier }[] } }

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
export function mostSaving(rows: readonly number[], prices: readonly Price[], { table, usdOf }: Costs): number | null {
  let [calls, costUsd] = [0, 0]
  const isCounted = (row: number): boolean => !Number.isNaN(usdOf(row)) && !Number.isNaN(table.countedInputOf(row)) && !Number.isNaN(table.countedOutputOf(row))
  for (const row of rows) {
    if (!isCounted(row)) continue
    calls++
    costUsd += usdOf(row)
  }
  if (calls === 0 || prices.length === 0) return null
  // Of a tier that no list names the price, the list price itself is what can be said.
  const shares = table.served.map(({ serviceTier }) => tierShare(serviceTier) ?? 1)
  // One price after the other, and nothing made for a call: a million calls at ten prices are ten million of these.
  const sums = prices.flatMap((listed) => {
    const price = tokenPrice(listed)
    let [cached, plain] = [0, 0]
    for (const row of rows) {
      if (!isCounted(row)) continue
      const share = shares[table.servedOf(row)] ?? 1
      cached += rowUsd(price, table, row) * share
      plain += tokensUsd(price, table.countedInputOf(row), table.countedOutputOf(row), 0, 0, 0) * share
    }
    return [cached, plain]
  })
  return Math.max(0, costUsd - Math.min(...sums))
}
