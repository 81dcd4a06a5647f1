import { AuditError } from '../domain/error.js'
import type { ChatRequest } from '../domain/message.js'
import type { ModelRef, Price } from '../domain/model.js'
import type { Answered, Failed, Trial } from '../domain/trial.js'
import { costOf } from '../prices/book.js'
import { ProviderError, type Completion, type ProviderClient } from '../providers/index.js'
import { backoffMs, LONGEST_RETRY_AFTER_MS, MAX_ATTEMPTS } from './backoff.js'
import type { Budget, Reservation } from './budget.js'
import type { Journal } from './journal.js'
import type { Ledger } from './ledger.js'
import type { Clock, Limiter } from './limiter.js'
import { inputTokenBound, worstCaseUsd } from './output-cap.js'

/** One call to be replayed, with everything that its answer and its price depend on. */
export interface ReplayCall {
  readonly key: string
  readonly model: ModelRef
  readonly request: ChatRequest
  readonly maxOutputTokens: number
  /** True when `maxOutputTokens` is ours and not the log's. */
  readonly capIsOurs: boolean
  /** Undefined only where no budget limits the run. */
  readonly price: Price | undefined
}

export interface Replayed {
  readonly trial: Trial
  readonly cached: boolean
}

/** `refused`: the budget · `missing`: nothing recorded, and calls are not allowed. */
export type Launch = { readonly kind: 'launched'; readonly result: Promise<Replayed | 'refused'> } | { readonly kind: 'refused' } | { readonly kind: 'missing' }

export interface Replayer {
  /** Resolves once the money is set aside (or refused); the answer comes later. Launch in the order of the cases. */
  readonly launch: (call: ReplayCall, signal: AbortSignal) => Promise<Launch>
  /** Resolves when nothing is in flight: what was paid for is recorded. */
  readonly drain: () => Promise<void>
}

export interface ReplayerParts {
  readonly journal: Journal
  readonly ledger: Ledger
  readonly budget: Budget
  /** Undefined when only recorded answers may be used. */
  readonly connect: ((provider: string) => Promise<{ readonly client: ProviderClient; readonly limiter: Limiter }>) | undefined
  readonly clock: Clock
  /** Uniform in [0,1); only spreads retries over time, never decides anything. */
  readonly jitter: () => number
}

function answeredOutcome(completion: Completion, call: ReplayCall): Answered {
  const { output, usage, responseModel } = completion
  return { status: 'answered', output, cutByCap: call.capIsOurs && output.finishReason === 'length', usage, ...(responseModel === undefined ? {} : { responseModel }) }
}

/**
 * A provider that has never answered and refuses the connection or the key is a mistake in the set-up, not a failed
 * trial: nothing is recorded and the run ends with the way out.
 */
function assertReachable(call: ReplayCall, error: ProviderError): void {
  const { provider } = call.model
  if (error.kind === 'connection' && !error.maybeCharged) {
    throw new AuditError('provider/unreachable', `provider "${provider}" cannot be reached: ${error.message}`, `Check base_url under providers.${provider} and that its server runs; the same command then goes on.`)
  }
  if (error.kind === 'auth') {
    throw new AuditError('provider/auth', `provider "${provider}" refused the key: ${error.message}`, `Check the environment variable that providers.${provider}.api_key_env names; the same command then goes on.`)
  }
}

/** Recorded answers first; else the wire, with retries, each attempt paid from the budget and written to the ledger. */
export function createReplayer(parts: ReplayerParts): Replayer {
  const { journal, ledger, budget, connect, clock, jitter } = parts
  const inFlight = new Set<Promise<unknown>>()
  const reached = new Set<string>()

  async function reserve(call: ReplayCall): Promise<Reservation | undefined> {
    const { provider } = call.model
    const worst = call.price ? worstCaseUsd(call.request, call.maxOutputTokens, call.price) : 0
    const reservation = await budget.reserve(worst, provider)
    if (!reservation) return undefined
    const entry = ledger.open(provider, worst)
    let open = true
    return {
      usd: worst,
      settle: (usd) => {
        if (!open) return
        open = false
        ledger.settle(entry, usd)
        reservation.settle(usd)
      },
    }
  }

  async function attempt(call: ReplayCall, signal: AbortSignal, onSent: () => void): Promise<{ readonly completion: Completion; readonly latencyMs: number } | { readonly error: ProviderError; readonly latencyMs: number }> {
    if (!connect) throw new Error('a call was launched although only recorded answers may be used')
    const { client, limiter } = await connect(call.model.provider)
    return limiter.run(inputTokenBound(call.request) / 4 + call.maxOutputTokens / 4, async () => {
      onSent()
      const started = clock.now()
      const latencyMs = () => Math.round((clock.now() - started) * 10) / 10
      try {
        const completion = await client.complete(call.model.model, call.request, call.maxOutputTokens, signal)
        return { completion, latencyMs: latencyMs() }
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error
        if (error.kind === 'rate_limit' && error.retryAfterMs !== undefined) limiter.pause(Math.min(error.retryAfterMs, LONGEST_RETRY_AFTER_MS))
        return { error, latencyMs: latencyMs() }
      }
    }, signal)
  }

  async function pursue(call: ReplayCall, first: Reservation, signal: AbortSignal): Promise<Replayed | 'refused'> {
    let reservation = first
    let costUsd = 0
    let sent = false
    const record = (outcome: Answered | Failed, latencyMs: number, attempts: number): Replayed => {
      const trial: Trial = { key: call.key, model: call.model.ref, outcome, costUsd, latencyMs, attempts }
      journal.add(trial)
      return { trial, cached: false }
    }
    try {
      for (let attempts = 1; ; attempts++) {
        sent = false
        const tried = await attempt(call, signal, () => { sent = true })
        if ('completion' in tried) {
          reached.add(call.model.provider)
          const known = call.price && costOf(tried.completion.usage, call.price)
          costUsd += known ?? 0
          const replayed = record(answeredOutcome(tried.completion, call), tried.latencyMs, attempts)
          reservation.settle(known ?? reservation.usd)
          return replayed
        }
        const { error, latencyMs } = tried
        if (!reached.has(call.model.provider)) assertReachable(call, error)
        const patient = (error.retryAfterMs ?? 0) <= LONGEST_RETRY_AFTER_MS
        if (!error.retriable || attempts >= MAX_ATTEMPTS || !patient) {
          const replayed = record({ status: 'failed', failure: error.kind, message: error.message }, latencyMs, attempts)
          reservation.settle(error.maybeCharged ? reservation.usd : 0)
          return replayed
        }
        if (error.maybeCharged) {
          reservation.settle(reservation.usd)
          const next = await reserve(call)
          if (!next) return 'refused'
          reservation = next
        }
        await clock.sleep(backoffMs(attempts, error.retryAfterMs, jitter()), signal)
      }
    } catch (error) {
      if (!sent || error instanceof AuditError) reservation.settle(0) // nothing went out, or nobody was there to charge for it
      throw error
    } finally {
      reservation.settle(reservation.usd) // cut off in flight: the provider may charge for it; without effect when settled
    }
  }

  return {
    launch: async (call, signal) => {
      const trial = journal.find(call.key)
      if (trial) journal.adopt(trial)
      if (trial) return { kind: 'launched', result: Promise.resolve({ trial, cached: true }) }
      if (!connect) return { kind: 'missing' }
      const reservation = await reserve(call)
      if (!reservation) return { kind: 'refused' }
      const result = pursue(call, reservation, signal)
      const ended = result.catch(() => {}).finally(() => inFlight.delete(ended)) // whoever awaits `result` sees its error
      inFlight.add(ended)
      return { kind: 'launched', result }
    },
    drain: async () => {
      while (inFlight.size > 0) await Promise.all(inFlight)
    },
  }
}
