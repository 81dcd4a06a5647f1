/** Wire formats that can be spoken. Any OpenAI-compatible server is `openai`. */
export const PROVIDER_APIS = ['openai', 'openai-responses', 'anthropic', 'azure', 'bedrock', 'gemini'] as const
export type ProviderApi = (typeof PROVIDER_APIS)[number]

/** A header that goes with every request: its value, or the environment variable that holds it. */
export type HeaderValue = string | { readonly env: string }

/** How to reach a provider; never a key. */
export interface ProviderAddress {
  readonly api: ProviderApi
  readonly baseUrl: string
  /** Name of the environment variable, or path of the file, that holds the key. */
  readonly apiKeyEnv?: string
  readonly apiKeyFile?: string
  /** Azure only: its `api-version`. */
  readonly apiVersion?: string
  readonly headers?: Readonly<Record<string, HeaderValue>>
  /** PEM file of certificate authorities that are trusted beside the usual ones. */
  readonly caFile?: string
  /** Answers are asked for as streams, which shows the time to the first token. */
  readonly stream?: boolean
  /** Milliseconds for one attempt, from its start to the end of its answer. */
  readonly timeoutMs: number
}
