import type { Usage } from '../domain/call.js'
import type { ChatRequest, ModelOutput } from '../domain/message.js'
import type { FailureKind } from '../domain/trial.js'

/** How to reach a provider. The key is read from the environment when a client is made and is never stored. */
export interface ProviderEndpoint {
  readonly name: string
  readonly api: 'openai' | 'anthropic'
  readonly baseUrl: string
  readonly apiKeyEnv?: string
  readonly timeoutMs: number
}

export interface Completion {
  readonly output: ModelOutput
  readonly usage: Usage
  readonly responseModel?: string
}

/** One attempt over the wire, without retries. */
export interface ProviderClient {
  /**
   * `maxOutputTokens` is what is sent as the cap.
   * @throws ProviderError for every answer that is not a completion.
   */
  readonly complete: (model: string, request: ChatRequest, maxOutputTokens: number, signal: AbortSignal) => Promise<Completion>
}

/** An attempt that brought no completion. */
export class ProviderError extends Error {
  readonly kind: FailureKind
  readonly retriable: boolean
  /** True when the provider may have charged for the attempt all the same. */
  readonly maybeCharged: boolean
  readonly retryAfterMs: number | undefined

  constructor(kind: FailureKind, message: string, options: { readonly retriable: boolean; readonly maybeCharged?: boolean; readonly retryAfterMs?: number | undefined }) {
    super(message)
    this.name = 'ProviderError'
    this.kind = kind
    this.retriable = options.retriable
    this.maybeCharged = options.maybeCharged ?? false
    this.retryAfterMs = options.retryAfterMs
  }
}
