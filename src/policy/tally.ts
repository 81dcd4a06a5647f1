import type { PolicyDocument } from './document.js'
import type { RouterState } from './request.js'

/** What was served. */
export interface Served {
  /** Key in the policy's `models`. */
  readonly model: string
  readonly costUsd: number
  /** For budgets of scope `user`. */
  readonly user?: string
}

/** Counts the traffic of one process in the windows of a policy, and says what a router must know of it. */
export interface Tally {
  /** `mostUsd`: the most that the coming request may cost. Requests in flight count only once they are recorded. */
  readonly state: (nowMs: number, coming?: { readonly user?: string | undefined; readonly mostUsd?: number }) => RouterState
  readonly record: (nowMs: number, served: Served) => void
}

const MINUTES = { m: 1, h: 60, d: 1440 } as const
const TIERS_WINDOW = '1h'

/** The number of the window of a period in which an instant lies; windows begin at whole multiples of their length since 1970. */
export function windowOf(period: string, nowMs: number): number {
  const count = Number.parseInt(period, 10)
  const unit = period.slice(String(count).length)
  if (unit === 'm' || unit === 'h' || unit === 'd') return Math.floor(nowMs / (count * MINUTES[unit] * 60_000))
  const date = new Date(nowMs)
  return Math.floor(((date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()) / count)
}

/** A sum by name that begins anew with each window. */
function counter(period: string): { readonly get: (nowMs: number, name: string) => number; readonly add: (nowMs: number, name: string, amount: number) => void } {
  let window = Number.NaN
  const sums = new Map<string, number>()
  const at = (nowMs: number): Map<string, number> => {
    const current = windowOf(period, nowMs)
    if (current !== window) sums.clear()
    window = current
    return sums
  }
  return { get: (nowMs, name) => at(nowMs).get(name) ?? 0, add: (nowMs, name, amount) => { const all = at(nowMs); all.set(name, (all.get(name) ?? 0) + amount) } }
}

/** Keeps the state that section 9 of the specification describes. Memory grows with the users of one period, where a budget is per user. */
export function createTally(policy: PolicyDocument): Tally {
  const caps = (policy.limits?.max_share ?? []).map(({ tier, window }) => ({ tier, counts: counter(window ?? TIERS_WINDOW) }))
  const providers = Object.entries(policy.providers).flatMap(([name, { budget }]) => (budget === undefined ? [] : [{ name, limit: budget.limit_usd, spent: counter(budget.period) }]))
  const scopes = (policy.limits?.budgets ?? []).map(({ scope, limit_usd: limit, period }) => ({ scope, limit, spent: counter(period) }))
  const usedUp = (spent: number, limit: number, most: number): boolean => spent >= limit || spent + most > limit
  const ALL = 'all'
  return {
    state: (nowMs, { user, mostUsd = 0 } = {}) => ({
      exhausted_providers: providers.filter(({ limit, spent }) => usedUp(spent.get(nowMs, ALL), limit, mostUsd)).map(({ name }) => name),
      exhausted_scopes: scopes.filter(({ scope, limit, spent }) => (scope === 'total' || user !== undefined) && usedUp(spent.get(nowMs, scope === 'total' ? ALL : (user ?? '')), limit, mostUsd)).map(({ scope }) => scope),
      tier_share: Object.fromEntries(caps.map(({ tier, counts }) => [tier, (100 * (counts.get(nowMs, tier) + 1)) / (counts.get(nowMs, ALL) + 1)])),
    }),
    record: (nowMs, { model, costUsd, user }) => {
      const entry = policy.models[model]
      for (const { tier, counts } of caps) {
        counts.add(nowMs, ALL, 1)
        if (entry?.tier === tier) counts.add(nowMs, tier, 1)
      }
      for (const { name, spent } of providers) if (entry?.provider === name) spent.add(nowMs, ALL, costUsd)
      for (const { scope, spent } of scopes) if (scope === 'total' || user !== undefined) spent.add(nowMs, scope === 'total' ? ALL : (user ?? ''), costUsd)
    },
  }
}
