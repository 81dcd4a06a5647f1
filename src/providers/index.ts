import type { ProviderClient, ProviderEndpoint } from './provider.js'

export { BUILT_IN, builtInProvider, endpointOf } from './endpoint.js'
export { ProviderError, type Completion, type ProviderClient, type ProviderEndpoint } from './provider.js'

/** One entry per wire format; a new one is a file beside this and a line here. */
const CLIENTS = {
  openai: async (endpoint, apiKey) => (await import('./openai.js')).openaiClient(endpoint, apiKey),
  anthropic: async (endpoint, apiKey) => (await import('./anthropic.js')).anthropicClient(endpoint, apiKey),
} satisfies Record<ProviderEndpoint['api'], (endpoint: ProviderEndpoint, apiKey: string | undefined) => Promise<ProviderClient>>

/** Opens a client; the SDK behind it is loaded only now. */
export function createClient(endpoint: ProviderEndpoint, apiKey: string | undefined): Promise<ProviderClient> {
  return CLIENTS[endpoint.api](endpoint, apiKey)
}
