import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { monitored, phasedLog, policyText, scene } from './scene.js'

describe('what is watched', () => {
  it('finds a fall of quality, its route and its beginning', async () => {
    using space = scene([{ calls: 1500, usable: 0.95 }, { calls: 1500, usable: 0.75 }])
    const { status, alerts } = await monitored(space)
    const quality = alerts.find(({ id, route }) => id === 'quality-down' && route === 'sort')
    expect(status).toBe('alert')
    expect(quality?.before).toBeCloseTo(0.95, 1)
    expect(quality?.after).toBeLessThan(0.85)
    expect(quality?.began).toBeGreaterThan(1400)
    expect(quality?.shown).toBeLessThan(1900)
    expect(quality?.time).toMatch(/^2026-01-02T/)
  })

  it('says nothing of traffic that does not change, and gives its figures', async () => {
    using space = scene([{ calls: 2500, usable: 0.95, liked: 0.9 }])
    const found = await monitored(space)
    expect(found).toMatchObject({ status: 'ok', alerts: [], notices: [] })
    const [route] = found.period.routes
    expect(route).toMatchObject({ route: 'sort', calls: 2500, servedBy: { target: 2500, fallback: 0 }, fallbackRate: 0 })
    expect(route?.usableRate).toBeCloseTo(0.95, 1)
    expect(route?.feedback.mean).toBeCloseTo(0.9, 1)
    // The incumbent's list price is ten times the target's, for the same tokens.
    expect(found.period.incumbentUsd).toBeCloseTo(10 * (found.period.costUsd ?? 0), 6)
    expect(route?.models[0]?.model).toBe('prod/small')
  })

  it.each([
    ['cost', { inputTokens: 70 }, 'cost-up'],
    ['latency', { latencyMs: 1200 }, 'latency-up'],
    ['users', { liked: 0.5 }, 'quality-down'],
    ['behaviour', { changes: () => ({ answer: 'I think that this message is best sorted as routine, because nothing in it is urgent.' }) }, 'behaviour'],
  ] as const)('finds a change of %s and of nothing before it', async (_, after, alert) => {
    using space = scene([{ calls: 1200, liked: 0.9 }, { calls: 800, liked: 0.9, ...after }])
    const { alerts } = await monitored(space)
    expect(alerts.map(({ id }) => id)).toContain(alert)
    expect(alerts.filter(({ route }) => route === 'sort').every(({ shown }) => shown > 1150)).toBe(true)
  })

  it('finds calls that end in errors', async () => {
    const failing = (from: number, every: number) => phasedLog(2, [{ calls: 1000, changes: (n) => (n % every === 0 ? { record: { response: null, error: { message: 'overloaded' }, status: 529 } } : {}) }], from)
    using space = scene([])
    space.write('calls.jsonl', failing(0, 100) + failing(1000, 8))
    const { alerts, period } = await monitored(space)
    expect(period.errorRate).toBeGreaterThan(0.03)
    expect(alerts.map(({ id, route }) => `${id} ${route}`)).toContain('errors-up all')
  })

  it('holds the evidence’s cost against what is paid from the first call of the target on', async () => {
    const policy = policyText({ alerts: 'alerts: [{ id: dear, metric: cost_per_request, change_percent: { above: 20 }, baseline: evidence, window: 1d, min_n: 100 }]' })
      .replace('alpha: 0.05 }', 'alpha: 0.05, cost_per_request_usd: { candidate: 0.00004, incumbent: 0.0004 } }')
    using before = scene([{ calls: 300, changes: () => ({ model: 'big' }) }], policy)
    expect((await monitored(before)).alerts).toEqual([])
    using cheap = scene([{ calls: 600, inputTokens: 32 }], policy)
    expect((await monitored(cheap)).alerts).toEqual([])
    using dear = scene([{ calls: 600, inputTokens: 80 }], policy)
    expect((await monitored(dear)).alerts).toMatchObject([{ id: 'dear', route: 'sort', metric: 'cost_per_request (against the evidence)', before: 0.00004 }])
  })

  it('tells new tasks, another snapshot, more fallbacks, a share that shrank, and one above its cap', async () => {
    const other = (n: number) => ({ system: 'Write a haiku about the weather.', model: 'big', prompt: `Today ${n}`, answer: 'Rain on the window' })
    using space = scene([
      { calls: 700, snapshot: 'small-2026-01-01' },
      { calls: 400, snapshot: 'small-2026-01-01', changes: (n) => (n % 2 === 0 ? other(n) : {}) },
      { calls: 700, snapshot: 'small-2026-05-05', changes: (n) => (n % 4 === 0 ? { model: 'big' } : {}) },
    ], policyText({ limits: 'limits: { max_share: [{ tier: budget, percent: 60 }] }' }))
    const { notices, alerts } = await monitored(space)
    expect(notices.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['new-task', 'snapshot', 'fallback-rate', 'input-mix']))
    expect(alerts.map(({ id }) => id)).toContain('share-cap')
    expect(JSON.stringify(notices)).not.toMatch(/haiku|Today|Message/)
  })

  it('tells calls that another model served than the policy names', async () => {
    using space = scene([{ calls: 200, changes: () => ({ model: 'stranger' }) }])
    const { notices, period } = await monitored(space)
    expect(notices.map(({ kind }) => kind)).toEqual(['unfollowed'])
    expect(period.routes[0]?.servedBy.other).toBe(200)
  })

  it('believes what a log says of route and reason before it looks for itself', async () => {
    using space = scene([{ calls: 100, metadata: (n) => ({ 'llm_routing.route': 'incumbent', 'llm_routing.reason': n < 50 ? 'default' : 'share_cap' }) }])
    const { period } = await monitored(space)
    expect(period.routes).toMatchObject([{ route: 'incumbent', calls: 100, servedBy: { target: 50, heldBack: 50 } }])
  })
})

describe('where it stopped', () => {
  it('a log read in pieces gives what it gives at once', async () => {
    const log = phasedLog(1, [{ calls: 900, usable: 0.95, liked: 0.8 }, { calls: 600, usable: 0.8, liked: 0.8 }])
    using space = scene([])
    space.write('whole.jsonl', log)
    const atOnce = await monitored(space, { logs: ['whole.jsonl'], state: 'once.json' })
    let read = 0
    let last = atOnce
    for (const share of [0.1, 0.35, 0.36, 0.8, 1]) {
      space.write('calls.jsonl', log.slice(0, Math.floor(share * log.length))) // in the middle of a line
      last = await monitored(space)
      read += last.period.calls
      expect(last.notices).toEqual([])
    }
    expect(read).toBe(1500)
    expect(last.total).toEqual(atOnce.total)
    const stable = (result: typeof last) => result.alerts.map((alert) => ({ ...alert, isNew: false }))
    expect(stable(last)).toEqual(stable(atOnce))
    expect(stable(last).length).toBeGreaterThan(0)
    const again = await monitored(space)
    expect(again).toMatchObject({ status: 'alert', period: { records: 0 }, inputs: [{ state: 'unchanged' }] })
    expect(again.alerts.every(({ isNew }) => !isNew)).toBe(true)
  })

  it('follows a log through rotation, packed or not, and begins anew where it was truncated', async () => {
    const [one, two, three] = [0, 1, 2].map((part) => phasedLog(part + 1, [{ calls: 100 }], part * 100))
    using space = scene([])
    const logs = ['calls.jsonl*']
    const calls = async (): Promise<number> => (await monitored(space, { logs })).period.calls
    space.write('calls.jsonl', one ?? '')
    expect(await calls()).toBe(100)
    appendFileSync(space.path('calls.jsonl'), two ?? '')
    renameSync(space.path('calls.jsonl'), space.path('calls.jsonl.1'))
    space.write('calls.jsonl', three ?? '')
    expect(await calls()).toBe(200)
    writeFileSync(space.path('calls.jsonl.1.gz'), gzipSync(readFileSync(space.path('calls.jsonl.1'))))
    renameSync(space.path('calls.jsonl.1'), space.path('old'))
    expect(await calls()).toBe(0)
    space.write('calls.jsonl', phasedLog(9, [{ calls: 30 }], 5000))
    const truncated = await monitored(space, { logs })
    expect(truncated.period.calls).toBe(30)
    expect(truncated.notices.map(({ kind }) => kind)).toContain('log')
    space.write('calls.jsonl', '')
    expect(await monitored(space)).toMatchObject({ status: 'ok', period: { records: 0 } })
  })

  it('counts only what is new of logs that are read from their beginning', async () => {
    const rows = phasedLog(1, [{ calls: 60 }]).trimEnd().split('\n')
    using space = scene([])
    space.write('calls.json', `[${rows.slice(0, 40).join(',')}]`)
    expect((await monitored(space, { logs: ['calls.json'] })).period.calls).toBe(40)
    space.write('calls.json', `[${rows.join(',')}]`)
    expect((await monitored(space, { logs: ['calls.json'] })).period.calls).toBe(20)
    expect((await monitored(space, { logs: ['calls.json'] })).period.calls).toBe(0)
  })

  it('keeps an alert firing until the traffic is back, or somebody takes it as it is', async () => {
    using space = scene([{ calls: 1000, usable: 0.95 }, { calls: 400, usable: 0.6 }])
    expect((await monitored(space)).status).toBe('alert')
    appendFileSync(space.path('calls.jsonl'), phasedLog(3, [{ calls: 50, usable: 0.6 }], 1400))
    expect((await monitored(space)).status).toBe('alert')
    expect(await monitored(space, { acknowledge: ['all'] })).toMatchObject({ status: 'ok', alerts: [] })
    appendFileSync(space.path('calls.jsonl'), phasedLog(4, [{ calls: 800, usable: 0.6 }], 1450))
    expect((await monitored(space)).alerts).toEqual([])
    await expect(monitored(space, { acknowledge: ['nothing'] })).rejects.toThrow('no such alert')

    using back = scene([{ calls: 1000, usable: 0.95 }, { calls: 300, usable: 0.6 }])
    expect((await monitored(back)).status).toBe('alert')
    appendFileSync(back.path('calls.jsonl'), phasedLog(5, [{ calls: 1500, usable: 0.95 }], 1300))
    const over = await monitored(back)
    expect(over.status).toBe('ok')
    expect(over.alerts.find(({ id }) => id === 'quality-down')).toMatchObject({ isOver: true, isNew: false })
    expect(await monitored(back)).toMatchObject({ status: 'ok', alerts: [] })
  })

  it('tells an alert once that was raised and was over again between two runs', async () => {
    using space = scene([{ calls: 1000, usable: 0.95 }, { calls: 300, usable: 0.6 }, { calls: 1500, usable: 0.95 }])
    const first = await monitored(space)
    expect(first.status).toBe('alert')
    expect(first.alerts.find(({ id, route }) => id === 'quality-down' && route === 'sort')).toMatchObject({ isNew: true, isOver: true, message: expect.stringContaining('is back at 9') as string })
    expect(await monitored(space)).toMatchObject({ status: 'ok', alerts: [] })
  })

  it('tells a fallback, its price and no other snapshot where the log keeps the model that was asked for beside the one that answered', async () => {
    using space = scene([{ calls: 400, snapshot: 'small-2026-01-01', changes: (n) => (n % 10 === 0 ? { record: { request: { model: 'small', messages: [{ role: 'system', content: 'Sort the message.' }, { role: 'user', content: `Message ${n}` }] }, response: { object: 'chat.completion', model: 'big', choices: [{ index: 0, message: { role: 'assistant', content: 'spam' }, finish_reason: 'stop' }] } } } : {}) }])
    const { period, notices } = await monitored(space)
    const [route] = period.routes
    expect(route?.servedBy).toEqual({ target: 360, fallback: 40, heldBack: 0, other: 0 })
    const [small, big] = ['prod/small', 'prod/big'].map((name) => route?.models.find(({ model }) => model === name))
    expect([small?.calls, big?.calls]).toEqual([360, 40])
    expect(big?.costPerCallUsd).toBeCloseTo(10 * (small?.costPerCallUsd ?? 0), 4)
    expect(notices.filter(({ kind }) => kind === 'snapshot')).toEqual([])
  })

  it('holds the name that answers against the one that the evidence was measured with, whatever came before', async () => {
    const policy = policyText().replace('alpha: 0.05 }', 'alpha: 0.05, model_snapshot: small-2026-01-01 }')
    for (const [snapshot, told] of [['small-2026-05-05', true], ['small-2026-01-01', false], ['small', false]] as const) {
      using space = scene([{ calls: 50, snapshot }], policy)
      for (const run of [1, 2]) {
        const { notices } = await monitored(space)
        expect(notices.some(({ kind, route, message }) => kind === 'snapshot' && route === 'sort' && message.includes('small-2026-01-01')), `${snapshot} ${run}`).toBe(told && run === 1)
      }
    }
  })

  it('calls a route gone once next to nothing of it comes, not by the share while that was being shown', async () => {
    const other = (n: number) => ({ system: 'Write a haiku about the weather.', model: 'big', prompt: `Today ${n}`, answer: 'Rain on the window' })
    using space = scene([{ calls: 800, changes: (n) => (n % 2 === 0 ? other(n) : {}) }, { calls: 1200, changes: (n) => other(n) }])
    const { notices } = await monitored(space)
    expect(notices.find(({ kind, route }) => kind === 'input-mix' && route === 'sort')?.message).toContain('as good as gone: from 50.0 % to 0.0 %')
  })
})
