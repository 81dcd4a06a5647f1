import { createAccounts } from './accounts.js'
import type { Accounts, AccountsState } from './accounts.js'

/** A bet on where the next value ranks among all so far: `tail` is the share of lowest ranks that it is put on, `own` the share of values at the low edge. */
export interface Bet {
  readonly tail: number | 'own'
  /** Share of the wealth at stake, in (0,1). */
  readonly stake: number
}

export interface ChangeTest extends Pick<Accounts, 'wealth' | 'cusum' | 'restart' | 'state'> {
  /** Takes the rank of the next value, in (0,1), and the share of earlier values at the low edge. */
  push(rank: number, edge: number): void
}

const [LEAST, MOST] = [0.005, 0.995]

/**
 * Watches for low ranks, for ever. While values are exchangeable their smoothed ranks among all so far are independent and uniform, so that a bet that
 * pays 1 + stake·(1 − tail)/tail on a rank within the tail and 1 − stake beyond it is fair, whatever the distribution of the values, and its
 * wealth is a martingale (conformal test martingales: Vovk, Gammerman and Shafer 2022, Algorithmic Learning in a Random World, ch. 8).
 */
export function createChangeTest(bets: readonly Bet[], watching: readonly Bet[], from?: AccountsState): ChangeTest {
  const accounts = createAccounts(bets.length, watching.length, from)
  const factor = (bet: Bet | undefined, rank: number, edge: number): number => {
    if (bet === undefined) return 1
    const { tail, stake } = bet
    const share = tail === 'own' ? Math.min(MOST, Math.max(LEAST, edge)) : tail
    return rank < share ? 1 + (stake * (1 - share)) / share : 1 - stake
  }
  return {
    get wealth() { return accounts.wealth },
    cusum: accounts.cusum,
    push(rank, edge) {
      accounts.push((at) => factor(bets[at], rank, edge), (at) => factor(watching[at], rank, edge))
    },
    restart: () => { accounts.restart() },
    state: () => accounts.state(),
  }
}
