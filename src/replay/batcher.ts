import { randomUUID } from 'node:crypto'
import type { ModelRef } from '../domain/model.js'
import type { Trial } from '../domain/trial.js'
import { costOf } from '../prices/book.js'
import { ProviderError, type BatchAnswer, type BatchApi, type BatchState, type Completion } from '../providers/index.js'
import { backoffMs } from './backoff.js'
import type { BatchFile, BatchedCall, SubmittedBatch } from './batch-file.js'
import type { Budget } from './budget.js'
import type { Clock } from './clock.js'
import type { Journal } from './journal.js'
import type { Ledger } from './ledger.js'
import { worstCaseUsd } from './output-cap.js'
import { answeredOutcome, purseOf, type ReplayCall } from './replay-call.js'

/** Providers ask half of the list price for batches. */
const BATCH_SHARE = 0.5
const SUBMIT_ATTEMPTS = 4

export interface BatcherParts {
  readonly file: BatchFile
  readonly journal: Journal
  readonly ledger: Ledger
  readonly budget: Budget
  readonly api: (provider: string) => Promise<BatchApi | undefined>
  readonly clock: Clock
}

/** What handing in came to. Calls that are neither submitted nor refused cannot be batched and go on as ordinary ones. */
export interface HandedIn {
  readonly submitted: number
  /** Calls that the budget did not bear even at half price. */
  readonly refused: number
  readonly warnings: readonly string[]
}

/** What a batch that ended brought. */
export interface Collected {
  readonly answered: number
  readonly unanswered: number
  readonly costUsd: number
}

export interface Batcher {
  /** Hands calls in, one batch per model. */
  readonly handIn: (calls: readonly ReplayCall[], signal: AbortSignal) => Promise<HandedIn>
  readonly pending: () => readonly SubmittedBatch[]
  /** Asks how a batch is getting on; when it has ended, records its answers. */
  readonly poll: (batch: SubmittedBatch, signal: AbortSignal) => Promise<BatchState | Collected>
  /** True for calls that a batch left unanswered or that cannot be batched. */
  readonly isOrdinary: (key: string) => boolean
}

/** The content address serves as the name of a call in its batch: both APIs allow it, and a batch holds each call once. */
const itemOf = ({ key, request, maxOutputTokens }: ReplayCall) => ({ id: key, request, maxOutputTokens })

function trialOf(call: BatchedCall, model: ModelRef, completion: Completion): { readonly trial: Trial; readonly costUsd: number | undefined } {
  const listUsd = call.price && costOf(completion.usage, call.price)
  const costUsd = listUsd === undefined ? undefined : BATCH_SHARE * listUsd
  const outcome = answeredOutcome(completion, call)
  return { costUsd, trial: { key: call.key, model: model.ref, outcome, costUsd: costUsd ?? 0, attempts: 1 } }
}

/** Sends calls through the batch APIs of providers: half the price, and no hurry. */
export function createBatcher(parts: BatcherParts): Batcher {
  const { file, journal, ledger, budget, clock } = parts
  const ordinary = new Set<string>()
  const open = new Set(ledger.batched.map(({ id }) => id))
  for (const { id, bookedUsd, provider, model } of ledger.batched) {
    if (file.entries.has(id)) continue
    ledger.settle(id, 0) // the process died before its batch was begun
    budget.giveBack(bookedUsd, { provider, model })
  }

  /** The money of a call stays booked at its worst case until its batch is collected, over the end of the process too. */
  function book(call: ReplayCall): BatchedCall | undefined {
    const reservedUsd = call.price ? BATCH_SHARE * worstCaseUsd(call.request, call.maxOutputTokens, call.price) : 0
    const purse = purseOf(call)
    if (!budget.fits(reservedUsd, purse)) return undefined
    budget.giveBack(-reservedUsd, purse)
    const entry = ledger.open({ key: call.key, ...purse, reservedUsd, batch: true })
    open.add(entry)
    return { key: call.key, maxOutputTokens: call.maxOutputTokens, capIsOurs: call.capIsOurs, price: call.price, entry, reservedUsd }
  }

  /** Without effect on what was settled before the process died in the middle of a collection. */
  function settle(call: BatchedCall, model: ModelRef, usd: number): void {
    if (!open.delete(call.entry)) return
    ledger.settle(call.entry, usd)
    budget.giveBack(call.reservedUsd - usd, { provider: model.provider, model: model.ref })
  }

  function giveUp(batch: SubmittedBatch): void {
    for (const call of batch.calls) settle(call, batch.model, 0)
    file.end(batch.mark, batch.calls.map(({ key }) => key))
  }

  /** The id of a batch that was perhaps handed in; undefined when the provider knows none. */
  async function recover(batch: SubmittedBatch, api: BatchApi, signal: AbortSignal): Promise<string | undefined> {
    const found = (await api.find(batch.mark, batch.calls.length, batch.sinceMs, signal)).find((id) => !file.knownIds().has(id))
    if (found !== undefined) file.identify(batch.mark, found)
    return found
  }

  /** Never hands in twice: after a failure that may have come too late it looks first. */
  async function submit(batch: SubmittedBatch, api: BatchApi, calls: readonly ReplayCall[], signal: AbortSignal): Promise<ProviderError | undefined> {
    for (let attempts = 1; ; attempts++) {
      try {
        file.identify(batch.mark, await api.submit(batch.model.model, calls.map(itemOf), batch.mark, signal))
        return undefined
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error
        if (error.maybeCharged && (await recover(batch, api, signal)) !== undefined) return undefined
        if (!error.retriable || attempts >= SUBMIT_ATTEMPTS) return error
        await clock.sleep(backoffMs(attempts, error.retryAfterMs, 0.5), signal)
      }
    }
  }

  async function handInModel(calls: readonly ReplayCall[], signal: AbortSignal): Promise<HandedIn> {
    const { model } = calls[0] as ReplayCall
    const api = await parts.api(model.provider)
    const able = calls.slice(0, api?.mostItems).filter((call) => api && api.cannotWrite(model.model, itemOf(call)) === undefined)
    for (const call of calls) if (!able.includes(call)) ordinary.add(call.key)
    const booked: BatchedCall[] = []
    for (const call of able) {
      const one = book(call)
      if (!one) break // in the order of the cases
      booked.push(one)
    }
    const refused = able.length - booked.length
    if (!api || booked.length === 0) return { submitted: 0, refused, warnings: [] }
    const batch: SubmittedBatch = { mark: randomUUID(), model, calls: booked, sinceMs: Date.now() }
    file.begin(batch)
    const error = await submit(batch, api, able.slice(0, booked.length), signal)
    if (!error) return { submitted: booked.length, refused, warnings: [] }
    giveUp(batch)
    return { submitted: 0, refused, warnings: [`${model.provider} took no batch of ${model.model} (${error.message}); its calls are made one by one`] }
  }

  function record(batch: SubmittedBatch, answers: readonly BatchAnswer[]): Collected {
    const byKey = new Map(answers.map((answer) => [answer.id, answer]))
    const unanswered: string[] = []
    let [answered, spentUsd] = [0, 0]
    for (const call of batch.calls) {
      const answer = byKey.get(call.key)
      if (!answer || !('completion' in answer)) {
        settle(call, batch.model, 0)
        unanswered.push(call.key)
        continue
      }
      const { trial, costUsd } = trialOf(call, batch.model, answer.completion)
      if (open.has(call.entry)) journal.add(trial)
      settle(call, batch.model, costUsd ?? call.reservedUsd)
      answered += 1
      spentUsd += costUsd ?? 0
    }
    file.end(batch.mark, unanswered)
    return { answered, unanswered: unanswered.length, costUsd: spentUsd }
  }

  return {
    pending: file.pending,
    isOrdinary: (key) => ordinary.has(key) || file.unanswered.has(key),
    handIn: async (calls, signal) => {
      const byModel = new Map<string, ReplayCall[]>()
      for (const call of new Map(calls.map((one) => [one.key, one])).values()) byModel.set(call.model.ref, [...(byModel.get(call.model.ref) ?? []), call])
      const results: HandedIn[] = []
      for (const own of byModel.values()) results.push(await handInModel(own, signal))
      const sum = (of: (one: HandedIn) => number) => results.reduce((total, one) => total + of(one), 0)
      return { submitted: sum(({ submitted }) => submitted), refused: sum(({ refused }) => refused), warnings: results.flatMap(({ warnings }) => warnings) }
    },
    poll: async (batch, signal) => {
      const api = await parts.api(batch.model.provider)
      const batchId = batch.batchId ?? (api && await recover(batch, api, signal))
      if (!api || batchId === undefined) {
        giveUp(batch)
        return { answered: 0, unanswered: batch.calls.length, costUsd: 0 }
      }
      const state = await api.state(batchId, signal)
      if (state.kind === 'working') return state
      if (state.kind === 'ended') return record(batch, await api.answers(batchId, signal))
      giveUp(batch)
      return state
    },
  }
}
