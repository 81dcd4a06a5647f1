import { setMaxListeners } from 'node:events'
import type { AuditConfig } from '../config/schema.js'
import { totalBudgetUsd } from '../config/total-budget.js'
import type { Plan } from '../domain/plan.js'
import { createBallast } from '../replay/ballast.js'
import { openBatchFile } from '../replay/batch-file.js'
import { createBatcher, type Batcher } from '../replay/batcher.js'
import { createBudget, type Budget, type BudgetLimits } from '../replay/budget.js'
import { openJournal } from '../replay/journal.js'
import { openLedger } from '../replay/ledger.js'
import { createReplayer, type Replayer } from '../replay/replayer.js'
import { createConnector } from './connect.js'
import { hidingJournal, type Hide } from './hide-answers.js'
import type { AuditOptions } from './options.js'
import { wasFinished } from './record/run-files.js'
import { standingFailures } from './record/standing-failures.js'

/** Everything that replays calls for one run, with its files open. */
export interface ReplayRoom {
  readonly replayer: Replayer
  /** Finds recorded answers and asks for none. */
  readonly recorded: Replayer
  readonly budget: Budget
  readonly batcher: Batcher | undefined
  readonly budgeted: boolean
  /** What is booked for attempts that may have been charged or not. */
  readonly unsure: () => { readonly unsureAttempts: number; readonly unsureUsd: number }
  readonly warnings: readonly string[]
  /** Waits for what is in flight, and closes. @throws AuditError when an answer could not be written as it should */
  readonly close: () => Promise<void>
}

function limitsOf(plan: Plan, config: AuditConfig): BudgetLimits {
  return {
    totalUsd: totalBudgetUsd(config),
    providerUsd: Object.fromEntries(Object.entries(plan.providers).map(([name, provider]) => [name, provider.budgetUsd])),
    modelUsd: Object.fromEntries(Object.entries(config.models).map(([name, { as, budgetUsd }]) => [as ?? name, budgetUsd])),
  }
}

/** Opens the files of a run directory that is locked. @throws AuditError when they cannot be read or written */
export function openReplayRoom(runDir: string, plan: Plan, options: AuditOptions, hide?: Hide): ReplayRoom {
  const { clock, fresh, offline, signal } = options
  setMaxListeners(0, signal) // every call in flight listens to it
  const ballast = offline ? undefined : createBallast(runDir)
  const makeRoom = () => ballast?.drop() ?? false
  const journal = hidingJournal(openJournal(runDir, { auditDir: options.auditDir, keepFailures: !wasFinished(runDir), stands: standingFailures(), fresh, makeRoom }), hide)
  const ledger = openLedger(runDir, fresh, makeRoom)
  const limits = limitsOf(plan, options.config)
  const budget = createBudget(limits, ledger.alreadySpent)
  const connector = offline ? undefined : createConnector(plan, { ...options, hide })
  const parts = { journal, ledger, budget, clock, jitter: Math.random }
  const replayer = createReplayer({ ...parts, connect: connector?.open })
  const file = connector && openBatchFile(runDir, fresh)
  const batcher = file && createBatcher({ file, journal, ledger, budget, clock, api: async (provider) => (await connector.open(provider)).client.batches })
  return {
    replayer,
    recorded: createReplayer({ ...parts, connect: undefined }),
    budget,
    batcher,
    budgeted: [options.config.budgetUsd, ...Object.values(limits.providerUsd), ...Object.values(limits.modelUsd)].some((limit) => limit !== undefined),
    warnings: journal.warnings,
    unsure: () => {
      const { attempts, usd } = ledger.unsure()
      return { unsureAttempts: attempts, unsureUsd: usd }
    },
    close: async () => {
      try {
        await replayer.drain()
      } finally {
        await connector?.close()
        journal.close()
        ledger.close()
        file?.close()
        ballast?.remove()
      }
    },
  }
}
