import { describe, expect, it } from 'vitest'
import { openJournal } from '../../src/replay/journal.js'
import { openLedger } from '../../src/replay/ledger.js'
import { createReplayer } from '../../src/replay/replayer.js'
import { inputTokenBound, worstCaseUsd } from '../../src/replay/output-cap.js'
import { ask } from '../support/call.js'
import { answer, closedPort, failure, startModelServer, type Reply, type SeenRequest } from '../support/model-server.js'
import { bench, PRICE, replayCall, spentBy } from '../support/replay.js'
import { workspace } from '../support/workspace.js'

const WORST = worstCaseUsd(ask('a'), 10, PRICE)

/** Answers with these replies in turn, and with the last one from then on. */
const inTurn = (...replies: Reply[]) => ({ index }: SeenRequest): Reply => replies[Math.min(index, replies.length - 1)] ?? answer('')

describe('a replayed call', () => {
  it('is booked at its price, recorded, and never paid for twice', async () => {
    using space = workspace()
    await using server = await startModelServer(() => answer('yes'))
    const { ask: send, budget, journal } = bench(space, server.url)
    const first = await send(replayCall('a'))
    expect(first).toMatchObject({ cached: false, trial: { costUsd: 0.022, attempts: 1, model: 'lab/small', outcome: { status: 'answered', output: { text: 'yes' } } } })
    expect(await send(replayCall('a'))).toMatchObject({ cached: true, trial: { costUsd: 0.022 } })
    expect(budget.spentUsd()).toBeCloseTo(0.022, 12)
    expect(server.seen).toHaveLength(1)
    expect(journal.find(replayCall('a').key)).toBeDefined()
    expect(spentBy(openLedger(space.path('run'), false))).toEqual({ lab: 0.022 })
  })

  it('is on disk before its answer is handed over', async () => {
    using space = workspace()
    await using server = await startModelServer(() => answer('yes'))
    await bench(space, server.url).ask(replayCall('a'))
    const later = openJournal(space.path('run'), { auditDir: space.directory, keepFailures: true, fresh: false, readOnly: true })
    expect(later.find(replayCall('a').key)).toMatchObject({ outcome: { output: { text: 'yes' } } })
  })

  it('without usage in its answer is booked at its worst case', async () => {
    using space = workspace()
    await using server = await startModelServer(() => ({ kind: 'answer', text: 'x', usage: null }))
    const { ask: send, budget } = bench(space, server.url)
    expect(await send(replayCall('a'))).toMatchObject({ trial: { costUsd: 0 } })
    expect(budget.spentUsd()).toBeCloseTo(WORST, 12)
  })

  it('that our cap cut is marked, one that the logged cap cut is not', async () => {
    using space = workspace()
    await using server = await startModelServer(() => answer('x', 'length'))
    const { ask: send } = bench(space, server.url)
    expect(await send(replayCall('a'))).toMatchObject({ trial: { outcome: { cutByCap: true } } })
    expect(await send(replayCall('b', { key: 'b', capIsOurs: false }))).toMatchObject({ trial: { outcome: { cutByCap: false } } })
    expect(server.seen.map((one) => one.body['max_tokens'])).toEqual([10, 10])
  })
})

describe('a fault', () => {
  it('that may pass is tried again, later each time, with half of the pause left to chance', async () => {
    using space = workspace()
    await using server = await startModelServer(inTurn(failure(500), failure(503), failure(529), answer('yes')))
    const { ask: send, clock, budget } = bench(space, server.url)
    expect(await send(replayCall('a'))).toMatchObject({ trial: { attempts: 4, faults: 3, outcome: { status: 'answered' } } })
    expect(clock.sleeps).toEqual([500, 1000, 2000])
    expect(budget.spentUsd(), 'an HTTP error is not charged').toBeCloseTo(0.022, 12)
  })

  it('with a retry-after waits as long as it was told', async () => {
    using space = workspace()
    await using server = await startModelServer(inTurn(failure(429, { 'retry-after': '7' }), answer('yes')))
    const { ask: send, clock } = bench(space, server.url)
    await send(replayCall('a'))
    expect(clock.now()).toBeGreaterThanOrEqual(7000)
    expect(clock.now()).toBeLessThan(15_000)
  })

  it('with a retry-after of hours is not waited for', async () => {
    using space = workspace()
    await using server = await startModelServer(inTurn(answer('yes'), failure(429, { 'retry-after': '7200' })))
    const { ask: send } = bench(space, server.url)
    await send(replayCall('a'))
    expect(await send(replayCall('b'))).toMatchObject({ trial: { attempts: 1, outcome: { status: 'failed', failure: 'rate_limit' } } })
  })

  it('that does not pass is a failed trial after seven attempts, and is recorded', async () => {
    using space = workspace()
    await using server = await startModelServer(() => failure(500))
    const { ask: send, budget } = bench(space, server.url)
    expect(await send(replayCall('a'))).toMatchObject({ trial: { attempts: 7, costUsd: 0, outcome: { status: 'failed', failure: 'server_error' } } })
    expect(await send(replayCall('a'))).toMatchObject({ cached: true })
    expect(server.seen).toHaveLength(7)
    expect(budget.spentUsd()).toBe(0)
  })

  it.each([[400, 'bad_request'], [404, 'not_found'], [422, 'bad_request']] as const)('that no repetition cures is tried once: HTTP %i', async (status, kind) => {
    using space = workspace()
    await using server = await startModelServer(() => failure(status))
    const { ask: send, clock } = bench(space, server.url)
    expect(await send(replayCall('a'))).toMatchObject({ trial: { attempts: 1, outcome: { failure: kind } } })
    expect(clock.sleeps).toEqual([])
  })

  it.each([
    ['reset', { kind: 'reset' }], ['truncated', { kind: 'truncated' }], ['malformed', { kind: 'raw', text: 'oops' }],
  ] satisfies [string, Reply][])('that may have been charged is booked at its worst case for each attempt: %s', async (_, reply) => {
    using space = workspace()
    await using server = await startModelServer(inTurn(reply, reply, answer('yes')))
    const { ask: send, budget } = bench(space, server.url)
    expect(await send(replayCall('a'))).toMatchObject({ trial: { attempts: 3, costUsd: 0.022 } })
    expect(budget.spentUsd()).toBeCloseTo(2 * WORST + 0.022, 9)
    expect(spentBy(openLedger(space.path('run'), false))['lab']).toBeCloseTo(2 * WORST + 0.022, 9)
  })

  it('that may have been charged ends the call when the budget does not bear another attempt', async () => {
    using space = workspace()
    await using server = await startModelServer(() => ({ kind: 'reset' }))
    const { ask: send, budget } = bench(space, server.url, { budgetUsd: 1.5 * WORST })
    expect(await send(replayCall('a'))).toBe('refused')
    expect(server.seen).toHaveLength(1)
    expect(budget.spentUsd()).toBeCloseTo(WORST, 9)
  })

  it('of a provider that was never reached ends the run and records nothing', async () => {
    using space = workspace()
    const { ask: send, journal, budget } = bench(space, `http://127.0.0.1:${await closedPort()}`)
    await expect(send(replayCall('a'))).rejects.toMatchObject({ code: 'provider/unreachable', exitCode: 2, way: expect.stringContaining('providers.lab') as string })
    expect(journal.find(replayCall('a').key)).toBeUndefined()
    expect(budget.spentUsd(), 'nothing was sent').toBe(0)
    expect(spentBy(openLedger(space.path('run'), false))).toEqual({ lab: 0 })
  })

  it('of a key that is refused ends the run, but after a first answer it is a failed trial', async () => {
    using space = workspace()
    await using server = await startModelServer(inTurn(answer('yes'), failure(401)))
    const { ask: send } = bench(space, server.url)
    await send(replayCall('a'))
    expect(await send(replayCall('b'))).toMatchObject({ trial: { outcome: { failure: 'auth' } } })
    using other = workspace()
    await using refusing = await startModelServer(() => failure(401))
    const refused = bench(other, refusing.url)
    await expect(refused.ask(replayCall('a'))).rejects.toMatchObject({ code: 'provider/auth' })
    expect(refused.budget.spentUsd()).toBe(0)
  })
})

describe('the replayer', () => {
  it('refuses what the budget does not bear, before anything is sent', async () => {
    using space = workspace()
    await using server = await startModelServer(() => answer('yes'))
    const { ask: send } = bench(space, server.url, { budgetUsd: WORST / 2 })
    expect(await send(replayCall('a'))).toBe('refused')
    expect(server.seen).toHaveLength(0)
    expect(spentBy(openLedger(space.path('run'), false))).toEqual({})
  })

  it('knows only what is on record when it may not call', async () => {
    using space = workspace()
    await using server = await startModelServer(() => answer('yes'))
    const { ask: send, journal, ledger, budget, clock } = bench(space, server.url)
    await send(replayCall('a'))
    const offline = createReplayer({ journal, ledger, budget, connect: undefined, clock, jitter: () => 0 })
    const { signal } = new AbortController()
    expect(await offline.launch(replayCall('a'), signal)).toMatchObject({ kind: 'launched' })
    expect(await offline.launch(replayCall('b'), signal)).toEqual({ kind: 'missing' })
  })

  it('is drained when everything in flight has ended, and an interruption keeps its worst case', async () => {
    using space = workspace()
    await using server = await startModelServer(({ prompt }) => (prompt === 'a' ? answer('yes') : { kind: 'hang' }))
    const { replayer, budget } = bench(space, server.url)
    const stop = new AbortController()
    const launches = await Promise.all([replayer.launch(replayCall('a'), stop.signal), replayer.launch(replayCall('b'), stop.signal)])
    const [answered, hanging] = launches.map((launch) => (launch.kind === 'launched' ? launch.result : Promise.reject(new Error(launch.kind))))
    await answered
    while (server.seen.length < 2) await new Promise((resolve) => setImmediate(resolve))
    stop.abort(new Error('interrupted'))
    await replayer.drain()
    await expect(hanging).rejects.toThrow('interrupted')
    expect(budget.spentUsd()).toBeCloseTo(0.022 + worstCaseUsd(ask('b'), 10, PRICE), 9)
  })
})

describe('the worst case', () => {
  it('bounds the tokens of any text by its bytes', () => {
    for (const text of ['', 'plain', 'ünïcödé', '漢字', '😀'.repeat(10)]) expect(inputTokenBound(ask(text))).toBeGreaterThanOrEqual(Buffer.byteLength(text))
    const tools = [{ name: 'f', description: 'd'.repeat(100), parameters: { type: 'object' } }]
    expect(inputTokenBound(ask('x', { tools }))).toBeGreaterThan(inputTokenBound(ask('x')) + 100)
    expect(inputTokenBound(ask('x', { responseFormat: { type: 'json_schema', name: 'n', schema: { d: 'e'.repeat(100) } } }))).toBeGreaterThan(inputTokenBound(ask('x')) + 100)
  })
})
