import { describe, expect, it } from 'vitest'
import { audit, configFor, onlyTask, optionsFor } from '../support/audit.js'
import { batchServer, right } from '../support/batch-server.js'
import { LOGGED, withLog } from '../support/scene.js'
import { startWireServer, type WireSeen } from '../support/wire-server.js'
import { workspace } from '../support/workspace.js'

const posts = (seen: readonly WireSeen[], path: string): number => seen.filter((one) => one.method === 'POST' && one.path === path).length

describe('a run in batches', () => {
  it('decides as one without, for half the price', async () => {
    using space = workspace()
    const { script } = batchServer()
    await using server = await startWireServer(script)
    const plain = await audit(optionsFor(space, withLog(space, 300), configFor(server.url, LOGGED), { auditDir: space.path('plain') }))
    const direct = posts(server.seen, '/v1/chat/completions')
    const batched = await audit(optionsFor(space, withLog(space, 300), configFor(server.url, LOGGED), { batch: true, auditDir: space.path('batched') }))
    expect(posts(server.seen, '/v1/chat/completions')).toBe(direct)
    const [a, b] = [onlyTask(plain.value), onlyTask(batched.value)]
    expect({ ...b.candidates[0], latencyMs: null }).toEqual({ ...a.candidates[0], latencyMs: null })
    expect(b.candidates[0]?.latencyMs).toBeNull()
    const perCall = (totals: { readonly replayCostUsd: number; readonly replayCalls: number }) => totals.replayCostUsd / totals.replayCalls
    expect(perCall(batched.value.result.totals)).toBeCloseTo(perCall(plain.value.result.totals) / 2, 12)
  })

  it('may end once they are handed in; the same command collects them, and hands nothing in twice', async () => {
    using space = workspace()
    const { script, batches } = batchServer()
    await using server = await startWireServer(script)
    const options = optionsFor(space, withLog(space, 300), configFor(server.url, LOGGED), { batch: true, wait: false })
    await expect(audit(options)).rejects.toMatchObject({ code: 'batch/pending', exitCode: 130 })
    expect(batches.size).toBe(1)
    const { value } = await audit({ ...options, batch: false, wait: true })
    expect(batches.size).toBe(1)
    expect(onlyTask(value).decision.model).toBe('lab/small')
  })

  it('asks expired calls one by one, at the full price', async () => {
    using space = workspace()
    const { script } = batchServer({ lost: (index) => index % 10 === 0 })
    await using server = await startWireServer(script)
    const { value } = await audit(optionsFor(space, withLog(space, 300), configFor(server.url, LOGGED), { batch: true }))
    expect(posts(server.seen, '/v1/chat/completions')).toBeGreaterThan(5)
    expect(onlyTask(value)).toMatchObject({ candidates: [{ failed: 0 }], decision: { model: 'lab/small' } })
  })

  it('finds a batch again whose id got lost on the way, instead of handing it in twice', async () => {
    using space = workspace()
    const { script, batches } = batchServer({ dropId: true })
    await using server = await startWireServer(script)
    const { value } = await audit(optionsFor(space, withLog(space, 300), configFor(server.url, LOGGED), { batch: true }))
    expect(posts(server.seen, '/v1/batches')).toBe(batches.size)
    expect(posts(server.seen, '/v1/chat/completions')).toBe(0)
    expect(onlyTask(value).decision.model).toBe('lab/small')
  })

  it('goes on with ordinary calls where a provider has no batches', async () => {
    using space = workspace()
    await using server = await startWireServer((seen) => (seen.path === '/v1/chat/completions' ? { body: right(seen.body) } : { status: 404, body: {} }))
    const { value, events } = await audit(optionsFor(space, withLog(space, 200), configFor(server.url, LOGGED), { batch: true }))
    expect(onlyTask(value).decision.model).toBe('lab/small')
    expect(events.some((event) => event.type === 'warning' && event.message.includes('one by one'))).toBe(true)
  })

  it('hands in no more than the budget bears', async () => {
    using space = workspace()
    const { script } = batchServer()
    await using server = await startWireServer(script)
    const log = withLog(space, 300, () => ({ request: { max_tokens: 4 } }))
    const { value } = await audit(optionsFor(space, log, configFor(server.url, { ...LOGGED, budget_usd: 0.0006 }), { batch: true }))
    expect(value.result.stoppedBy).toBe('budget')
    expect(value.result.totals.replayCostUsd).toBeLessThanOrEqual(0.0006)
    expect(value.result.totals.replayCalls).toBeGreaterThan(5)
  })
})
