import type { Price } from '../domain/model.js'
import type { LogTraffic } from './log-traffic.js'

/** What of a log's traffic is needed here. */
type Costs = Pick<LogTraffic, 'costOf'> & { readonly table: Pick<LogTraffic['table'], 'countedInputOf' | 'countedOutputOf'> }

/**
 * USD that some calls would have cost less if the cheapest of some prices had been paid for their tokens, at least 0; null when there is no price,
 * or no call whose cost and tokens are both known. Calls of which either is unknown save nothing.
 */
export function mostSaving(rows: readonly number[], prices: readonly Price[], { table, costOf }: Costs): number | null {
  let [calls, costUsd, input, output] = [0, 0, 0, 0]
  for (const row of rows) {
    const [cost, inputTokens, outputTokens] = [costOf(row), table.countedInputOf(row), table.countedOutputOf(row)]
    if (cost === undefined || Number.isNaN(inputTokens + outputTokens)) continue
    calls++
    costUsd += cost
    input += inputTokens
    output += outputTokens
  }
  if (calls === 0 || prices.length === 0) return null
  const least = Math.min(...prices.map((price) => (input * price.input + output * price.output) / 1e6))
  return Math.max(0, costUsd - least)
}
