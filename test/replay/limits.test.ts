import { describe, expect, it } from 'vitest'
import { trialKey } from '../../src/replay/address.js'
import { openJournal } from '../../src/replay/journal.js'
import { inputTokenBound } from '../../src/replay/output-cap.js'
import { ask } from '../support/call.js'
import { failure, startModelServer } from '../support/model-server.js'
import { bench, replayCall } from '../support/replay.js'
import { workspace } from '../support/workspace.js'

describe('money', () => {
  it('is not booked for a call that still waited for its turn when the run was interrupted', async () => {
    using space = workspace()
    await using server = await startModelServer(() => ({ kind: 'hang' }))
    const { replayer, budget } = bench(space, server.url, { concurrency: 1 })
    const stop = new AbortController()
    const launches = await Promise.all(['a', 'b', 'c'].map((text) => replayer.launch(replayCall(text), stop.signal)))
    const results = launches.map((launch) => (launch.kind === 'launched' ? launch.result.catch(() => 'cut') : 'refused'))
    while (server.seen.length === 0) await new Promise((resolve) => setImmediate(resolve))
    stop.abort(new Error('interrupted'))
    await Promise.all(results)
    const worst = 1000 * (inputTokenBound(ask('a')) + 10) / 1e6
    expect(server.seen).toHaveLength(1)
    expect(budget.spentUsd()).toBeCloseTo(worst, 9)
  })

  it('does not come back from a server that reports negative tokens', async () => {
    using space = workspace()
    await using server = await startModelServer(() => ({ kind: 'answer', text: 'x', usage: { input: -1_000_000, output: -1_000_000 } }))
    const { ask: send, budget } = bench(space, server.url, { budgetUsd: 10 })
    await send(replayCall('a'))
    expect(budget.spentUsd()).toBeGreaterThanOrEqual(0)
  })

  it('may have been charged when a gateway gave up on an answer that was being written', async () => {
    using space = workspace()
    await using server = await startModelServer(() => failure(504))
    const { ask: send, budget } = bench(space, server.url)
    await send(replayCall('a'))
    expect(budget.spentUsd()).toBeGreaterThan(0)
  })
})

describe('the bound of input tokens', () => {
  it('covers every page of a document: 3000 tokens a page at the common providers', () => {
    const pages = 100
    const data = Buffer.from(`%PDF-1.7 ${'/Type /Page '.repeat(pages)}`).toString('base64')
    expect(inputTokenBound({ messages: [{ role: 'user', parts: [{ type: 'file', mediaType: 'application/pdf', data }] }] })).toBeGreaterThan(pages * 3000)
  })

  it('covers the prompt of several hundred tokens that a provider adds to a call with tools', () => {
    expect(inputTokenBound(ask('x', { tools: [{ name: 'f' }] }))).toBeGreaterThan(346)
  })
})

describe('the content address', () => {
  it('tells our own cap from a logged one of the same size: an answer cut by ours is unscored, one cut by the log is not', () => {
    const place = { api: 'openai', baseUrl: 'http://x', model: 'm', maxOutputTokens: 1024 }
    expect(trialKey({ ...place, request: ask('a') })).not.toBe(trialKey({ ...place, request: ask('a', { maxOutputTokens: 1024 }) }))
  })
})

describe('the journal', () => {
  it('leaves out a line that is JSON, but no trial that can be read', () => {
    using space = workspace()
    space.write('run/trials.jsonl', '{"key":"k","model":"lab/small","outcome":{"status":"answered"}}\n')
    const journal = openJournal(space.path('run'), { auditDir: space.directory, keepFailures: true, fresh: false })
    expect(journal.find('k')).toBeUndefined()
    journal.close()
  })
})
