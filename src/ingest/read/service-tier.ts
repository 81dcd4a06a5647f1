import type { ServiceTier } from '../../domain/call.js'
import type { JsonValue } from '../../domain/json.js'

const TIERS: ReadonlyMap<string, ServiceTier> = new Map([
  ['default', 'standard'], ['standard', 'standard'], ['batch', 'batch'], ['flex', 'flex'], ['priority', 'priority'],
])

/** The tier at which a call was served; undefined for `auto` and for what only a contract prices. */
export function readServiceTier(value: JsonValue | undefined): ServiceTier | undefined {
  return typeof value === 'string' ? TIERS.get(value.toLowerCase()) : undefined
}
