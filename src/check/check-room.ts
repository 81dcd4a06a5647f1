import { setMaxListeners } from 'node:events'
import { mkdirSync } from 'node:fs'
import type { PlannedProvider } from '../domain/plan.js'
import { createConnector } from '../pipeline/connect.js'
import { hidingJournal, type Hide } from '../pipeline/hide-answers.js'
import { openBatchFile } from '../replay/batch-file.js'
import { createBatcher } from '../replay/batcher.js'
import type { Batcher } from '../replay/batcher.js'
import { createBudget } from '../replay/budget.js'
import { openJournal } from '../replay/journal.js'
import type { Journal } from '../replay/journal.js'
import { blankLedger, openLedger } from '../replay/ledger.js'
import type { Clock } from '../replay/limiter.js'
import { createReplayer } from '../replay/replayer.js'
import type { Replayer } from '../replay/replayer.js'

export interface CheckRoomOptions {
  readonly auditDir: string
  readonly offline: boolean
  readonly batch: boolean
  readonly concurrency: number
  readonly budgetUsd: number
  readonly env: NodeJS.ProcessEnv
  /** Hides in answers what the configuration redacts. */
  readonly hide?: Hide | undefined
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** Everything that replays calls for one check, with its files open. */
export interface CheckRoom {
  readonly replayer: Replayer
  /** Finds what this check has asked, and asks for nothing. */
  readonly recorded: Replayer
  readonly batcher: Batcher | undefined
  /** USD of this check: calls that ran ahead in vain, and batches that it collected, included. */
  readonly spentUsd: () => number
  readonly close: () => Promise<void>
}

/** An answer that was handed in before says nothing of today: batches end within a day. */
const STALE_MS = 2 * 86_400_000

/** Opens the files under `directory`. Nothing is looked up but with `offline`: an answer of last week says nothing of today. */
export function openCheckRoom(directory: string, providers: Readonly<Record<string, PlannedProvider>>, options: CheckRoomOptions): CheckRoom {
  const { auditDir, offline, clock } = options
  setMaxListeners(0, options.signal) // every call in flight listens to it
  if (!offline) mkdirSync(directory, { recursive: true, mode: 0o700 })
  const journal = hidingJournal(openJournal(directory, { auditDir, keepFailures: false, fresh: !offline, readOnly: offline }), options.hide)
  const file = offline ? undefined : openBatchFile(directory, false)
  const out = file?.pending() ?? []
  // What earlier checks spent is not this one's; but money that is set aside for batches that are out is.
  const ledger = offline ? blankLedger() : { ...openLedger(directory, out.length === 0), doubts: [] }
  const budget = createBudget({ totalUsd: options.budgetUsd, providerUsd: {}, modelUsd: {} }, ledger.batched.map(({ provider, model, bookedUsd }) => ({ provider, model, usd: bookedUsd })))
  const setAside = budget.spentUsd()
  const connector = offline ? undefined : createConnector({ providers }, options)
  const old = new Map(out.filter(({ sinceMs }) => Date.now() - sinceMs > STALE_MS).flatMap(({ mark, calls }) => calls.map(({ key }) => [key, mark] as const)))
  const fresh: Journal = {
    ...journal,
    has: (key) => !old.has(key) && journal.has(key),
    find: (key) => (old.has(key) ? undefined : journal.find(key)),
    add: (trial) => {
      // Once the stale batch has been collected, an answer is one of now: not believed either, it would be asked for until the money is gone.
      const mark = old.get(trial.key)
      if (mark !== undefined && !file?.pending().some((batch) => batch.mark === mark)) old.delete(trial.key)
      journal.add(trial)
    },
  }
  const parts = { journal: fresh, ledger, budget, clock, jitter: Math.random }
  const replayer = createReplayer({ ...parts, connect: connector?.open })
  // Batches that an interrupted check left out are collected by whichever check comes next with --batch.
  const batcher = file && connector && options.batch ? createBatcher({ file, journal: fresh, ledger, budget, clock, api: async (provider) => (await connector.open(provider)).client.batches }) : undefined
  return {
    replayer,
    recorded: createReplayer({ ...parts, connect: undefined }),
    batcher,
    spentUsd: () => budget.spentUsd() - (batcher ? 0 : setAside),
    close: async () => {
      try {
        await replayer.drain()
      } finally {
        await connector?.close()
        journal.close()
        ledger.close()
        file?.close()
      }
    },
  }
}
