import type { Purse } from './ledger.js'

/** Money that was set aside before an attempt; settled exactly once. */
export interface Reservation {
  readonly usd: number
  /** Gives the reservation back and books what the attempt cost, in USD. */
  readonly settle: (actualUsd: number) => void
}

export interface Budget {
  /**
   * Sets `usd` aside. Waits while attempts in flight may still give money back; undefined when even
   * then it would not fit. Because a refusal waits for all that is in flight, who is refused does not depend on timing.
   * What is in flight is at most a quarter of what is left, or one attempt: a process that is killed leaves its attempts booked
   * at their worst case, and so a kill cannot cost the rest of a budget.
   */
  readonly reserve: (usd: number, purse: Purse) => Promise<Reservation | undefined>
  /** True when `usd` could be set aside right now. */
  readonly fits: (usd: number, purse: Purse) => boolean
  /** Takes back `usd` of what was booked: an attempt of unknown charge turned out to be cheaper. */
  readonly giveBack: (usd: number, purse: Purse) => void
  /** USD booked so far, earlier sessions of the same run included. */
  readonly spentUsd: () => number
}

export interface BudgetLimits {
  /** USD; undefined for no limit. */
  readonly totalUsd: number | undefined
  readonly providerUsd: Readonly<Record<string, number | undefined>>
  /** By model reference. */
  readonly modelUsd: Readonly<Record<string, number | undefined>>
}

/** Slack for sums of binary fractions; far below any price. */
const EPSILON = 1e-12

/** Share of what is left of a limit that may be in flight. */
const IN_FLIGHT_SHARE = 0.25

/** One limit and what counts against it. */
interface Account {
  readonly limitUsd: number | undefined
  bookedUsd: number
  reservedUsd: number
}

/** A hard budget: booked plus reserved money never exceeds a limit. */
export function createBudget(limits: BudgetLimits, alreadySpent: readonly (Purse & { readonly usd: number })[]): Budget {
  const total: Account = { limitUsd: limits.totalUsd, bookedUsd: 0, reservedUsd: 0 }
  const accounts = new Map<string, Account>()
  let inFlight = 0
  let waiting: (() => void)[] = []

  const account = (kind: 'provider' | 'model', name: string): Account => {
    const key = `${kind} ${name}`
    const known = accounts.get(key) ?? { limitUsd: (kind === 'provider' ? limits.providerUsd : limits.modelUsd)[name], bookedUsd: 0, reservedUsd: 0 }
    accounts.set(key, known)
    return known
  }
  const accountsOf = ({ provider, model }: Purse): readonly Account[] => [total, account('provider', provider), account('model', model)]
  const fits = (usd: number, purse: Purse) => accountsOf(purse).every(({ limitUsd, bookedUsd, reservedUsd }) => limitUsd === undefined || bookedUsd + reservedUsd + usd <= limitUsd + EPSILON)
  const isCrowded = (usd: number, purse: Purse) =>
    accountsOf(purse).some(({ limitUsd, bookedUsd, reservedUsd }) => limitUsd !== undefined && reservedUsd > EPSILON && reservedUsd + usd > IN_FLIGHT_SHARE * (limitUsd - bookedUsd) + EPSILON)
  const wake = () => {
    const ready = waiting
    waiting = []
    for (const resume of ready) resume()
  }
  for (const { usd, ...purse } of alreadySpent) for (const one of accountsOf(purse)) one.bookedUsd += usd

  return {
    fits,
    reserve: async (usd, purse) => {
      while (!fits(usd, purse) || isCrowded(usd, purse)) {
        if (inFlight === 0) return undefined
        await new Promise<void>((resume) => waiting.push(resume))
      }
      for (const one of accountsOf(purse)) one.reservedUsd += usd
      inFlight += 1
      let open = true
      return {
        usd,
        settle: (actualUsd) => {
          if (!open) return
          open = false
          inFlight -= 1
          for (const one of accountsOf(purse)) {
            one.reservedUsd -= usd
            one.bookedUsd += actualUsd
          }
          if (inFlight === 0) for (const one of [total, ...accounts.values()]) one.reservedUsd = 0 // sums of binary fractions must not drift
          wake()
        },
      }
    },
    giveBack: (usd, purse) => {
      for (const one of accountsOf(purse)) one.bookedUsd -= usd
      wake()
    },
    spentUsd: () => total.bookedUsd,
  }
}
