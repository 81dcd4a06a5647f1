import type { LlmCall } from '../domain/call.js'

/** Names under which applications log how much a user pays, compared without case and separators; most telling first. */
const NAMES = ['tier', 'usertier', 'customertier', 'plan', 'userplan', 'planname', 'pricingplan', 'subscription', 'subscriptiontier', 'subscriptionplan', 'accounttype', 'accounttier']

const MOST_TIERS = 12
const TIER_LENGTH = 40

/** The metadata field that names the user's tier or plan: the most telling that holds short text of few values; undefined when there is none. */
export function tierField(calls: readonly LlmCall[]): string | undefined {
  const rankOf = (field: string): number => NAMES.indexOf(field.toLowerCase().replace(/[^a-z]/gu, ''))
  const values = new Map<string, Set<string>>()
  const unfit = new Set<string>()
  for (const { metadata } of calls) {
    for (const [field, value] of Object.entries(metadata)) {
      if (unfit.has(field) || rankOf(field) < 0) continue
      const seen = values.get(field) ?? new Set<string>()
      if (typeof value === 'string' && value.length <= TIER_LENGTH) values.set(field, seen.add(value))
      else if (value !== null) unfit.add(field)
      if (seen.size > MOST_TIERS) unfit.add(field)
    }
  }
  return [...values.keys()].filter((field) => !unfit.has(field)).sort((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1))[0]
}
