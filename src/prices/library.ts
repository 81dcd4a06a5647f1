import { calcPrice, findProvider } from '@pydantic/genai-prices'
import type { Price } from '../domain/model.js'

/** The price library with the day on which this version was published; kept equal to package.json by a test. */
export const PRICE_LIST = { name: '@pydantic/genai-prices', version: '0.1.8', date: '2026-09-23' } as const

/** The lowest tier: what a request of ordinary length pays per million tokens. */
function base(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value === 'object' && value !== null && 'base' in value && typeof value.base === 'number') return value.base
  return undefined
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
    const [input, output, cacheRead, cacheWrite] = [base(found.model_price['input_mtok']), base(found.model_price['output_mtok']), base(found.model_price['cache_read_mtok']), base(found.model_price['cache_write_mtok'])]
    const cacheWriteHour = base(found.model_price['cache_write_1h_mtok'])
    return input === undefined || output === undefined ? undefined : { input, output, ...(cacheRead === undefined ? {} : { cacheRead }), ...(cacheWrite === undefined ? {} : { cacheWrite }), ...(cacheWriteHour === undefined ? {} : { cacheWriteHour }) }
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
