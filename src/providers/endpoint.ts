import type { ProviderConfig } from '../config/schema.js'
import type { ProviderApi } from '../domain/provider.js'
import type { ProviderEndpoint } from './provider.js'

/** Two minutes: longer than any answer that a person would wait for. */
const TIMEOUT_MS = 120_000

interface BuiltIn {
  readonly api: ProviderApi
  readonly baseUrl: string
  readonly apiKeyEnv: string
}

/** Providers that need no entry in the configuration. */
export const BUILT_IN: Readonly<Record<string, BuiltIn>> = {
  openai: { api: 'openai', baseUrl: 'https://api.openai.com/v1', apiKeyEnv: 'OPENAI_API_KEY' },
  anthropic: { api: 'anthropic', baseUrl: 'https://api.anthropic.com', apiKeyEnv: 'ANTHROPIC_API_KEY' },
  google: { api: 'gemini', baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai', apiKeyEnv: 'GEMINI_API_KEY' },
}

/** A name from a log may be that of a property of every object, so only own keys count. */
export const builtInProvider = (name: string): BuiltIn | undefined => (Object.hasOwn(BUILT_IN, name) ? BUILT_IN[name] : undefined)

/** The variable with the key where none is named: AWS gives its keys for Bedrock under one name. */
const USUAL_KEY: Partial<Record<ProviderApi, string>> = { bedrock: 'AWS_BEARER_TOKEN_BEDROCK', azure: 'AZURE_OPENAI_API_KEY' }

function keyVariable(configured: ProviderConfig | undefined, builtIn: BuiltIn | undefined, api: ProviderApi): string | undefined {
  if (configured?.apiKeyEnv !== undefined) return configured.apiKeyEnv
  if (configured?.apiKeyFile !== undefined) return undefined
  // A server of one's own may need no key; the built-in providers always do.
  return configured?.baseUrl === undefined ? builtIn?.apiKeyEnv : USUAL_KEY[api]
}

/**
 * Where a provider is reached; undefined when the name is neither configured nor built in. Base URLs may come from
 * OPENAI_BASE_URL and ANTHROPIC_BASE_URL, as with the SDKs themselves.
 */
export function endpointOf(name: string, configured: ProviderConfig | undefined, env: NodeJS.ProcessEnv): ProviderEndpoint | undefined {
  const builtIn = builtInProvider(name)
  const api = configured?.api ?? builtIn?.api
  if (api === undefined) return undefined
  const fromEnv = builtIn ? env[`${name.toUpperCase()}_BASE_URL`] : undefined
  const baseUrl = configured?.baseUrl ?? (fromEnv || builtIn?.baseUrl)
  if (baseUrl === undefined) return undefined // a key must not go to somebody else's address
  const apiKeyEnv = keyVariable(configured, builtIn, api)
  return {
    name, api, baseUrl: baseUrl.replace(/\/+$/, ''), timeoutMs: configured?.timeoutMs ?? TIMEOUT_MS,
    ...(apiKeyEnv === undefined ? {} : { apiKeyEnv }),
    ...(configured?.apiKeyFile === undefined ? {} : { apiKeyFile: configured.apiKeyFile }),
    ...(configured?.apiVersion === undefined ? {} : { apiVersion: configured.apiVersion }),
    ...(configured?.headers === undefined ? {} : { headers: configured.headers }),
    ...(configured?.caFile === undefined ? {} : { caFile: configured.caFile }),
    ...(configured?.stream === undefined ? {} : { stream: configured.stream }),
  }
}
