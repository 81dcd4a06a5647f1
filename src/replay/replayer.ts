import type { Trial } from '../domain/trial.js'
import { pursue, type Pursued, type Wire } from './attempts.js'
import type { Budget } from './budget.js'
import type { Clock } from './clock.js'
import { createDoubts } from './doubts.js'
import type { Journal } from './journal.js'
import type { Ledger } from './ledger.js'
import { openSpending } from './spending.js'
import type { ReplayCall, Replayed } from './replay-call.js'

export type { ReplayCall, Replayed } from './replay-call.js'

/** `refused`: the budget · `missing`: nothing recorded, and calls are not allowed. */
export type Launch = { readonly kind: 'launched'; readonly result: Promise<Replayed | 'refused'> } | { readonly kind: 'refused' } | { readonly kind: 'missing' }

export interface Replayer {
  /**
   * Resolves once the money is set aside (or refused); the answer comes later. Launch in the order of the cases.
   * @param cancel keeps the call from being sent, if it was not yet; its result is then rejected with the signal's reason
   */
  readonly launch: (call: ReplayCall, signal: AbortSignal, cancel?: AbortSignal) => Promise<Launch>
  /** True when the answer to a call is on record. */
  readonly has: (key: string) => boolean
  /** Resolves when nothing is in flight: what was paid for is recorded. @throws AuditError when it could not be written as it should */
  readonly drain: () => Promise<void>
}

export interface ReplayerParts {
  readonly journal: Journal
  readonly ledger: Ledger
  readonly budget: Budget
  /** Undefined when only recorded answers may be used. */
  readonly connect: ((provider: string) => Promise<Wire>) | undefined
  readonly clock: Clock
  /** Uniform in [0,1); only spreads retries over time, never decides anything. */
  readonly jitter: () => number
}

/** Recorded answers first; else the wire, with retries, each attempt paid from the budget and written to the ledger. */
export function createReplayer(parts: ReplayerParts): Replayer {
  const { journal, ledger, budget, connect } = parts
  const doubts = createDoubts(ledger, budget)
  const inFlight = new Map<string, Promise<Pursued>>()
  const pursuit = connect && { connect, clock: parts.clock, jitter: parts.jitter, reached: new Set<string>(), meanOutput: new Map<string, number>() }

  const recorded = (trial: Trial): Launch => {
    journal.adopt(trial)
    return { kind: 'launched', result: Promise.resolve({ trial, cached: true }) }
  }
  /** The same question is already on its way, for another task or arm: it is paid for once. */
  const shared = (pursued: Promise<Pursued>): Launch =>
    ({ kind: 'launched', result: pursued.then((trial) => (trial === 'refused' ? trial : { trial, cached: true })) })

  return {
    has: (key) => journal.has(key),
    launch: async (call, signal, cancel) => {
      const trial = journal.find(call.key)
      if (trial) return recorded(trial)
      if (!pursuit) return { kind: 'missing' }
      const twin = cancel === undefined ? inFlight.get(call.key) : undefined // another's cancellation must not end this one, nor this one's that
      if (twin) return shared(twin)
      journal.assertSound()
      ledger.assertSound()
      const spending = await openSpending(call, { ledger, budget, doubts })
      if (!spending) return { kind: 'refused' }
      const pursued = pursue(call, spending, pursuit, { signal, cancel }, journal.add)
      void pursued.catch(() => 'refused' as const).finally(() => inFlight.delete(call.key)) // whoever awaits the result sees its error
      inFlight.set(call.key, pursued)
      return { kind: 'launched', result: pursued.then((own) => (own === 'refused' ? own : { trial: own, cached: false })) }
    },
    drain: async () => {
      while (inFlight.size > 0) await Promise.allSettled(inFlight.values())
      journal.assertSound()
      ledger.assertSound()
    },
  }
}
