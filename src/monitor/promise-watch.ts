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
  readonly recent: { readonly n: number; readonly sum: number; readonly squares?: number }
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
  /** The last one that ended since this watch was opened, where it did. */
  readonly over: BrokenPromise | undefined
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
/** Values after which it is looked whether the promise is kept again, and standard errors by which it must be. */
const [BLOCK, SURE] = [100, 2]

/**
 * Tests, for ever, whether the mean of values ≥ 0 is above a bound: 1 + stake·(value/bound − 1) is never below 1 − stake, and its expected value is 1 at most as long as the
 * promise holds, however heavy the tail of the values is (betting on a mean that is bounded on one side: Waudby-Smith and Ramdas 2024, J. R. Stat. Soc.
 * B 86(1)). No past of the stream is needed, and a past that was bad from the start does not hide it.
 */
export function createPromiseWatch(promised: Promised, level: number, from: PromiseState = NO_PROMISE): PromiseWatch {
  const { bound, matters, minN } = promised
  const accounts = createAccounts(STAKES.length, 1, from.accounts)
  const since = { ...from.since }
  const recent = { squares: 0, ...from.recent }
  let { seen, shown, alarm } = from
  let over: BrokenPromise | undefined
  const reset = (): void => {
    accounts.restart()
    shown = false
    alarm = undefined
    ;[since.n, since.sum] = [0, 0]
    ;[recent.n, recent.sum, recent.squares] = [0, 0, 0]
  }
  return {
    promised,
    get alarm() { return alarm },
    get over() { return over },
    get seen() { return seen },
    get evidence() { return accounts.wealth * level },
    push(value, call, time) {
      seen += 1
      if (alarm !== undefined) {
        recent.n += 1
        recent.sum += value
        recent.squares += value * value
        if (recent.n % Math.max(BLOCK, minN) !== 0) return
        const mean = recent.sum / recent.n
        const error = Math.sqrt(Math.max(0, recent.squares / recent.n - mean * mean) / recent.n)
        const half = (bound + matters) / 2
        if (mean + SURE * error <= half) {
          const last = alarm
          reset()
          over = last
        } else if (mean - error > half) [recent.n, recent.sum, recent.squares] = [0, 0, 0]
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
