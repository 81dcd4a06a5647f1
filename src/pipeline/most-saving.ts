import type { LlmCall } from '../domain/call.js'
import type { Price } from '../domain/model.js'

/**
 * USD that some calls would have cost less if the cheapest of some prices had been paid for their tokens, at least 0; null when there is no price,
 * or no call whose cost and tokens are both known. Calls of which either is unknown save nothing.
 */
export function mostSaving(calls: readonly LlmCall[], prices: readonly Price[], costOf: (call: LlmCall) => number | undefined): number | null {
  const known = calls.flatMap(({ usage, ...call }) => {
    const costUsd = costOf({ usage, ...call })
    return costUsd === undefined || usage.inputTokens === undefined || usage.outputTokens === undefined ? [] : [{ costUsd, input: usage.inputTokens, output: usage.outputTokens }]
  })
  if (known.length === 0 || prices.length === 0) return null
  const costUsd = known.reduce((sum, call) => sum + call.costUsd, 0)
  const least = Math.min(...prices.map((price) => known.reduce((sum, { input, output }) => sum + (input * price.input + output * price.output) / 1e6, 0)))
  return Math.max(0, costUsd - least)
}
