import type { AuditConfig, ProviderConfig } from './schema.js'

/** The entry of a table under a name from a log, which may also be that of a property of every object. */
function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}

export const configuredProvider = (config: AuditConfig, name: string): ProviderConfig | undefined => own(config.providers, name)

/** Where a logged model name is served, and its price. */
export const servedModel = (config: AuditConfig, name: string): AuditConfig['models'][string] | undefined => own(config.models, name)
