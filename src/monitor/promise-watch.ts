import { createAccounts, FRESH } from './accounts.js'
import type { AccountsState } from './accounts.js'

/** A mean that was promised: values ≥ 0 whose mean must not lie above `bound`; of importance once it lies above `matters`. */
export interface Promised {
  readonly bound: number
  /** ≥ bound. */
  readonly matters: number
  readonly minN: number
}

export interface PromiseState {
  readonly seen: number
  readonly accounts: AccountsState
  readonly since: { readonly n: number; readonly sum: number; readonly first: number }
  readonly recent: { readonly n: number; readonly sum: number }
  readonly shown: boolean
  readonly alarm?: BrokenPromise
}

export interface BrokenPromise {
  readonly at: number
  readonly began: number
  readonly after: number
  readonly wealth: number
  readonly time?: string
}

export interface PromiseWatch {
  readonly promised: Promised
  readonly alarm: BrokenPromise | undefined
  readonly seen: number
  readonly evidence: number
  /** `call` is the number of the call in the stream, from 1. */
  push(value: number, call: number, time?: string): void
  acknowledge(): void
  state(): PromiseState
}

export const NO_PROMISE: PromiseState = { seen: 0, accounts: FRESH, since: { n: 0, sum: 0, first: 0 }, recent: { n: 0, sum: 0 }, shown: false }

const STAKES = [0.01, 0.03, 0.1, 0.25, 0.6] as const
const WATCHING = 0.05

/**
 * Tests, for ever, whether the mean of values ≥ 0 is above a bound: 1 + stake·(value/bound − 1) is never below 1 − stake, and its expected value is 1 at most as long as the
 * promise holds, however heavy the tail of the values is (betting on a mean that is bounded on one side: Waudby-Smith and Ramdas 2024, J. R. Stat. Soc.
 * B 86(1)). No past of the stream is needed, and a past that was bad from the start does not hide it.
 */
export function createPromiseWatch(promised: Promised, level: number, from: PromiseState = NO_PROMISE): PromiseWatch {
  const { bound, matters, minN } = promised
  const accounts = createAccounts(STAKES.length, 1, from.accounts)
  const since = { ...from.since }
  const recent = { ...from.recent }
  let { seen, shown, alarm } = from
  const reset = (): void => {
    accounts.restart()
    shown = false
    alarm = undefined
    for (const stretch of [since, recent]) [stretch.n, stretch.sum] = [0, 0]
  }
  return {
    promised,
    get alarm() { return alarm },
    get seen() { return seen },
    get evidence() { return accounts.wealth * level },
    push(value, call, time) {
      seen += 1
      if (alarm !== undefined) {
        recent.n += 1
        recent.sum += value
        if (recent.n < Math.max(100, minN)) return
        if (recent.sum / recent.n <= (bound + matters) / 2) return reset()
        ;[recent.n, recent.sum] = [0, 0]
        return
      }
      const gain = value / bound - 1
      accounts.push((at) => 1 + (STAKES[at] ?? 0) * gain, () => 1 + WATCHING * gain)
      if (accounts.cusum[0] === 0) [since.n, since.sum] = [0, 0]
      else {
        if (since.n === 0) since.first = call
        since.n += 1
        since.sum += value
      }
      shown ||= accounts.wealth * level >= 1
      if (!shown || since.n < minN || since.sum / since.n < matters) return
      alarm = { at: call, began: since.first, after: since.sum / since.n, wealth: accounts.wealth, ...(time === undefined ? {} : { time }) }
    },
    acknowledge: reset,
    state: () => ({ seen, accounts: accounts.state(), since: { ...since }, recent: { ...recent }, shown, ...(alarm === undefined ? {} : { alarm }) }),
  }
}
