import { AuditError } from '../domain/error.js'
import type { Failed, Trial } from '../domain/trial.js'
import { costOf } from '../prices/book.js'
import { ProviderError, type Attempted, type ProviderClient } from '../providers/index.js'
import { backoffMs, CALL_DEADLINE_MS, LONGEST_RETRY_AFTER_MS, MAX_ATTEMPTS } from './backoff.js'
import type { Limiter, Passage } from './limiter.js'
import { inputTokenBound } from './output-cap.js'
import { answeredOutcome, type ReplayCall } from './replay-call.js'
import type { Clock } from './clock.js'
import type { Spending } from './spending.js'

/** How a call ended that was pursued over the wire. */
export type Pursued = Trial | 'refused'

export interface Wire {
  readonly client: ProviderClient
  readonly limiter: Limiter
}

export interface PursuitParts {
  readonly connect: (provider: string) => Promise<Wire>
  readonly clock: Clock
  /** Uniform in [0,1); only spreads retries over time, never decides anything. */
  readonly jitter: () => number
  /** Providers that have answered before. */
  readonly reached: Set<string>
  /** Mean output tokens by model, as far as it is known. */
  readonly meanOutput: Map<string, number>
}

interface Signals {
  /** Interrupts everything. */
  readonly signal: AbortSignal
  /** Keeps from being sent what is no longer needed; what is on its way is paid for and awaited. */
  readonly cancel: AbortSignal | undefined
}

type Tried = { readonly completion: Attempted; readonly latencyMs: number } | { readonly error: ProviderError; readonly latencyMs: number }

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

/** Four bytes make a token in the middle, and an answer is as long as the model's answers were; until one is known, a quarter of the cap. */
function expectedTokens(call: ReplayCall, parts: PursuitParts): number {
  return inputTokenBound(call.request) / 4 + (parts.meanOutput.get(call.model.ref) ?? call.maxOutputTokens / 4)
}

function passageOf(tried: Tried): Passage {
  if ('error' in tried) {
    const { overloaded, retryAfterMs, rate } = tried.error
    return { overloaded, rate, ...(overloaded && retryAfterMs !== undefined ? { pauseMs: Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS) } : {}) }
  }
  const { inputTokens, outputTokens } = tried.completion.usage
  return { overloaded: false, rate: tried.completion.rate, tokens: inputTokens === undefined || outputTokens === undefined ? undefined : inputTokens + outputTokens }
}

async function attempt(call: ReplayCall, parts: PursuitParts, { signal, cancel }: Signals, onSent: () => void): Promise<Tried> {
  const { client, limiter } = await parts.connect(call.model.provider)
  const send = async (): Promise<Tried> => {
    onSent()
    const started = parts.clock.now()
    const latencyMs = () => Math.round((parts.clock.now() - started) * 10) / 10
    try {
      const completion = await client.complete(call.model.model, call.request, call.maxOutputTokens, signal)
      return { completion, latencyMs: latencyMs() }
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      return { error, latencyMs: latencyMs() }
    }
  }
  return limiter.run(call.model.model, expectedTokens(call, parts), send, passageOf, cancel ? [signal, cancel] : [signal])
}

function learnLength(call: ReplayCall, { usage }: Attempted, parts: PursuitParts): void {
  const { outputTokens } = usage
  if (outputTokens === undefined) return
  const mean = parts.meanOutput.get(call.model.ref)
  parts.meanOutput.set(call.model.ref, mean === undefined ? outputTokens : mean + (outputTokens - mean) / 20)
}

/**
 * Asks until there is an answer, a failure that no repetition cures, or no money: each attempt is paid from `spending`, whose
 * first reservation was made already. The trial is handed to `record` before the money is settled, so that whoever finds
 * the money spent finds the answer too.
 */
export async function pursue(call: ReplayCall, spending: Spending, parts: PursuitParts, signals: Signals, record: (trial: Trial) => void): Promise<Pursued> {
  const { clock, reached } = parts
  const started = clock.now()
  let sent = false
  let faults = 0
  const ended = (outcome: Trial['outcome'], costUsd: number, latencyMs: number, attempts: number, firstTokenMs?: number): Trial => {
    const trial: Trial = { key: call.key, model: call.model.ref, outcome, costUsd, latencyMs, ...(firstTokenMs === undefined ? {} : { firstTokenMs }), attempts, ...(faults === 0 ? {} : { faults }) }
    record(trial)
    return trial
  }
  try {
    for (let attempts = 1; ; attempts++) {
      sent = false
      const tried = await attempt(call, parts, signals, () => { sent = true })
      if ('completion' in tried) {
        const { completion, latencyMs } = tried
        reached.add(call.model.provider)
        learnLength(call, completion, parts)
        const outcome = answeredOutcome(completion, call)
        const costUsd = call.price && costOf(completion.usage, call.price)
        const trial = ended(outcome, costUsd ?? 0, latencyMs, attempts, completion.firstTokenMs)
        spending.answered(costUsd, outcome)
        return trial
      }
      const { error, latencyMs } = tried
      if (!reached.has(call.model.provider)) assertReachable(call, error)
      const patient = (error.retryAfterMs ?? 0) <= LONGEST_RETRY_AFTER_MS && clock.now() - started < CALL_DEADLINE_MS
      if (!error.retriable || attempts >= MAX_ATTEMPTS || !patient) {
        const failed: Failed = { status: 'failed', failure: error.kind, message: error.message }
        const trial = ended(failed, 0, latencyMs, attempts)
        spending.failed(error)
        return trial
      }
      if (error.kind !== 'rate_limit') faults++
      if (error.maybeCharged && !(await spending.again(error))) return 'refused'
      await clock.sleep(backoffMs(attempts, error.retryAfterMs, parts.jitter()), signals.cancel ? AbortSignal.any([signals.signal, signals.cancel]) : signals.signal)
    }
  } catch (error) {
    if (!sent || error instanceof AuditError) spending.untouched() // nothing went out, or nobody was there to charge for it
    throw error
  } finally {
    spending.cutOff() // in flight when it ended: the provider may charge for it; without effect when settled
  }
}
