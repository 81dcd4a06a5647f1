import { configuredProvider } from '../config/lookup.js'
import type { AuditConfig } from '../config/schema.js'
import { AuditError } from '../domain/error.js'
import type { Plan } from '../domain/plan.js'
import { createClient, endpointOf, type ProviderClient } from '../providers/index.js'
import { createLimiter, type Clock, type Limiter } from '../replay/limiter.js'

export interface Connection {
  readonly client: ProviderClient
  readonly limiter: Limiter
}

function keyOf(name: string, provider: { readonly apiKeyEnv?: string }, env: NodeJS.ProcessEnv): string | undefined {
  if (provider.apiKeyEnv === undefined) return undefined
  const key = env[provider.apiKeyEnv]
  if (!key) {
    throw new AuditError('provider/key', `provider "${name}" needs a key, and the environment variable ${provider.apiKeyEnv} is not set`, `Set ${provider.apiKeyEnv}, or name another variable: providers: { ${name}: { api_key_env: … } }.`)
  }
  return key
}

/** Before anything is read: every provider of a candidate must have its key. @throws AuditError naming the variable */
export function assertKeys(providers: readonly string[], config: AuditConfig, env: NodeJS.ProcessEnv): void {
  for (const name of providers) keyOf(name, endpointOf(name, configuredProvider(config, name), env) ?? {}, env)
}

/** Opens each provider once, when it is first needed: importing an SDK takes longer than reading a log. */
export function createConnector(plan: Pick<Plan, 'providers'>, options: { readonly concurrency: number; readonly env: NodeJS.ProcessEnv; readonly clock: Clock }): (provider: string) => Promise<Connection> {
  const open = new Map<string, Promise<Connection>>()
  return (name) => {
    const known = open.get(name)
    if (known) return known
    const connect = async (): Promise<Connection> => {
      const provider = plan.providers[name]
      if (!provider) throw new Error(`provider ${name} is not planned`)
      const client = await createClient({ name, ...provider }, keyOf(name, provider, options.env))
      const concurrency = Math.min(options.concurrency, provider.maxConcurrency ?? options.concurrency)
      return { client, limiter: createLimiter({ concurrency, rpm: provider.rpm, tpm: provider.tpm }, options.clock) }
    }
    const connection = connect()
    open.set(name, connection)
    return connection
  }
}
