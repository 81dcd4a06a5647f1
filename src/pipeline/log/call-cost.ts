import type { AuditConfig } from '../../config/schema.js'
import type { Served } from '../../digest/call-table.js'
import type { LlmCall } from '../../domain/call.js'
import { tierCost, type PriceBook } from '../../prices/book.js'
import { servedAs } from './served-as.js'

/** USD of one call: as logged, else its tokens at the price of its service tier; undefined when neither is known. */
export function callCost(call: Served & Pick<LlmCall, 'usage' | 'costUsd'>, config: AuditConfig, book: PriceBook): number | undefined {
  if (call.costUsd !== undefined) return call.costUsd
  const price = book.priceOf(servedAs(call, config))
  return price && tierCost(call.usage, price, call.serviceTier)
}
