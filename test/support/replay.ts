import { join } from 'node:path'
import type { ChatRequest } from '../../src/domain/message.js'
import type { Price } from '../../src/domain/model.js'
import { createClient } from '../../src/providers/index.js'
import { trialKey } from '../../src/replay/address.js'
import { createBudget, type Budget } from '../../src/replay/budget.js'
import { openJournal, type Journal } from '../../src/replay/journal.js'
import { openLedger, type Ledger } from '../../src/replay/ledger.js'
import { createLimiter } from '../../src/replay/limiter.js'
import { createReplayer, type ReplayCall, type Replayed, type Replayer } from '../../src/replay/replayer.js'
import { ask } from './call.js'
import { manualClock } from './clock.js'
import type { Workspace } from './workspace.js'

export const PRICE: Price = { input: 1000, output: 1000 }

/** A call of `lab/small` with our own cap of 10 tokens. */
export function replayCall(text: string, changes: Partial<ReplayCall> & { readonly request?: ChatRequest } = {}): ReplayCall {
  const request = changes.request ?? ask(text)
  return {
    key: trialKey({ api: 'openai', baseUrl: 'http://test', model: 'small', request, maxOutputTokens: 10 }),
    model: { ref: 'lab/small', provider: 'lab', model: 'small' }, request, maxOutputTokens: 10, capIsOurs: true, price: PRICE, ...changes,
  }
}

export interface Bench {
  readonly replayer: Replayer
  readonly journal: Journal
  readonly ledger: Ledger
  readonly budget: Budget
  readonly clock: ReturnType<typeof manualClock>
  /** Launches and waits for the answer. */
  readonly ask: (call: ReplayCall, signal?: AbortSignal) => Promise<Replayed | 'refused'>
}

/** A replayer with its real files in a directory and its real client, whose clock is the test's. */
export function bench(space: Workspace, url: string, options: { readonly budgetUsd?: number; readonly concurrency?: number; readonly timeoutMs?: number } = {}): Bench {
  const runDir = space.path('run')
  const clock = manualClock()
  space.write(join('run', '.keep'), '')
  const journal = openJournal(runDir, { auditDir: space.directory, keepFailures: true, fresh: false })
  const ledger = openLedger(runDir, false)
  const budget = createBudget({ totalUsd: options.budgetUsd, providerUsd: {}, modelUsd: {} }, ledger.alreadySpent)
  const client = createClient({ name: 'lab', api: 'openai', baseUrl: `${url}/v1`, timeoutMs: options.timeoutMs ?? 60_000 }, { apiKey: 'secret-key' })
  const limiter = createLimiter({ concurrency: options.concurrency ?? 8 }, clock)
  const replayer = createReplayer({ journal, ledger, budget, connect: async () => ({ client: await client, limiter }), clock, jitter: () => 0 })
  return {
    replayer, journal, ledger, budget, clock,
    ask: async (call, signal = new AbortController().signal) => {
      const launch = await replayer.launch(call, signal)
      return launch.kind === 'launched' ? launch.result : 'refused'
    },
  }
}

/** What earlier sessions booked, by provider. */
export function spentBy(ledger: Pick<Ledger, 'alreadySpent'>): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { provider, usd } of ledger.alreadySpent) sums[provider] = (sums[provider] ?? 0) + usd
  return sums
}
