import type { ChatRequest } from '../domain/message.js'
import type { ProviderAddress } from '../domain/provider.js'
import type { FailureKind } from '../domain/trial.js'
import type { BatchApi } from './batch-api.js'
import type { Completion } from './completion.js'
import type { RateFacts } from './rate-facts.js'

/** How to reach a provider, by its name in the configuration. */
export interface ProviderEndpoint extends ProviderAddress {
  readonly name: string
}

/** AWS credentials with which requests are signed, where there is no API key; held in memory only. */
export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Of credentials that are lent for a while. */
  readonly sessionToken?: string
  readonly region: string
}

/** What is sent along to a provider, secrets among it; held in memory only. */
export interface Credentials {
  readonly apiKey?: string
  /** Headers that stand in the configuration. */
  readonly headers?: Readonly<Record<string, string>>
  /** Headers whose values come from the environment. */
  readonly secretHeaders?: Readonly<Record<string, string>>
  readonly aws?: AwsCredentials
}

/** A completion as it came over the wire. */
export interface Attempted extends Completion {
  /** Milliseconds from the request to the first token; streams only. */
  readonly firstTokenMs?: number
  readonly rate?: RateFacts
}

/** One attempt over the wire, without retries. */
export interface ProviderClient {
  /**
   * `maxOutputTokens` is what is sent as the cap.
   * @throws ProviderError for every answer that is not a completion; the signal's reason when it was interrupted
   */
  readonly complete: (model: string, request: ChatRequest, maxOutputTokens: number, signal: AbortSignal) => Promise<Attempted>
  /** Undefined where the provider has no batches. */
  readonly batches?: BatchApi
  /** Closes idle connections. */
  readonly close: () => void
}

export interface ProviderErrorFacts {
  readonly retriable: boolean
  /** True when the provider may have charged for the attempt all the same. */
  readonly maybeCharged?: boolean
  readonly retryAfterMs?: number | undefined
  /** True when the provider has too much to do, or we have sent too much. */
  readonly overloaded?: boolean
  /** Bytes of the answer that arrived. */
  readonly receivedBytes?: number
  readonly rate?: RateFacts | undefined
  /** The parameter that the provider does not take. */
  readonly parameter?: string | undefined
}

/** An attempt that brought no completion. */
export class ProviderError extends Error {
  readonly kind: FailureKind
  readonly retriable: boolean
  readonly maybeCharged: boolean
  readonly retryAfterMs: number | undefined
  readonly overloaded: boolean
  readonly receivedBytes: number
  readonly rate: RateFacts | undefined
  readonly parameter: string | undefined

  constructor(kind: FailureKind, message: string, facts: ProviderErrorFacts) {
    super(message)
    this.name = 'ProviderError'
    this.kind = kind
    this.retriable = facts.retriable
    this.maybeCharged = facts.maybeCharged ?? false
    this.retryAfterMs = facts.retryAfterMs
    this.overloaded = facts.overloaded ?? false
    this.receivedBytes = facts.receivedBytes ?? 0
    this.rate = facts.rate
    this.parameter = facts.parameter
  }
}
