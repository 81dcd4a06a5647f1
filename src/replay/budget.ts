/** Money that was set aside before an attempt; settled exactly once. */
export interface Reservation {
  readonly usd: number
  /** Gives the reservation back and books what the attempt cost, in USD. */
  readonly settle: (actualUsd: number) => void
}

export interface Budget {
  /**
   * Sets `usd` aside for a provider. Waits while attempts in flight may still give money back; undefined when even
   * then it would not fit. Because a refusal waits for all that is in flight, who is refused does not depend on timing.
   */
  readonly reserve: (usd: number, provider: string) => Promise<Reservation | undefined>
  /** USD booked so far, earlier sessions of the same run included. */
  readonly spentUsd: () => number
}

export interface BudgetLimits {
  /** USD; undefined for no limit. */
  readonly totalUsd: number | undefined
  readonly providerUsd: Readonly<Record<string, number | undefined>>
}

/** Slack for sums of binary fractions; far below any price. */
const EPSILON = 1e-12

/**
 * A hard budget: booked plus reserved money never exceeds a limit.
 * @param alreadySpent USD by provider that earlier sessions of this run booked
 */
export function createBudget(limits: BudgetLimits, alreadySpent: Readonly<Record<string, number>>): Budget {
  const booked = new Map(Object.entries(alreadySpent))
  const reserved = new Map<string, number>()
  let inFlight = 0
  let waiting: (() => void)[] = []

  const sum = (amounts: ReadonlyMap<string, number>) => [...amounts.values()].reduce((total, usd) => total + usd, 0)
  const add = (amounts: Map<string, number>, provider: string, usd: number) => amounts.set(provider, (amounts.get(provider) ?? 0) + usd)
  const fits = (usd: number, provider: string) => {
    const own = limits.providerUsd[provider]
    const ownTotal = (booked.get(provider) ?? 0) + (reserved.get(provider) ?? 0) + usd
    return (
      (limits.totalUsd === undefined || sum(booked) + sum(reserved) + usd <= limits.totalUsd + EPSILON) &&
      (own === undefined || ownTotal <= own + EPSILON)
    )
  }

  return {
    reserve: async (usd, provider) => {
      while (!fits(usd, provider)) {
        if (inFlight === 0) return undefined
        await new Promise<void>((resume) => waiting.push(resume))
      }
      add(reserved, provider, usd)
      inFlight += 1
      let open = true
      return {
        usd,
        settle: (actualUsd) => {
          if (!open) return
          open = false
          inFlight -= 1
          if (inFlight === 0) reserved.clear() // sums of binary fractions must not drift
          else add(reserved, provider, -usd)
          add(booked, provider, actualUsd)
          const ready = waiting
          waiting = []
          for (const resume of ready) resume()
        },
      }
    },
    spentUsd: () => sum(booked),
  }
}
