import { expect, it } from 'vitest'
import type { ModelRef } from '../../src/domain/model.js'
import type { Trial } from '../../src/domain/trial.js'
import type { BatchApi } from '../../src/providers/index.js'
import { createBatcher } from '../../src/replay/batcher.js'
import { openBatchFile, type SubmittedBatch } from '../../src/replay/batch-file.js'
import { createBudget } from '../../src/replay/budget.js'
import type { Journal } from '../../src/replay/journal.js'
import type { Doubt, Ledger } from '../../src/replay/ledger.js'
import type { ReplayCall } from '../../src/replay/replay-call.js'
import { manualClock } from '../support/clock.js'
import { workspace } from '../support/workspace.js'

const MODEL: ModelRef = { ref: 'lab/small', provider: 'lab', model: 'small' }
const PURSE = { provider: 'lab', model: MODEL.ref }
const PRICE = { input: 0, output: 2 }

const call = (key: string, maxOutputTokens: number): ReplayCall => ({ key, model: MODEL, request: { messages: [] }, maxOutputTokens, capIsOurs: false, price: PRICE })

/** A batcher over a file of its own, with what it settled, recorded and handed in. */
function scene(directory: string, { totalUsd, batched = [], answers = [], pending }: { readonly totalUsd: number; readonly batched?: readonly Doubt[]; readonly answers?: readonly string[]; readonly pending?: SubmittedBatch }) {
  const file = openBatchFile(directory, false)
  if (pending) file.begin(pending)
  const [settled, recorded, handedIn]: [[number, number][], Trial[], string[][]] = [[], [], []]
  let entries = 100
  const ledger: Ledger = { alreadySpent: batched.map(({ bookedUsd }) => ({ ...PURSE, usd: bookedUsd })), doubts: [], batched, open: () => (entries += 1), settle: (id, usd) => { settled.push([id, usd]) }, unsure: () => ({ attempts: 0, usd: 0 }), assertSound: () => {}, close: () => {} }
  const journal = { add: (trial: Trial) => { recorded.push(trial) } } as unknown as Journal
  const api: BatchApi = {
    mostItems: 100, cannotWrite: () => undefined, find: async () => [], state: async () => ({ kind: 'ended' }),
    submit: async (_: string, items: readonly { readonly id: string }[]) => { handedIn.push(items.map(({ id }) => id)); return 'b1' },
    answers: async () => answers.map((id) => ({ id, completion: { output: { text: 'x', toolCalls: [] }, usage: { inputTokens: 1, outputTokens: 1 } } })),
  } as unknown as BatchApi
  const budget = createBudget({ totalUsd, providerUsd: {}, modelUsd: {} }, ledger.alreadySpent)
  return { batcher: createBatcher({ file, journal, ledger, budget, api: async () => api, clock: manualClock() }), file, budget, settled, recorded, handedIn }
}

const submitted = (entry: number): SubmittedBatch => ({ mark: 'm1', model: MODEL, batchId: 'b1', sinceMs: 0, calls: [{ key: 'k1', maxOutputTokens: 10, capIsOurs: false, price: PRICE, entry, reservedUsd: 0.5 }] })

it('hands in the cases in their order as far as the budget bears, and none behind one that it does not', async () => {
  using space = workspace()
  const { batcher, handedIn, file } = scene(space.directory, { totalUsd: 0.0025 })
  expect(await batcher.handIn([call('small', 1000), call('large', 5000), call('another', 1000)], new AbortController().signal)).toMatchObject({ submitted: 1, refused: 2 })
  expect(handedIn).toEqual([['small']])
  file.close()
})

it('keeps the money of a batch that is with its provider booked over a restart, and gives back that of one that was never begun', () => {
  using space = workspace()
  const { budget, settled, file } = scene(space.directory, { totalUsd: 2, pending: submitted(7), batched: [{ id: 7, key: 'k1', bookedUsd: 0.5, receivedBytes: 0, ...PURSE }, { id: 8, key: 'k2', bookedUsd: 0.25, receivedBytes: 0, ...PURSE }] })
  expect(settled).toEqual([[8, 0]])
  expect(budget.spentUsd()).toBeCloseTo(0.5, 12)
  file.close()
})

it.each([['open', [{ id: 7, key: 'k1', bookedUsd: 0.5, receivedBytes: 0, ...PURSE }], 1], ['settled before the process died', [], 0]] as const)('records an answer once: its entry is %s', async (_, batched, times) => {
  using space = workspace()
  const pending = submitted(7)
  const { batcher, recorded, settled, file } = scene(space.directory, { totalUsd: 2, pending, batched, answers: ['k1'] })
  expect(await batcher.poll(pending, new AbortController().signal)).toMatchObject({ answered: 1, unanswered: 0 })
  expect([recorded.length, settled.length]).toEqual([times, times])
  file.close()
})
