import { describe, expect, it } from 'vitest'
import { audit, candidateOf, configFor, onlyTask, optionsFor } from '../support/audit.js'
import { caseOf, sortingLog } from '../support/log.js'
import { startModelServer } from '../support/model-server.js'
import { asked, LOGGED, right, withLog } from '../support/scene.js'
import { workspace } from '../support/workspace.js'

describe('limits', () => {
  it('constraint: calls that must not go to a provider never reach it', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const log = withLog(space, 200, (n) => ({ record: { metadata: { data_class: n % 3 === 0 ? 'phi' : 'none' } } }))
    const constraints = [{ when: { field: 'metadata.data_class', eq: 'phi' }, require: { compliance: ['hipaa'] } }]
    await audit(optionsFor(space, log, configFor(server.url, { constraints })))
    expect(server.seen.length).toBeGreaterThan(60)
    expect(server.seen.filter((one) => caseOf(one.prompt) % 3 === 0)).toEqual([])
    const all = [{ when: { field: 'metadata.data_class', exists: true }, require: { regions: ['eu'] } }]
    const before = server.seen.length
    const task = onlyTask((await audit(optionsFor(space, log, configFor(server.url, { ...LOGGED, constraints: all })))).value)
    expect(candidateOf(task, 'lab/small')).toMatchObject({ reason: 'blocked', notViableBecause: 'constraint', viable: false })
    const withoutControl = onlyTask((await audit(optionsFor(space, log, configFor(server.url, { constraints: all })))).value)
    expect(candidateOf(withoutControl, 'lab/small'), 'the incumbent may not be asked again either').toMatchObject({ reason: 'blocked', notViableBecause: 'constraint' })
    expect(server.seen).toHaveLength(before)
  })

  it('budget: what it refuses is inconclusive/budget, and most of it is spent; more budget goes on', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const log = withLog(space, 200, () => ({ request: { max_tokens: 4 } }))
    const config = (usd: number) => configFor(server.url, { ...LOGGED, budget_usd: usd })
    const stopped = await audit(optionsFor(space, log, config(0.0015)))
    expect(candidateOf(onlyTask(stopped.value), 'lab/small')).toMatchObject({ verdict: 'inconclusive', reason: 'budget', viable: false })
    expect(stopped.value.result).toMatchObject({ stoppedBy: 'budget' })
    const finished = stopped.events.at(-1)
    const spent = finished?.type === 'finished' ? finished.spentUsd : Number.NaN
    expect(spent).toBeLessThanOrEqual(0.0015)
    expect(spent).toBeGreaterThan(0.8 * 0.0015)
    const calls = server.seen.length
    const more = await audit(optionsFor(space, log, config(1)))
    expect(more.value.result.runId).toBe(stopped.value.result.runId)
    expect(candidateOf(onlyTask(more.value), 'lab/small').viable).toBe(true)
    expect(more.value.result.totals.cachedCalls).toBe(calls)
  })

  it('budget of one provider: binds that provider alone', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const providers = { prod: { api: 'openai', base_url: `${server.url}/v1` }, lab: { api: 'openai', base_url: `${server.url}/v1`, budget_usd: 0.0001 } }
    const { value } = await audit(optionsFor(space, withLog(space, 80), configFor(server.url, { providers })))
    expect(candidateOf(onlyTask(value), 'lab/small')).toMatchObject({ reason: 'budget' })
    expect(asked(server, 'small')).toEqual([])
    expect(asked(server, 'big')).toHaveLength(60)
  })

  it('offline: a missing answer is an error that names the call', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    await expect(audit(optionsFor(space, withLog(space, 30), configFor(server.url, LOGGED), { offline: true }))).rejects.toMatchObject({ code: 'offline/missing', exitCode: 2 })
    expect(server.seen).toHaveLength(0)
  })

  it('a key that is not set is named before anything is sent', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const providers = { prod: { api: 'openai', base_url: `${server.url}/v1` }, lab: { api: 'openai', base_url: `${server.url}/v1`, api_key_env: 'LAB_KEY' } }
    await expect(audit(optionsFor(space, withLog(space, 30), configFor(server.url, { providers })))).rejects.toMatchObject({ code: 'provider/key', message: expect.stringContaining('LAB_KEY') as string })
    expect(server.seen).toHaveLength(0)
    await audit(optionsFor(space, withLog(space, 30), configFor(server.url, { ...LOGGED, providers }), { env: { LAB_KEY: 'k-123' } }))
    expect(server.seen[0]?.headers.authorization).toBe('Bearer k-123')
  })

  it('an answer "no" to the question before the first paid call sends nothing', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    await expect(audit(optionsFor(space, withLog(space, 30), configFor(server.url), { confirm: async () => false }))).rejects.toMatchObject({ code: 'run/declined', exitCode: 130 })
    expect(server.seen).toHaveLength(0)
  })
})

describe('the sample', () => {
  it('is the incumbent\'s calls alone, one of each conversation and of each repeat; the others are counted', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const log = space.write('calls.jsonl', sortingLog(40, (n) => (n % 4 === 0 ? { model: 'old' } : {})) + sortingLog(40, (n) => ({ record: { id: `again-${n}` }, model: n % 4 === 0 ? 'old' : 'big' })))
    const { value } = await audit(optionsFor(space, log, configFor(server.url, LOGGED)))
    expect(onlyTask(value)).toMatchObject({ calls: 80, eligible: 30, excluded: { 'other-model': 20, repeat: 30 }, incumbent: 'prod/big' })
    expect(value.result.input.excluded['other-model']).toBe(20)
    expect(new Set(asked(server, 'small')).size).toBe(30)
    expect(asked(server, 'small').some((n) => n % 4 === 0)).toBe(false)
  })
})
