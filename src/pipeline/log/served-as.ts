import { configuredProvider, servedModel } from '../../config/lookup.js'
import type { AuditConfig } from '../../config/schema.js'
import type { Served } from '../../digest/call-table.js'
import { parseModelRef } from '../../domain/model.js'
import { providerOf } from '../../prices/library.js'
import { builtInProvider } from '../../providers/index.js'

/** True for a provider of the configuration, or one that is built in. */
export function isKnownProvider(name: string, config: AuditConfig): boolean {
  return configuredProvider(config, name) !== undefined || builtInProvider(name) !== undefined
}

/** Where a logged model name is served: `models:` in the config, the name itself, the log, the price library. */
export function servedAs(call: Served, config: AuditConfig): string {
  for (const name of [call.requestModel, call.responseModel]) {
    const as = name === undefined ? undefined : servedModel(config, name)?.as
    if (as !== undefined) return as
  }
  const prefix = parseModelRef(call.requestModel)?.provider
  // Who the log says has served it goes before what the name looks like: resellers keep the maker's name in theirs.
  if (call.provider !== undefined) return prefix === call.provider ? call.requestModel : `${call.provider}/${call.requestModel}`
  if (prefix !== undefined && isKnownProvider(prefix, config)) return call.requestModel
  return `${providerOf(call.responseModel ?? call.requestModel) ?? 'unknown'}/${call.requestModel}`
}
