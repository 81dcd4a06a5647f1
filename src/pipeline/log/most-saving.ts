import type { ServiceTier, Usage } from '../../domain/call.js'
import type { Price } from '../../domain/model.js'
import { costOf, tierCost, tierShare } from '../../prices/book.js'
import { orNone, tokenPrice, tokensUsd, type TokenColumns } from '../../prices/token-price.js'
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

/** So many calls are looked at together: what is known of them stays in the caches while price after price is applied. */
const TOGETHER = 2_048

/**
 * USD that some calls would have cost less if the cheapest of some prices had been paid for their tokens, at least 0; null when there is no price,
 * or no call whose cost and tokens are both known. Calls of which either is unknown save nothing. Another model may cache what this one did, or nothing
 * where writing into the cache is not worth it, and may be asked in the same service tier: the cheaper is taken, for this is the most that can be saved.
 */
export function mostSaving(rows: readonly number[], prices: readonly Price[], { table, usdOf }: Costs): number | null {
  // Of a tier that no list names the price, the list price itself is what can be said.
  const shares = table.served.map(({ serviceTier }) => tierShare(serviceTier) ?? 1)
  const listed = prices.map(tokenPrice)
  const [cached, plain] = [new Float64Array(listed.length), new Float64Array(listed.length)]
  const columns = (): Float64Array => new Float64Array(TOGETHER)
  const [input, output, cacheRead, cacheWrite, cacheWriteHour, share] = [columns(), columns(), columns(), columns(), columns(), columns()]
  let [calls, costUsd, used] = [0, 0, 0]
  const settle = (): void => {
    listed.forEach((price, at) => {
      let [withCache, without] = [cached[at] ?? 0, plain[at] ?? 0]
      for (let one = 0; one < used; one++) {
        const [asked, answered, part] = [input[one] ?? 0, output[one] ?? 0, share[one] ?? 1]
        const usd = tokensUsd(price, asked, answered, cacheRead[one] ?? 0, cacheWrite[one] ?? 0, cacheWriteHour[one] ?? 0) * part
        withCache += usd
        const isPlain = cacheRead[one] === 0 && cacheWrite[one] === 0 && cacheWriteHour[one] === 0
        without += isPlain ? usd : tokensUsd(price, asked, answered, 0, 0, 0) * part
      }
      cached[at] = withCache
      plain[at] = without
    })
    used = 0
  }
  for (const row of rows) {
    const [usd, asked, answered] = [usdOf(row), table.countedInputOf(row), table.countedOutputOf(row)]
    if (Number.isNaN(usd) || Number.isNaN(asked) || Number.isNaN(answered)) continue
    calls++
    costUsd += usd
    input[used] = asked
    output[used] = answered
    cacheRead[used] = orNone(table.cacheReadOf(row))
    cacheWrite[used] = orNone(table.cacheWriteOf(row))
    cacheWriteHour[used] = orNone(table.cacheWriteHourOf(row))
    share[used] = shares[table.servedOf(row)] ?? 1
    used++
    if (used === TOGETHER) settle()
  }
  if (calls === 0 || listed.length === 0) return null
  settle()
  return Math.max(0, costUsd - Math.min(...cached, ...plain))
}
