import type { Answered } from '../domain/trial.js'
import type { ProviderError } from '../providers/index.js'
import type { Budget } from './budget.js'
import type { Doubts } from './doubts.js'
import type { Ledger } from './ledger.js'
import { worstCaseUsd } from './output-cap.js'
import { purseOf, type ReplayCall } from './replay-call.js'

/** The money of one call: one attempt's reservation at a time. Whatever is said about a settled attempt has no effect. */
export interface Spending {
  /** It was answered, at a known cost or an unknown one. */
  readonly answered: (costUsd: number | undefined, outcome: Answered) => void
  /** The attempt may have been charged; sets money aside for another. False when there is none. */
  readonly again: (error: ProviderError) => Promise<boolean>
  readonly failed: (error: ProviderError) => void
  /** Nothing was sent. */
  readonly untouched: () => void
  /** Ended in flight. */
  readonly cutOff: () => void
}

export interface SpendingParts {
  readonly ledger: Ledger
  readonly budget: Budget
  readonly doubts: Doubts
}

/** Sets the worst case of a call aside, on disk before it is spent; undefined when the budget does not bear it. */
export async function openSpending(call: ReplayCall, { ledger, budget, doubts }: SpendingParts): Promise<Spending | undefined> {
  const purse = purseOf(call)
  const worstUsd = call.price ? worstCaseUsd(call.request, call.maxOutputTokens, call.price) : 0
  let settle: ((usd: number, receivedBytes?: number) => void) | undefined

  async function reserve(): Promise<boolean> {
    const reservation = await budget.reserve(worstUsd, purse)
    if (!reservation) return false
    const id = ledger.open({ key: call.key, ...purse, reservedUsd: worstUsd })
    settle = (usd, receivedBytes) => {
      settle = undefined
      const doubtful = receivedBytes !== undefined && worstUsd > 0
      ledger.settle(id, usd, doubtful ? { receivedBytes } : undefined)
      reservation.settle(usd)
      if (doubtful) doubts.add({ id, key: call.key, ...purse, bookedUsd: usd, receivedBytes })
    }
    return true
  }

  if (!(await reserve())) return undefined
  return {
    answered: (costUsd, outcome) => {
      settle?.(costUsd ?? worstUsd)
      doubts.clear(call.key, outcome, call.maxOutputTokens, call.price)
    },
    again: async (error) => {
      settle?.(worstUsd, error.receivedBytes)
      return reserve()
    },
    failed: (error) => settle?.(error.maybeCharged ? worstUsd : 0, error.maybeCharged ? error.receivedBytes : undefined),
    untouched: () => settle?.(0),
    cutOff: () => settle?.(worstUsd, 0),
  }
}
