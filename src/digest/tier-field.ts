import type { JsonObject } from '../domain/json.js'

/** Names under which applications log how much a user pays, compared without case and separators; most telling first. */
const NAMES = ['tier', 'usertier', 'customertier', 'plan', 'userplan', 'planname', 'pricingplan', 'subscription', 'subscriptiontier', 'subscriptionplan', 'accounttype', 'accounttier']

const MOST_TIERS = 12
const TIER_LENGTH = 40
const REMEMBERED = 10_000

/** Metadata that may name a tier: the value, or null for one that is no short text, which rules its field out. */
export type TierCandidates = readonly (readonly [field: string, value: string | null])[]

const ranks = new Map<string, number>()

function rankOf(field: string): number {
  const known = ranks.get(field)
  if (known !== undefined) return known
  const rank = NAMES.indexOf(field.toLowerCase().replace(/[^a-z]/gu, ''))
  if (ranks.size < REMEMBERED && field.length <= 64) ranks.set(field, rank)
  return rank
}

export function tierCandidates(metadata: JsonObject): TierCandidates {
  const candidates: [string, string | null][] = []
  for (const field in metadata) {
    const value = metadata[field]
    if (value !== null && value !== undefined && rankOf(field) >= 0) candidates.push([field, typeof value === 'string' && value.length <= TIER_LENGTH ? value : null])
  }
  return candidates
}

/** The metadata field that names the user's tier or plan: the most telling that holds short text of few values; undefined when there is none. */
export function tierField(calls: Iterable<TierCandidates>): string | undefined {
  const values = new Map<string, Set<string>>()
  const unfit = new Set<string>()
  for (const candidates of calls) {
    for (const [field, value] of candidates) {
      const seen = values.get(field) ?? new Set<string>()
      values.set(field, seen)
      if (value === null) unfit.add(field)
      else if (seen.size <= MOST_TIERS) seen.add(value)
      if (seen.size > MOST_TIERS) unfit.add(field)
    }
  }
  return [...values.keys()].filter((field) => !unfit.has(field)).sort((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1))[0]
}
