import { AuditError, EXIT } from '../domain/error.js'
import type { Batcher } from '../replay/batcher.js'
import type { Clock } from '../replay/clock.js'
import type { ReplayCall, Replayer } from '../replay/replayer.js'

/** Milliseconds between two looks at a batch: soon at first, then once a minute. */
const FIRST_LOOK_MS = 1000
const LONGEST_LOOK_MS = 60_000
const LOOK_GROWTH = 1.5

export interface BatchAsking {
  readonly batcher: Batcher
  /** Asks what no batch can hold. */
  readonly replayer: Replayer
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly wait: boolean
  readonly onNote: (note: string) => void
}

/** Waits until every batch that is out has ended, its answers recorded. Gives what they cost, in USD. @throws AuditError (130) without `wait` */
export async function collectBatches({ batcher, clock, signal, wait, onNote }: BatchAsking): Promise<number> {
  let costUsd = 0
  for (let pauseMs = FIRST_LOOK_MS; ; pauseMs = Math.min(LONGEST_LOOK_MS, pauseMs * LOOK_GROWTH)) {
    for (const batch of batcher.pending()) {
      const outcome = await batcher.poll(batch, signal)
      if ('answered' in outcome) costUsd += outcome.costUsd
      else if (outcome.kind === 'failed') onNote(`${batch.model.ref}: ${outcome.message}; its calls are made one by one`)
    }
    const out = batcher.pending()
    if (out.length === 0) return costUsd
    if (!wait) throw new AuditError('batch/pending', `${out.reduce((sum, batch) => sum + batch.calls.length, 0)} calls are with their providers`, 'They may take up to 24 hours; the same command collects the answers and decides.', EXIT.interrupted)
    await clock.sleep(pauseMs, signal)
  }
}

/**
 * Asks in rounds: what `next` still wants is handed in at half the price, waited for, and asked on, until it wants nothing or the budget bears
 * no more. Gives what all of it cost, in USD.
 */
export async function askInBatches(next: () => Promise<readonly ReplayCall[]>, asking: BatchAsking): Promise<number> {
  const { batcher, replayer, signal, onNote } = asking
  let costUsd = await collectBatches(asking)
  for (;;) {
    signal.throwIfAborted()
    const wanted = await next()
    const { submitted, warnings } = await batcher.handIn(wanted.filter(({ key }) => !batcher.isOrdinary(key)), signal)
    warnings.forEach(onNote)
    const asked = []
    for (const call of wanted.filter(({ key }) => batcher.isOrdinary(key))) {
      const launch = await replayer.launch(call, signal)
      if (launch.kind === 'launched') asked.push(launch.result)
    }
    const answers = (await Promise.all(asked)).filter((one) => one !== 'refused')
    costUsd += answers.reduce((sum, { trial }) => sum + trial.costUsd, 0) + await collectBatches(asking)
    if (submitted + answers.length === 0) return costUsd
  }
}
