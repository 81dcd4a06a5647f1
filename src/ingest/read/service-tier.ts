import type { ServiceTier } from '../../domain/call.js'
import type { JsonValue } from '../../domain/json.js'

const TIERS: ReadonlyMap<string, ServiceTier> = new Map([
  ['default', 'standard'], ['standard', 'standard'], ['batch', 'batch'], ['flex', 'flex'], ['priority', 'priority'],
  // What only a contract prices.
  ['scale', 'other'], ['provisioned_throughput', 'other'], ['on_demand', 'standard'], ['on_demand_flex', 'flex'], ['on_demand_priority', 'priority'],
])

/** The tier at which a call was served; undefined for `auto`, and for words that no provider is known to use. */
export function readServiceTier(value: JsonValue | undefined): ServiceTier | undefined {
  return typeof value === 'string' ? TIERS.get(value.toLowerCase()) : undefined
}
