import type { AuditConfig } from '../../config/schema.js'
import type { KeptCost } from '../../domain/inspect.js'
import type { PriceBook } from '../../prices/book.js'
import type { KeptGroup } from '../../warehouse/index.js'
import { groupCost } from './part-figures.js'
import { servedAs } from './served-as.js'

/** What was paid for without being replayable, as the database counted it; undefined when there is none. */
export function keptGroups(kept: readonly KeptGroup[], config: AuditConfig, book: PriceBook): KeptCost | undefined {
  if (kept.length === 0) return undefined
  const [reasons, models] = [new Map<string, number>(), new Map<string, number>()]
  const tokens: { input: number | null; output: number | null } = { input: null, output: null }
  let [calls, unpriced] = [0, 0]
  let costUsd: number | null = null
  for (const { reason, traffic: { requestModel, responseModel, provider }, stats } of kept) {
    const named = requestModel === undefined ? undefined : { requestModel, ...(responseModel === undefined ? {} : { responseModel }), ...(provider === undefined ? {} : { provider }) }
    const model = named === undefined ? 'unknown' : servedAs(named, config)
    const listed = named !== undefined && book.priceOf(model) !== undefined ? stats.unpriced.calls : 0
    const paid = named === undefined ? (stats.costUsd.count === 0 ? null : stats.costUsd.sum) : groupCost({ ...stats, ...named }, config, book)
    calls += stats.calls
    unpriced += stats.calls - stats.costUsd.count - listed
    if (paid !== null) costUsd = (costUsd ?? 0) + paid
    reasons.set(reason, (reasons.get(reason) ?? 0) + stats.calls)
    models.set(model, (models.get(model) ?? 0) + stats.calls)
    if (stats.inputTokens.count > 0) tokens.input = (tokens.input ?? 0) + stats.inputTokens.sum
    if (stats.outputTokens.count > 0) tokens.output = (tokens.output ?? 0) + stats.outputTokens.sum
  }
  return {
    calls, costUsd, unpriced,
    reasons: Object.fromEntries(reasons),
    models: Object.fromEntries([...models].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))),
    tokens,
  }
}
