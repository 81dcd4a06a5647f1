import { createAccounts, type AccountsState } from '../monitor/accounts.js'

/** Stakes, as parts of the largest that no value can ruin: which is best depends on how far below the floor an arm falls. */
const STAKES = [1, 0.4, 0.15, 0.05] as const
const SAFE = 0.9
/** Stops take thousands of rewards, so that a finer net of beginnings would only thin the wealth. */
const BLOCK = 500

/**
 * One step of a test of "the mean is at least −margin" by betting on less. `value` is at most `bound`; its mean given all before is what is tested. While that mean keeps the floor, each bet is
 * fair at most, and the wealth ever reaches 1/level with a chance of `level` at most (Ville 1939), however long and whenever it is looked at.
 */
export function stepFloor(from: AccountsState, value: number, margin: number, bound: number): { readonly state: AccountsState; readonly wealth: number } {
  const accounts = createAccounts(STAKES.length, 0, from, BLOCK)
  const most = SAFE / (bound + margin)
  accounts.push((at) => 1 - (STAKES[at] ?? 0) * most * (margin + value), () => 1)
  return { state: accounts.state(), wealth: accounts.wealth }
}
