import { configuredProvider } from '../config/lookup.js'
import type { AuditConfig } from '../config/schema.js'
import type { Usage } from '../domain/call.js'
import { parseModelRef, type Price } from '../domain/model.js'
import { libraryPrice, providerAt } from './library.js'

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

/** A server may report anything; what is no count of tokens is unknown. */
const isCount = (tokens: number | undefined): tokens is number => tokens !== undefined && tokens >= 0 && Number.isFinite(tokens)

/** USD of a call at list price; undefined when tokens are unknown. Cached input pays its own rate where one is listed. */
export function costOf(usage: Usage, price: Price): number | undefined {
  if (!isCount(usage.inputTokens) || !isCount(usage.outputTokens)) return undefined
  const cached = price.cacheRead === undefined ? 0 : Math.min(usage.cacheReadInputTokens ?? 0, usage.inputTokens)
  return ((usage.inputTokens - cached) * price.input + cached * (price.cacheRead ?? 0) + usage.outputTokens * price.output) / 1e6
}
