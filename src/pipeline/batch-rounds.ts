import type { Case } from '../domain/case.js'
import { AuditError, EXIT } from '../domain/error.js'
import type { AuditEvent } from '../domain/event.js'
import type { Plan } from '../domain/plan.js'
import type { Batcher } from '../replay/batcher.js'
import type { Clock } from '../replay/clock.js'
import type { ReplayCall, Replayed, Replayer } from '../replay/replayer.js'
import { executePlan } from './execute.js'
import type { RunContext } from './run-context.js'

/** Milliseconds between two looks at a batch: soon at first, then once a minute. */
const FIRST_LOOK_MS = 1000
const LONGEST_LOOK_MS = 60_000
const LOOK_GROWTH = 1.5

export interface BatchRoundsParts {
  readonly plan: Plan
  readonly cases: ReadonlyMap<string, readonly Case[]>
  readonly context: RunContext
  readonly batcher: Batcher
  /** Finds recorded answers and asks for none. */
  readonly recorded: Replayer
  readonly clock: Clock
  /** False when nothing new is to be handed in: only what is out already is collected. */
  readonly handIn: boolean
  readonly wait: boolean
}

/** What the sequential design would ask next, of every task at once: the run itself, on recorded answers only. */
async function nextCalls(parts: BatchRoundsParts): Promise<readonly ReplayCall[]> {
  const wanted = new Map<string, ReplayCall>()
  const gather = (calls: readonly ReplayCall[]) => {
    for (const call of calls) if (!parts.recorded.has(call.key)) wanted.set(call.key, call)
  }
  const pass = executePlan(parts.plan, parts.cases, { ...parts.context, replayer: parts.recorded, window: () => 1, missingIsError: false, gather, onReplayed: () => {} })
  while (!(await pass.next()).done);
  return [...wanted.values()]
}

/** Waits until every batch that is out has ended, and records what it brought. */
async function* collect({ batcher, context, clock, wait }: BatchRoundsParts): AsyncGenerator<AuditEvent, void> {
  for (let pauseMs = FIRST_LOOK_MS; ; pauseMs = Math.min(LONGEST_LOOK_MS, pauseMs * LOOK_GROWTH)) {
    for (const batch of batcher.pending()) {
      const of = { model: batch.model.ref, calls: batch.calls.length }
      const outcome = await batcher.poll(batch, context.signal)
      if ('answered' in outcome) yield { type: 'batch', state: 'collected', ...of, done: outcome.answered, costUsd: outcome.costUsd }
      else if (outcome.kind === 'failed') yield { type: 'warning', message: `${batch.model.ref}: ${outcome.message}; its calls are made one by one` }
      else if (outcome.kind === 'working') yield { type: 'batch', state: 'working', ...of, done: outcome.done, costUsd: 0 }
    }
    const out = batcher.pending()
    if (out.length === 0) return
    if (!wait) {
      const calls = out.reduce((sum, batch) => sum + batch.calls.length, 0)
      throw new AuditError('batch/pending', `${calls} calls are with their providers, in ${out.length} batch${out.length === 1 ? '' : 'es'}`, 'They may take up to 24 hours; the same command collects the answers and goes on.', EXIT.interrupted)
    }
    await clock.sleep(pauseMs, context.signal)
  }
}

/** Calls that no batch answers go over the wire like any other; their trials are on record afterwards. */
async function* askOneByOne(calls: readonly ReplayCall[], { context }: BatchRoundsParts): AsyncGenerator<AuditEvent, boolean> {
  const asked: Promise<Replayed | 'refused'>[] = []
  for (const call of calls) {
    const launch = await context.replayer.launch(call, context.signal)
    if (launch.kind === 'launched') asked.push(launch.result)
  }
  const trials = (await Promise.all(asked)).flatMap((replayed) => (replayed === 'refused' ? [] : [replayed.trial]))
  if (trials.length > 0) yield { type: 'batch', state: 'one-by-one', model: '', calls: calls.length, done: trials.length, costUsd: trials.reduce((sum, { costUsd }) => sum + costUsd, 0) }
  return trials.length > 0
}

/**
 * Rounds of batches that follow the sequential design: what is still undecided is asked of all tasks at once, collected,
 * decided on, and asked on. It ends when nothing is left that a batch could bring; the run itself then finds the answers on record.
 * @throws AuditError with exit code 130 when batches are out and are not waited for
 */
export async function* batchRounds(parts: BatchRoundsParts): AsyncGenerator<AuditEvent, void> {
  yield* collect(parts)
  while (parts.handIn) {
    parts.context.signal.throwIfAborted()
    const wanted = await nextCalls(parts)
    if (wanted.length === 0) return
    const { submitted, warnings } = await parts.batcher.handIn(wanted.filter(({ key }) => !parts.batcher.isOrdinary(key)), parts.context.signal)
    for (const message of warnings) yield { type: 'warning', message }
    if (submitted > 0) yield { type: 'batch', state: 'handed-in', model: '', calls: submitted, done: 0, costUsd: 0 }
    const moved = yield* askOneByOne(wanted.filter(({ key }) => parts.batcher.isOrdinary(key)), parts)
    yield* collect(parts)
    if (submitted === 0 && !moved) return // the budget bears no more; the run says so
  }
}
