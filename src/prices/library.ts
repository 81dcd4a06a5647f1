import { calcPrice, findProvider } from '@pydantic/genai-prices'
import type { Price, Rates } from '../domain/model.js'

/** The price library with the day on which this version was published; kept equal to package.json by a test. */
export const PRICE_LIST = { name: '@pydantic/genai-prices', version: '0.1.8', date: '2026-09-23' } as const

/** Prices per million tokens under the names of the library, with those of `Rates`. */
const FIELDS = [['input', 'input_mtok'], ['output', 'output_mtok'], ['cacheRead', 'cache_read_mtok'], ['cacheWrite', 'cache_write_mtok'], ['cacheWriteHour', 'cache_write_1h_mtok']] as const

/** A price that does not depend on the length of the request, or on one length alone. */
interface ByLength {
  readonly base: number
  /** From which number of input tokens on, and what all tokens of such a request pay. */
  readonly long?: { readonly above: number; readonly price: number }
}

/** Of several steps the first: no list has more. */
function byLength(value: unknown): ByLength | undefined {
  if (typeof value === 'number') return { base: value }
  if (typeof value !== 'object' || value === null || !('base' in value) || typeof value.base !== 'number') return undefined
  const step: unknown = 'tiers' in value && Array.isArray(value.tiers) ? value.tiers[0] : undefined
  const isStep = typeof step === 'object' && step !== null && 'start' in step && typeof step.start === 'number' && 'price' in step && typeof step.price === 'number'
  return { base: value.base, ...(isStep && { long: { above: step.start as number, price: step.price as number } }) }
}

/** The price of a model out of the library's; undefined where input or output has none. */
function priceOf(listed: Readonly<Record<string, unknown>>): Price | undefined {
  const prices = FIELDS.flatMap(([name, field]) => {
    const price = byLength(listed[field])
    return price === undefined ? [] : [[name, price] as const]
  })
  const of = (rate: (price: ByLength) => number): Rates => Object.fromEntries(prices.map(([name, price]) => [name, rate(price)])) as unknown as Rates
  if (!prices.some(([name]) => name === 'input') || !prices.some(([name]) => name === 'output')) return undefined
  const above = prices.map(([, { long }]) => long?.above).find((start) => start !== undefined)
  return { ...of(({ base }) => base), ...(above !== undefined && { long: { ...of(({ base, long }) => long?.price ?? base), above } }) }
}

/** Names that gateways and clouds give to the providers of the library; no entry joins two companies. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['bedrock', 'aws'], ['aws.bedrock', 'aws'], ['amazon-bedrock', 'aws'], ['vertex_ai', 'google'], ['vertex-ai', 'google'], ['google-vertex-ai', 'google'], ['google-ai-studio', 'google'], ['gemini', 'google'],
  ['azure_openai', 'azure'], ['azure-openai', 'azure'], ['xai', 'x-ai'], ['OpenAI', 'openai'], ['Anthropic', 'anthropic'],
])

/**
 * List price of a model at one provider, from the bundled price library; undefined when that provider's price is
 * not known there. A name is never looked up across providers: the same weights cost differently elsewhere.
 */
export function libraryPrice(named: string, model: string): Price | undefined {
  const provider = ALIASES.get(named) ?? named
  try {
    const found = calcPrice({ input_tokens: 1, output_tokens: 1 }, model, { providerId: provider })
    if (!found || found.provider.id !== provider) return undefined
    return priceOf(found.model_price as unknown as Readonly<Record<string, unknown>>)
  } catch {
    return undefined // the library throws on names that it cannot match
  }
}

/** The library's provider at an address, e.g. `groq` for its base URL; undefined when unknown. */
export function providerAt(baseUrl: string): string | undefined {
  try {
    return findProvider({ providerApiUrl: baseUrl })?.id
  } catch {
    return undefined
  }
}

/** The provider that the library believes to serve a model of this name; undefined when it knows none. */
export function providerOf(model: string): string | undefined {
  try {
    return findProvider({ modelId: model })?.id
  } catch {
    return undefined
  }
}

/** Ids of all models that the library lists at a provider; none when it does not know the provider. */
export function libraryModels(provider: string): readonly string[] {
  try {
    const found = findProvider({ providerId: provider })
    return found?.id === provider ? found.models.map(({ id }) => id) : []
  } catch {
    return []
  }
}
