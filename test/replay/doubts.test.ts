import { describe, expect, it } from 'vitest'
import type { Answered } from '../../src/domain/trial.js'
import { boundByTwin } from '../../src/replay/doubts.js'
import { openLedger } from '../../src/replay/ledger.js'
import { worstCaseUsd } from '../../src/replay/output-cap.js'
import { ask } from '../support/call.js'
import { answer, startModelServer } from '../support/model-server.js'
import { bench, PRICE, replayCall, spentBy } from '../support/replay.js'
import { workspace } from '../support/workspace.js'

const twin = (inputTokens: number, outputTokens: number, text = 'yes'): Answered => ({ status: 'answered', output: { text, toolCalls: [] }, cutByCap: false, usage: { inputTokens, outputTokens } })
const long = replayCall('a long prompt, '.repeat(50), { maxOutputTokens: 1000 })

describe('an attempt of unknown charge', () => {
  it('can have cost the very same input and twice the answer, within the cap', () => {
    expect(boundByTwin(twin(100, 10), { receivedBytes: 0 }, 1000, PRICE)).toBeCloseTo(0.12, 12)
    expect(boundByTwin(twin(100, 10), { receivedBytes: 0 }, 15, PRICE)).toBeCloseTo(0.115, 12)
  })
  it('stays at its worst case where tokens are unknown, or more of it arrived than such an answer has', () => {
    expect(boundByTwin({ ...twin(1, 1), usage: {} }, { receivedBytes: 0 }, 10, PRICE)).toBeUndefined()
    expect(boundByTwin(twin(-5, 1), { receivedBytes: 0 }, 10, PRICE)).toBeUndefined()
    expect(boundByTwin(twin(1, 1), { receivedBytes: 100_000 }, 10, PRICE)).toBeUndefined()
  })

  it('is booked at its worst case until the same request is answered, on disk too', async () => {
    using space = workspace()
    await using server = await startModelServer(({ index }) => (index === 0 ? { kind: 'reset' } : answer('yes')))
    const { ask: send, budget } = bench(space, server.url, { budgetUsd: 100 })
    await send(long)
    expect(budget.spentUsd()).toBeCloseTo(0.022 + 0.024, 9)
    expect(spentBy(openLedger(space.path('run'), false))['lab']).toBeCloseTo(0.022 + 0.024, 9)
  })

  it('is told apart from what is known, before and after it is bounded, in this session and the next', async () => {
    using space = workspace()
    await using server = await startModelServer(({ index }) => (index === 0 ? { kind: 'reset' } : answer('yes')))
    const { ask: send, ledger } = bench(space, server.url, { budgetUsd: 100 })
    const open = ledger.open({ key: 'cut off', provider: 'lab', model: 'lab/small', reservedUsd: 3 })
    expect(ledger.unsure(), 'in flight is not unsure').toEqual({ attempts: 0, usd: 0 })
    await send(long)
    expect(ledger.unsure()).toEqual({ attempts: 1, usd: expect.closeTo(0.024, 9) as number })
    const later = openLedger(space.path('run'), false)
    expect(later.unsure()).toEqual({ attempts: 2, usd: expect.closeTo(3.024, 9) as number })
    later.settle(open, 0.5)
    expect(openLedger(space.path('run'), false).unsure()).toEqual({ attempts: 1, usd: expect.closeTo(0.024, 9) as number })
  })

  it('that a kill cut off is cleared by a later session that gets its answer', async () => {
    using space = workspace()
    await using server = await startModelServer(() => answer('yes'))
    space.write('run/.keep', '')
    const worst = worstCaseUsd(long.request, long.maxOutputTokens, PRICE)
    openLedger(space.path('run'), false).open({ key: long.key, provider: 'lab', model: 'lab/small', reservedUsd: worst })
    const { ask: send, budget } = bench(space, server.url, { budgetUsd: 100 })
    expect(budget.spentUsd()).toBeCloseTo(worst, 9)
    await send(replayCall('another'))
    expect(budget.spentUsd(), 'another answer says nothing').toBeCloseTo(worst + 0.022, 9)
    await send(long)
    expect(budget.spentUsd()).toBeCloseTo(0.022 * 2 + 0.024, 9)
  })

  it('never counts for more than its worst case', async () => {
    using space = workspace()
    await using server = await startModelServer(({ index }) => (index === 0 ? { kind: 'reset' } : { kind: 'answer', text: 'yes', usage: { input: 1_000_000, output: 1 } }))
    const { ask: send, budget } = bench(space, server.url)
    await send(replayCall('a'))
    expect(budget.spentUsd()).toBeCloseTo(worstCaseUsd(ask('a'), 10, PRICE) + 1000.001, 6)
  })
})
