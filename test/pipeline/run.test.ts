import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { AuditEvent } from '../../src/domain/event.js'
import { runAudit } from '../../src/pipeline/run.js'
import { audit, configFor, onlyTask, optionsFor } from '../support/audit.js'
import { caseOf, labelOf, wrongLabelOf } from '../support/log.js'
import { answer, startModelServer, type ModelServer, type Reply, type SeenRequest } from '../support/model-server.js'
import { LOGGED, right, withLog } from '../support/scene.js'
import { workspace } from '../support/workspace.js'

const evidenceOf = (events: readonly AuditEvent[]) => events.flatMap((event) => (event.type === 'evidence' ? [event] : []))

describe('a run', () => {
  it('pushes results in the drawn order although the answers arrive in any other', async () => {
    using space = workspace()
    const held: (() => void)[] = []
    const script = ({ prompt, model }: SeenRequest) => {
      const n = caseOf(prompt)
      const reply = answer(model === 'small' && n % 4 === 0 ? wrongLabelOf(n) : labelOf(n))
      return new Promise<Reply>((resolve) => {
        held.push(() => resolve(reply))
        // The last of a full window is released first, then whatever is left, so that the window can move on.
        if (held.length >= 4) for (const release of held.splice(0).toReversed()) release()
        else setImmediate(() => setImmediate(() => { for (const release of held.splice(0).toReversed()) release() }))
      })
    }
    await using shuffled = await startModelServer(script)
    await using plain = await startModelServer(({ prompt }) => answer(caseOf(prompt) % 4 === 0 ? wrongLabelOf(caseOf(prompt)) : labelOf(caseOf(prompt))))
    const log = withLog(space, 60)
    const differencesOf = async (server: ModelServer, concurrency: number, runDir: string) => evidenceOf((await audit(optionsFor(space, log, configFor(server.url, LOGGED), { concurrency, runDir: space.path(runDir), fresh: true }))).events).map(({ difference, eValue }) => [difference, eValue])
    const inOrder = await differencesOf(plain, 1, 'a')
    expect(new Set(inOrder.map(([difference]) => difference)).size).toBeGreaterThan(3)
    expect(await differencesOf(shuffled, 8, 'b')).toEqual(inOrder)
  })

  it('writes the same bytes twice, but for times and counts of calls', async () => {
    using space = workspace()
    await using server = await startModelServer(({ prompt }) => answer(caseOf(prompt) % 29 === 0 ? wrongLabelOf(caseOf(prompt)) : labelOf(caseOf(prompt))))
    const log = withLog(space, 150)
    const bytes = async (concurrency: number, runDir: string) => {
      const { value } = await audit(optionsFor(space, log, configFor(server.url, LOGGED), { concurrency, runDir: space.path(runDir), fresh: true }))
      return JSON.stringify(value.result, (key, part: unknown) => (['wallMs', 'cachedCalls', 'replayCalls', 'replayCostUsd', 'latencyMs'].includes(key) ? undefined : part))
    }
    expect(await bytes(16, 'b')).toBe(await bytes(3, 'a'))
  })

  it('asks nothing again that is on record, and a finished run goes on from its answers', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const options = optionsFor(space, withLog(space, 150), configFor(server.url, LOGGED))
    const first = await audit(options)
    const calls = server.seen.length
    const second = await audit(options)
    expect(server.seen).toHaveLength(calls)
    expect(second.value.result.totals).toMatchObject({ replayCalls: 0, cachedCalls: first.value.result.totals.replayCalls, replayCostUsd: 0 })
    expect((await audit({ ...options, fresh: true })).value.result.totals.cachedCalls).toBe(0)
    expect(server.seen).toHaveLength(2 * calls)
  })

  it('reuses the answers of other runs', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const log = withLog(space, 150)
    await audit(optionsFor(space, log, configFor(server.url, LOGGED)))
    const calls = server.seen.length
    const { value } = await audit(optionsFor(space, log, configFor(server.url, { quality: { control: 'logged', margin: 0.04 } })))
    expect(server.seen).toHaveLength(calls)
    expect(value.result.totals.cachedCalls).toBeGreaterThan(0)
  })

  it('has an id that depends on seed and margin, and not on budget or concurrency', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const log = withLog(space, 30)
    const idOf = async (config: object, options: object) => (await audit(optionsFor(space, log, configFor(server.url, { ...LOGGED, ...config } as never), options))).value.result.runId
    const id = await idOf({}, {})
    expect(await idOf({ budget_usd: 3 }, { concurrency: 2 })).toBe(id)
    expect(await idOf({}, { seed: 2 })).not.toBe(id)
    expect(await idOf({ quality: { control: 'logged', margin: 0.05 } }, {})).not.toBe(id)
    expect(await idOf({ quality: { control: 'logged', alpha: 0.01 } }, {})).not.toBe(id)
    expect(await idOf({ candidates: [{ model: 'lab/other', price: { input: 1, output: 3 } }] }, {})).not.toBe(id)
  })

  it('leaves its directory unlocked and complete, whatever its end', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const log = withLog(space, 30)
    const good = await audit(optionsFor(space, log, configFor(server.url, LOGGED)))
    for (const name of ['plan.json', 'cases.jsonl', 'trials.jsonl', 'scores.jsonl', 'result.json', 'ledger.jsonl']) expect(existsSync(`${good.value.runDir}/${name}`), name).toBe(true)
    const stop = new AbortController()
    const stage = runAudit(optionsFor(space, log, configFor(server.url, LOGGED), { runDir: space.path('cut'), fresh: true, signal: stop.signal }))
    await expect((async () => {
      for await (const event of stage) if (event.type === 'evidence') stop.abort(new Error('interrupted'))
    })()).rejects.toThrow('interrupted')
    expect(existsSync(space.path('cut/lock'))).toBe(false)
    expect(existsSync(`${good.value.runDir}/lock`)).toBe(false)
    expect(existsSync(space.path('cut/result.json'))).toBe(false)
  })

  it('that was interrupted goes on where it stopped and ends as if it had not been', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const options = optionsFor(space, withLog(space, 150), configFor(server.url, LOGGED), { runDir: space.path('run') })
    const stop = new AbortController()
    await expect((async () => {
      for await (const event of runAudit({ ...options, signal: stop.signal })) if (event.type === 'evidence' && event.trials === 40) stop.abort(new Error('interrupted'))
    })()).rejects.toThrow('interrupted')
    const before = server.seen.length
    const { value } = await audit(options)
    expect(before).toBeGreaterThanOrEqual(40)
    expect(value.result.totals.cachedCalls).toBeGreaterThanOrEqual(40)
    expect(onlyTask(value).decision.model).toBe('lab/small')
    expect(server.seen.length - before).toBeLessThan(150 - 40 + 8)
  })
})
