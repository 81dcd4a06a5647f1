import { describe, expect, it } from 'vitest'
import { runCheck } from '../../src/check/run-check.js'
import type { CheckOptions } from '../../src/check/run-check.js'
import { parseRegressionSet, regressionText } from '../../src/check/regression-set.js'
import type { PinnedCase, PinnedRoute } from '../../src/check/regression-set.js'
import type { JsonObject } from '../../src/domain/json.js'
import { policyYaml } from '../../src/policy/policy-yaml.js'
import { configFor } from '../support/audit.js'
import { batchServer, completion } from '../support/batch-server.js'
import { manualClock } from '../support/clock.js'
import { caseOf, labelOf, promptOf, wrongLabelOf } from '../support/log.js'
import { startWireServer } from '../support/wire-server.js'
import type { WireSeen } from '../support/wire-server.js'
import { workspace } from '../support/workspace.js'
import type { Workspace } from '../support/workspace.js'
import { findValidator, validatorId } from '../../src/validators/index.js'
import { exampleShop } from '../export/policy.js'

const LABELS = ['urgent', 'routine', 'spam']

const pinnedCases = (count: number): readonly PinnedCase[] => Array.from({ length: count }, (_, n) => ({
  id: `c${n}`, request: { messages: [{ role: 'user' as const, parts: [{ type: 'text' as const, text: promptOf(n) }] }], maxOutputTokens: 8 }, reference: { text: labelOf(n), toolCalls: [] }, control: 1, baseline: 1,
}))

function pinned(space: Workspace, cases = 200, more: Partial<PinnedRoute> = {}): string {
  space.write('policy.yaml', policyYaml(exampleShop({ constraints: [], routes: [{ id: 'sort', priority: 1, match: { always: true }, target: { model: 'small' } }, { id: 'usual', priority: 9, match: { always: true }, target: { model: 'large' } }] })))
  return space.write('set.jsonl', regressionText({
    policy: 'shop', runId: 'r1', routes: [{
      route: 'sort', model: 'lab/small', incumbent: 'prod/big', validator: validatorId(findValidator('label')), validatorContext: { labels: LABELS }, longestAnswerTokens: 2, price: { input: 1, output: 3 }, tokens: { input: 40, output: 2 },
      cases: pinnedCases(cases), ...more,
    }],
  }))
}

const optionsFor = (space: Workspace, url: string, changes: Partial<CheckOptions> = {}): CheckOptions => ({
  policyPath: space.path('policy.yaml'), setPath: space.path('set.jsonl'), config: configFor(url), margin: 0.05, alpha: 0.05, maxSamples: 1000, concurrency: 8, budgetUsd: 5,
  batch: true, wait: true, offline: false, updateBaseline: false, draws: undefined, routes: [], auditDir: space.path('.audit'), now: new Date('2026-06-01T00:00:00Z'), env: {},
  clock: manualClock(), signal: new AbortController().signal, ...changes,
})
const posts = (seen: readonly WireSeen[], path: string): number => seen.filter((one) => one.method === 'POST' && one.path === path).length

describe('a check in batches', () => {
  it('decides as one without, at half the price of each call, and asks nothing one by one', async () => {
    using space = workspace()
    pinned(space)
    const { script, batches } = batchServer()
    await using server = await startWireServer(script)
    const plain = await runCheck(optionsFor(space, server.url, { batch: false, auditDir: space.path('plain') }))
    const direct = posts(server.seen, '/v1/chat/completions')
    const batched = await runCheck(optionsFor(space, server.url))
    expect([batched.status, batched.routes[0]?.cases, batched.exitCode]).toEqual(['ok', plain.routes[0]?.cases, 0])
    expect(posts(server.seen, '/v1/chat/completions')).toBe(direct)
    const asked = [...batches.values()].reduce((sum, { lines }) => sum + lines.length, 0)
    // 20 tokens in at $1, 2 out at $3 per million, half of it.
    expect(batched.costUsd).toBeCloseTo(asked * 13e-6, 12)
  })

  it('sees a worse model, too', async () => {
    using space = workspace()
    pinned(space)
    const { script } = batchServer({ answer: (body) => completion(wrongLabelOf(caseOf(JSON.stringify(body)))) })
    await using server = await startWireServer(script)
    expect(await runCheck(optionsFor(space, server.url))).toMatchObject({ status: 'regressed', routes: [{ broken: ['quality'] }] })
  })

  it('may end once the calls are handed in; the same command collects them, even after a check without batches, and pays once', async () => {
    using space = workspace()
    pinned(space)
    const { script, batches } = batchServer()
    await using server = await startWireServer(script)
    await expect(runCheck(optionsFor(space, server.url, { wait: false }))).rejects.toMatchObject({ code: 'batch/pending', exitCode: 130 })
    await runCheck(optionsFor(space, server.url, { batch: false }))
    const direct = posts(server.seen, '/v1/chat/completions')
    expect(batches.size).toBe(1)
    expect((await runCheck(optionsFor(space, server.url))).status).toBe('ok')
    expect([batches.size, posts(server.seen, '/v1/chat/completions')]).toEqual([1, direct])
  })

  it('asks expired calls one by one, and says when the budget ends it', async () => {
    using space = workspace()
    pinned(space)
    const { script } = batchServer({ lost: (index) => index % 10 === 0 })
    await using server = await startWireServer(script)
    expect((await runCheck(optionsFor(space, server.url))).status).toBe('ok')
    expect(posts(server.seen, '/v1/chat/completions')).toBe(12)
    const poor = await runCheck(optionsFor(space, server.url, { budgetUsd: 0.0004, auditDir: space.path('poor') }))
    expect([poor.status, poor.costUsd <= 0.0004, poor.routes[0]?.message]).toEqual(['inconclusive', true, expect.stringMatching(/^the budget ended the check after \d+ replays$/)])
  })
})

it('says so where another version of a validator made the scores', async () => {
  using space = workspace()
  pinned(space, 20, { validator: 'label@999' })
  await expect(runCheck(optionsFor(space, 'http://127.0.0.1:9', { batch: false }))).rejects.toMatchObject({ code: 'check/validator', message: expect.stringContaining('route sort were scored by label@999') })
})

it('believes nothing that was handed in days ago, and asks for it once more, not for ever', async () => {
  using space = workspace()
  pinned(space)
  let answered = 0
  const { script, batches } = batchServer({ answer: (body) => { const at = caseOf(JSON.stringify(body)); return completion(answered++ < (batches.get('batch_0')?.lines.length ?? 0) ? labelOf(at) : wrongLabelOf(at)) } })
  await using server = await startWireServer(script)
  await expect(runCheck(optionsFor(space, server.url, { wait: false }))).rejects.toMatchObject({ code: 'batch/pending' })
  const path = '.audit/check/shop/batches.jsonl'
  const aged = (days: number): string => space.read(path).replace(/"sinceMs":(\d+)/g, (_all, ms) => `"sinceMs":${Number(ms) - days * 86_400_000}`)
  space.write(path, aged(3))
  const said = await runCheck(optionsFor(space, server.url))
  expect([said.status, said.routes[0]?.broken, batches.size]).toEqual(['regressed', ['quality'], 2])
})

describe('answers without a score', () => {
  const cut = (text: string): JsonObject => ({ model: 'small', choices: [{ index: 0, finish_reason: 'length', message: { role: 'assistant', content: text } }], usage: { prompt_tokens: 20, completion_tokens: 8 } })
  // Without a cap of its own, an answer that our cap cut says nothing of the model.
  const uncapped = pinnedCases(200).map(({ request: { maxOutputTokens: _none, ...request }, ...one }): PinnedCase => ({ ...one, request }))
  const check = async (cutAt: (n: number) => boolean, cases = uncapped) => {
    using space = workspace()
    pinned(space, 200, { cases })
    const { script } = batchServer({ answer: (body) => { const at = caseOf(JSON.stringify(body)); return cutAt(at) ? cut('') : completion(labelOf(at)) } })
    await using server = await startWireServer(script)
    const [route] = (await runCheck(optionsFor(space, server.url, { batch: false }))).routes
    return { status: route?.status, cases: route?.cases ?? 0, message: route?.message }
  }

  it('count against ok, each of them', async () => {
    const [all, one, some] = [await check(() => false), await check((n) => n === 30), await check((n) => n % 25 === 12)]
    expect([all.status, one.status, one.cases > all.cases, some.status]).toEqual(['ok', 'ok', true, 'inconclusive'])
  })

  it('count against regressed as well, when they are all', async () => {
    expect(await check(() => true)).toMatchObject({ status: 'inconclusive', message: expect.stringContaining('could not be scored') })
  })

  it('end in no ok above 5 %, however far the model is ahead', async () => {
    const ahead = uncapped.map(({ baseline: _none, ...one }, n) => ({ ...one, control: n % 2 }))
    expect(await check((n) => n % 8 === 3, ahead)).toMatchObject({ status: 'inconclusive', message: expect.stringMatching(/^\d+ of \d+ answers could not be scored/) })
    expect(await check(() => false, ahead)).toMatchObject({ status: 'ok' })
  })
})

describe('failing calls', () => {
  const check = async (failAt: (n: number) => boolean) => {
    using space = workspace()
    pinned(space)
    const { script } = batchServer()
    await using server = await startWireServer((seen) => (seen.path === '/v1/chat/completions' && failAt(caseOf(seen.text)) ? { status: 400, body: { error: { message: 'no' } } } : script(seen)))
    const [route] = (await runCheck(optionsFor(space, server.url, { batch: false }))).routes
    return { status: route?.status, broken: route?.broken, message: route?.message }
  }

  it('break a route where more than 5 % are shown to fail, and not where chance would do', async () => {
    expect(await check((n) => n % 8 === 0)).toMatchObject({ status: 'regressed', broken: ['availability'] })
    expect(await check((n) => n % 16 === 0)).toMatchObject({ status: 'inconclusive', broken: [], message: expect.stringMatching(/^\d+ of \d+ calls failed .* too few to say that more than 5 % do$/) })
  })
})

describe('draws', () => {
  it('asks each case as often as the set says, and pins the mean', async () => {
    using space = workspace()
    pinned(space, 40, { draws: 3 })
    const { script } = batchServer({ answer: () => completion('urgent') })
    await using server = await startWireServer(script)
    const done = await runCheck(optionsFor(space, server.url, { batch: false, updateBaseline: true }))
    expect([done.routes[0]?.cases, done.routes[0]?.replays, posts(server.seen, '/v1/chat/completions')]).toEqual([40, 120, 120])
    let n = 0
    const wavering = batchServer({ answer: (body) => completion(n++ % 2 === 0 ? labelOf(caseOf(JSON.stringify(body))) : 'none') })
    await using second = await startWireServer(wavering.script)
    await runCheck(optionsFor(space, second.url, { batch: false, updateBaseline: true, draws: 2, concurrency: 1 }))
    const route = parseRegressionSet(space.read('set.jsonl'), 'set').routes[0]
    expect([route?.draws, route?.cases.every((one) => one.baseline === 0.5)]).toEqual([2, true])
    await expect(runCheck(optionsFor(space, second.url, { draws: 10 }))).rejects.toMatchObject({ code: 'check/draws' })
  })

  it('advises more of them where answers vary and one does not decide', async () => {
    using space = workspace()
    pinned(space, 100)
    const { script } = batchServer({ answer: (body) => { const at = caseOf(JSON.stringify(body)); return completion(at % 20 === 0 ? wrongLabelOf(at) : labelOf(at)) } })
    await using server = await startWireServer(script)
    const { routes } = await runCheck(optionsFor(space, server.url, { batch: false }))
    expect([routes[0]?.status, routes[0]?.message]).toEqual(['inconclusive', expect.stringContaining('5 % of the cases score otherwise than pinned: pin them anew with --update-baseline --draws 3')])
  })
})
