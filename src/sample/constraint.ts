import type { Constraint } from '../domain/constraint.js'
import type { JsonObject, JsonValue } from '../domain/json.js'
import { fieldAt } from './field.js'

/** What a provider declares about itself. */
export interface ProviderTraits {
  readonly regions: readonly string[]
  readonly compliance: readonly string[]
}

/** Reads a condition as the policy runtime does: null counts as absent, and on an absent field all but `exists` are false. */
export function holds(when: Constraint['when'], field: JsonValue | undefined): boolean {
  const value = field ?? undefined
  if (when.exists !== undefined) return (value !== undefined) === when.exists
  if (value === undefined) return false
  const among = (values: readonly (string | number | boolean)[]) => values.some((one) => one === value)
  if (when.eq !== undefined) return value === when.eq
  if (when.ne !== undefined) return value !== when.ne
  if (when.in !== undefined) return among(when.in)
  return when.not_in !== undefined && !among(when.not_in)
}

/** True when a provider declares what is required: all of the compliance marks, and one of the regions. */
export function offers(provider: ProviderTraits, require: Constraint['require']): boolean {
  return require.compliance.every((tag) => provider.compliance.includes(tag)) &&
    (require.regions.length === 0 || require.regions.some((tag) => provider.regions.includes(tag)))
}

/**
 * True when every constraint that applies to a call allows the provider. `fields` holds `metadata` and whatever else
 * conditions may name.
 */
export function maySend(fields: JsonObject, provider: ProviderTraits, constraints: readonly Constraint[]): boolean {
  return constraints.every(({ when, require }) => !holds(when, fieldAt(fields, when.field)) || offers(provider, require))
}
