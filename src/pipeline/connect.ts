import { configuredProvider } from '../config/lookup.js'
import type { AuditConfig } from '../config/schema.js'
import type { Plan } from '../domain/plan.js'
import { createClient, endpointOf, type ProviderClient } from '../providers/index.js'
import { createLimiter, type Clock, type Limiter } from '../replay/limiter.js'
import { credentialsOf } from './credentials.js'
import { hidingClient, type Hide } from './hide-answers.js'
import type { Steering } from './steering.js'

export interface Connection {
  readonly client: ProviderClient
  readonly limiter: Limiter
}

export interface Connector {
  readonly open: (provider: string) => Promise<Connection>
  /** Closes idle connections. */
  readonly close: () => Promise<void>
}

/** Before anything is read: every provider of a candidate must have its key. @throws AuditError naming the variable */
export function assertKeys(providers: readonly string[], config: AuditConfig, env: NodeJS.ProcessEnv): void {
  for (const name of providers) credentialsOf(name, endpointOf(name, configuredProvider(config, name), env) ?? {}, env)
}

/** Opens each provider once, when it is first needed. */
export function createConnector(plan: Pick<Plan, 'providers'>, options: { readonly concurrency: number; readonly steering?: Steering; readonly env: NodeJS.ProcessEnv; readonly clock: Clock; readonly hide?: Hide | undefined }): Connector {
  const opened = new Map<string, Promise<Connection>>()
  return {
    open: (name) => {
      const known = opened.get(name)
      if (known) return known
      const connect = async (): Promise<Connection> => {
        const provider = plan.providers[name]
        if (!provider) throw new Error(`provider ${name} is not planned`)
        const client = hidingClient(await createClient({ name, ...provider }, credentialsOf(name, provider, options.env)), options.hide)
        const allowed = options.steering?.concurrency ?? (() => options.concurrency)
        const concurrency = () => Math.min(allowed(), provider.maxConcurrency ?? Number.POSITIVE_INFINITY)
        return { client, limiter: createLimiter({ concurrency, rpm: provider.rpm, tpm: provider.tpm }, options.clock) }
      }
      const connection = connect()
      opened.set(name, connection)
      return connection
    },
    close: async () => {
      for (const connection of await Promise.allSettled(opened.values())) if (connection.status === 'fulfilled') connection.value.client.close()
    },
  }
}
