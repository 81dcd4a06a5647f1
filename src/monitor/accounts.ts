/** What accounts remember between two runs. */
export interface AccountsState {
  readonly pushed: number
  /** Wealth of each account. */
  readonly wealth: readonly number[]
  /** CUSUM of each watching bet, ≥ 0; 0 where a change would have begun just now. */
  readonly cusum: readonly number[]
}

export interface Accounts {
  /** Sum of the accounts: ≥ 1/level is an alarm. */
  readonly wealth: number
  /** See AccountsState. */
  readonly cusum: readonly number[]
  /** Multiplies account i by `factorOf(i)`, whose expected value was 1 at most before the value was seen; `watching` are the factors of the bets that the CUSUMs follow. */
  push(factorOf: (account: number) => number, watching: (bet: number) => number): void
  restart(): void
  state(): AccountsState
}

/** New wealth enters once in so many values, unless said otherwise. */
const BLOCK = 25
/** Σ 1/((b+2)·ln²(b+2)) over b ≥ 0, rounded up: 2.10974… */
const ALL_BLOCKS = 2.11
const MOST = 1e200

export const FRESH: AccountsState = { pushed: 0, wealth: [], cusum: [] }

/**
 * Accounts of a bettor who waits for a change that may begin at any time. Part of a wealth of 1 enters with every block of values (25 unless said otherwise),
 * w(b) ∝ 1/((b+2)·ln²(b+2)) and Σ w ≤ 1: what they hold together is dominated by a non-negative supermartingale that starts from 1, so that P(it ever reaches
 * 1/level) ≤ level (Ville 1939; sums of e-processes over starting times: Shin, Ramdas and Rinaldo 2024, E-detectors, New Engl. J. Stat. Data Sci. 2). Where
 * a change began is estimated by the highest CUSUM of a few bets (Page 1954, Biometrika 41), on which no alarm rests.
 */
export function createAccounts(count: number, watchers: number, from: AccountsState = FRESH, blockSize = BLOCK): Accounts {
  let { pushed } = from
  const cusum = Array.from({ length: watchers }, (_, at) => from.cusum[at] ?? 0)
  const wealth = Array.from({ length: count }, (_, at) => from.wealth[at] ?? 0)
  let total = wealth.reduce((sum, one) => sum + one, 0)
  return {
    get wealth() { return total },
    cusum,
    push(factorOf, watching) {
      const block = pushed / blockSize
      const entering = Number.isInteger(block) ? 1 / (ALL_BLOCKS * (block + 2) * Math.log(block + 2) ** 2 * count) : 0
      total = 0
      for (let at = 0; at < count; at++) {
        const next = Math.min(MOST, ((wealth[at] ?? 0) + entering) * factorOf(at))
        wealth[at] = next
        total += next
      }
      for (let at = 0; at < watchers; at++) cusum[at] = Math.max(0, (cusum[at] ?? 0) + Math.log(watching(at)))
      pushed += 1
    },
    restart() {
      pushed = 0
      cusum.fill(0)
      total = 0
      wealth.fill(0)
    },
    state: () => ({ pushed, wealth: [...wealth], cusum: [...cusum] }),
  }
}
