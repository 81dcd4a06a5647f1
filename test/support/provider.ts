import type { ChatRequest } from '../../src/domain/message.js'
import { createClient, ProviderError, type Completion } from '../../src/providers/index.js'

export const KEY = 'sk-test-0123456789abcdef'

/** One attempt at a server on loopback by the real SDK. */
export async function attempt(api: 'openai' | 'anthropic', url: string, request: ChatRequest, options: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {}): Promise<Completion> {
  const client = await createClient({ name: 'lab', api, baseUrl: api === 'openai' ? `${url}/v1` : url, timeoutMs: options.timeoutMs ?? 60_000 }, { apiKey: KEY })
  return client.complete('small', request, 77, options.signal ?? new AbortController().signal)
}

/** The ProviderError with which an attempt ends. */
export async function failureOf(work: Promise<unknown>): Promise<ProviderError> {
  try {
    await work
  } catch (error) {
    if (error instanceof ProviderError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
