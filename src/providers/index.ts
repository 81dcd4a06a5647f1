import type { Credentials, ProviderClient, ProviderEndpoint } from './provider.js'

export type { BatchAnswer, BatchApi, BatchItem, BatchState } from './batch-api.js'
export type { Completion } from './completion.js'
export { BUILT_IN, builtInProvider, endpointOf } from './endpoint.js'
export { ProviderError, type Attempted, type Credentials, type ProviderClient, type ProviderEndpoint } from './provider.js'
export type { RateFacts, RateWindow } from './rate-facts.js'

/** Opens a client; the code that speaks HTTP is loaded only now. */
export async function createClient(endpoint: ProviderEndpoint, credentials: Credentials): Promise<ProviderClient> {
  return (await import('./http-client.js')).httpClient(endpoint, credentials)
}
export { vectorsOf } from './wire/embeddings.js'
