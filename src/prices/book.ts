import { configuredProvider } from '../config/lookup.js'
import type { AuditConfig } from '../config/schema.js'
import type { ServiceTier, Usage } from '../domain/call.js'
import { parseModelRef, type Price } from '../domain/model.js'
import { libraryPrice, providerAt } from './library.js'
import { tokenPrice, tokensUsd } from './token-price.js'

/** Looks up prices by `provider/model`. */
export interface PriceBook {
  /** USD per million tokens; undefined when unknown, never 0 for want of knowledge. */
  readonly priceOf: (ref: string) => Price | undefined
}

/**
 * Prices from the configuration (the candidate's own, then `models:`), else from the price library for that very
 * provider: by the provider's name, or by its base URL.
 */
export function createPriceBook(config: AuditConfig): PriceBook {
  const own = new Map<string, Price>()
  for (const [name, model] of Object.entries(config.models)) {
    if (!model.price) continue
    own.set(model.as ?? name, model.price)
    own.set(name, model.price)
  }
  const listed = [...config.tasks.flatMap((task) => task.candidates ?? []), ...config.candidates]
  for (const { model, price } of listed) if (price) own.set(model, price)

  const known = new Map<string, Price | undefined>()
  const look = (ref: string): Price | undefined => {
    const configured = own.get(ref)
    if (configured) return configured
    const parsed = parseModelRef(ref)
    if (!parsed) return undefined
    const { baseUrl } = configuredProvider(config, parsed.provider) ?? {}
    const elsewhere = baseUrl === undefined ? undefined : providerAt(baseUrl)
    return libraryPrice(parsed.provider, parsed.model) ?? (elsewhere === undefined ? undefined : libraryPrice(elsewhere, parsed.model))
  }
  return {
    priceOf: (ref) => {
      if (!known.has(ref)) known.set(ref, look(ref))
      return known.get(ref)
    },
  }
}

/** What a service tier pays of the list price; undefined where no price list of this project says it. */
const TIER_SHARE: Readonly<Record<ServiceTier, number | undefined>> = { standard: 1, batch: 0.5, flex: 0.5, priority: undefined, other: undefined }

/** The share of the list price that a service tier pays; undefined where that is unknown. */
export const tierShare = (tier: ServiceTier = 'standard'): number | undefined => TIER_SHARE[tier]

/**
 * USD of a call as bought, whose tier is `standard` where nothing is known; undefined when tokens are unknown, or what the tier costs.
 */
export function tierCost(usage: Usage, price: Price, tier: ServiceTier = 'standard'): number | undefined {
  const [list, share] = [costOf(usage, price), tierShare(tier)]
  return list === undefined || share === undefined ? undefined : list * share
}

/** USD of a call at list price; undefined when tokens are unknown. See `tokensUsd`. */
export function costOf({ inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens, cacheWriteHourInputTokens }: Usage, listed: Price): number | undefined {
  const usd = tokensUsd(tokenPrice(listed), inputTokens ?? Number.NaN, outputTokens ?? Number.NaN, cacheReadInputTokens ?? Number.NaN, cacheWriteInputTokens ?? Number.NaN, cacheWriteHourInputTokens ?? Number.NaN)
  return Number.isNaN(usd) ? undefined : usd
}
