import { describe, expect, it } from 'vitest'
import { parseRegressionSet, regressionText, type PinnedRoute } from '../../src/check/regression-set.js'
import type { CheckResult } from '../../src/check/result.js'
import { runCheck, type CheckOptions } from '../../src/check/run-check.js'
import { policyYaml } from '../../src/policy/policy-yaml.js'
import { findValidator, validatorId } from '../../src/validators/index.js'
import { exampleShop } from '../export/policy.js'
import { batchServer } from '../support/batch-server.js'
import { configFor } from '../support/audit.js'
import { cliHere as cli } from '../support/cli-here.js'
import { configText } from '../support/cli.js'
import { manualClock } from '../support/clock.js'
import { caseOf, promptOf, sortingLog } from '../support/log.js'
import { answer, failure, startModelServer, type ModelServer, type Reply, type SeenRequest } from '../support/model-server.js'
import { startWireServer } from '../support/wire-server.js'
import { vectorOf } from '../support/word-vectors.js'
import { workspace, type Workspace } from '../support/workspace.js'

const PLACES = ['harbour', 'market', 'station', 'museum', 'castle', 'garden', 'bakery', 'library', 'theatre', 'stadium', 'chapel', 'airport'] as const
const partsOf = (n: number): readonly string[] => [`at the ${PLACES[n % 12]} in street ${n}`, `people wait for number ${n * 7}`, `while rain number ${n * 13} falls on roof ${n * 3}`]
const logged = (n: number): string => partsOf(n).join(', ')
const rewritten = (n: number): string => partsOf(n).toReversed().join(', ')

const textsOf = (body: unknown): readonly string[] => (body as { input: readonly string[] }).input
const vectorsReply = (body: unknown, of: (text: string) => readonly number[] = vectorOf) => ({ object: 'list', data: textsOf(body).map((text, index) => ({ index, embedding: of(text) })), usage: { prompt_tokens: 10 * textsOf(body).length, total_tokens: 0 } })
const isVectors = ({ path }: Pick<SeenRequest, 'path'>): boolean => path.endsWith('/embeddings')

interface Scene extends AsyncDisposable {
  readonly space: Workspace
  readonly server: ModelServer
  readonly become: (written: (n: number) => string, vectors?: (body: unknown) => Reply) => void
  readonly check: (...flags: readonly string[]) => Promise<{ readonly code: number | null; readonly result: CheckResult; readonly asked: readonly SeenRequest[] }>
}

/** An audited log of texts that are compared by vectors; the model that won copies them. */
async function scene(): Promise<Scene> {
  const space = workspace()
  let [written, vectors] = [logged, (body: unknown): Reply => ({ kind: 'json', body: vectorsReply(body) })]
  const server = await startModelServer((seen) => (isVectors(seen) ? vectors(seen.body) : answer(seen.model === 'small' ? written(caseOf(seen.prompt)) : logged(caseOf(seen.prompt)))))
  space.write('calls.jsonl', sortingLog(320, (n) => ({ answer: logged(n), system: 'Write one sentence about the place.' })))
  space.write('audit.config.yaml', configText(server.url, 'quality: { control: logged }\nembeddings: { model: lab/vectors, price: { input: 1000, output: 0 } }\ntasks: [{ match: { label: "write sentence" }, validator: { name: similarity, partial_credit: true } }]'))
  const { code, stderr } = await cli(space.directory, ['run', 'calls.jsonl', '--quiet', '--yes'])
  if (code !== 0) throw new Error(stderr)
  return {
    space, server,
    become: (next, of) => { [written, vectors] = [next, of ?? vectors] },
    check: async (...flags) => {
      const before = server.seen.length
      const end = await cli(space.directory, ['check', '--quiet', '--json', ...flags])
      if (end.stdout === '') throw new Error(end.stderr)
      return { code: end.code, result: JSON.parse(end.stdout) as CheckResult, asked: server.seen.slice(before) }
    },
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]()
      space[Symbol.dispose]()
    },
  }
}

describe('a check of a route that is scored by vectors', () => {
  it('asks for the vectors of texts that are others, each once, counts their cost, and tells the same meaning from another', async () => {
    await using the = await scene()
    expect(parseRegressionSet(the.space.read('routing-policy.regression.jsonl'), 'x').routes[0]?.embeddings).toEqual({ model: 'lab/vectors', price: { input: 1000, output: 0 } })
    const same = await the.check()
    expect([same.code, same.asked.filter(isVectors).length]).toEqual([0, 0])

    the.become(rewritten)
    const near = await the.check()
    expect([near.code, near.result.status]).toEqual([0, 'ok'])
    const asked = near.asked.filter(isVectors).flatMap(({ body }) => textsOf(body))
    expect(asked.length).toBeGreaterThan(near.result.routes[0]?.cases ?? Infinity)
    expect(new Set(asked).size).toBe(asked.length)
    const vectorsUsd = (asked.length * 10 * 1000) / 1e6
    const chatUsd = (near.asked.filter((one) => !isVectors(one)).length * (20 * 1 + 2 * 3)) / 1e6
    expect(near.result.costUsd).toBeCloseTo(vectorsUsd + chatUsd, 9)

    the.become((n) => `Bread ${n} costs coins.`)
    const other = await the.check()
    expect([other.code, other.result.routes[0]?.broken]).toEqual([1, ['quality']])
  })

  it.each([
    ['is down', () => failure(503), /could not be scored/],
    ['refuses', () => failure(400, {}, 'no such model'), /could not be scored/],
    ['gives no numbers', (body: unknown) => ({ kind: 'json', body: { ...vectorsReply(body), data: [{ index: 0, embedding: 'AAAA' }] } }), /could not be scored|the budget ended/],
    ['gives the same for every text', (body: unknown) => ({ kind: 'json', body: vectorsReply(body, () => [1, 2, 3]) }), /could not be scored/],
    ['gives nothing', (body: unknown) => ({ kind: 'json', body: vectorsReply(body, () => [0, 0, 0]) }), /./],
  ] as const satisfies readonly (readonly [string, (body: unknown) => Reply, RegExp])[])('never passes where the model for vectors %s', async (name, vectors, message) => {
    using space = workspace()
    await using server = await startModelServer((seen) => (isVectors(seen) ? vectors(seen.body) : answer(`Bread ${caseOf(seen.prompt)} costs coins.`)))
    pinned(space)
    const result = await runCheck(optionsFor(space, server.url))
    expect(result.exitCode, name).not.toBe(0)
    expect(result.routes[0]?.status).not.toBe('ok')
    expect(result.routes[0]?.message).toMatch(message)
    expect(server.seen.filter(isVectors).length).toBeGreaterThan(0)
  })

  it('stops at the budget, and says so', async () => {
    using space = workspace()
    await using server = await startModelServer((seen) => (isVectors(seen) ? { kind: 'json', body: vectorsReply(seen.body) } : answer(rewritten(caseOf(seen.prompt)))))
    pinned(space)
    const result = await runCheck(optionsFor(space, server.url, { budgetUsd: 0.5 }))
    expect([result.exitCode, result.routes[0]?.status]).toEqual([3, 'inconclusive'])
    expect(result.routes[0]?.message).toContain('budget ended the check')
    expect(result.costUsd).toBeLessThanOrEqual(0.5)
  })

  it('decides in batches as without, the vectors asked for one by one', async () => {
    using space = workspace()
    pinned(space)
    const { script } = batchServer({ answer: (body) => ({ model: 'small', choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: rewritten(caseOf(JSON.stringify(body))) } }], usage: { prompt_tokens: 20, completion_tokens: 2 } }) })
    await using server = await startWireServer((seen) => (isVectors(seen) ? { status: 200, body: vectorsReply(seen.body) } : script(seen)))
    const plain = await runCheck(optionsFor(space, server.url, { auditDir: space.path('plain') }))
    const batched = await runCheck(optionsFor(space, server.url, { batch: true }))
    expect([batched.status, batched.routes[0]?.cases, batched.routes[0]?.difference]).toEqual(['ok', plain.routes[0]?.cases, plain.routes[0]?.difference])
  })

  it('says what is missing where neither set nor configuration names a model for vectors, or its price', async () => {
    using space = workspace()
    pinned(space, {})
    await expect(runCheck(optionsFor(space, 'http://127.0.0.1:1'))).rejects.toMatchObject({ code: 'check/embeddings', exitCode: 2 })
    pinned(space, { embeddings: { model: 'lab/vectors' } })
    await expect(runCheck(optionsFor(space, 'http://127.0.0.1:1'))).rejects.toMatchObject({ code: 'check/embeddings', message: expect.stringContaining('price') as string })
    pinned(space, { embeddings: { model: 'nowhere/vectors' } })
    await expect(runCheck(optionsFor(space, 'http://127.0.0.1:1'))).rejects.toMatchObject({ code: 'check/embeddings', message: expect.stringContaining('"nowhere" is not known') as string })
  })
})

/** A policy with a set of 200 texts, in which every answer was the logged one. */
function pinned(space: Workspace, more: Partial<PinnedRoute> = { embeddings: { model: 'lab/vectors', price: { input: 1000, output: 0 } } }): void {
  space.write('policy.yaml', policyYaml(exampleShop({ constraints: [], routes: [{ id: 'write', priority: 1, match: { always: true }, target: { model: 'small' } }, { id: 'usual', priority: 9, match: { always: true }, target: { model: 'large' } }] })))
  const cases = Array.from({ length: 200 }, (_, n) => ({ id: `c${n}`, request: { messages: [{ role: 'user' as const, parts: [{ type: 'text' as const, text: promptOf(n) }] }], maxOutputTokens: 100 }, reference: { text: logged(n), toolCalls: [] }, control: 1, baseline: 1 }))
  space.write('set.jsonl', regressionText({ policy: 'shop', runId: 'r1', routes: [{ route: 'write', model: 'lab/small', incumbent: 'prod/big', validator: validatorId(findValidator('similarity')), validatorContext: { measure: 'embeddings', partialCredit: true }, longestAnswerTokens: 40, price: { input: 1, output: 3 }, tokens: { input: 40, output: 20 }, cases, ...more }] }))
}

const optionsFor = (space: Workspace, url: string, changes: Partial<CheckOptions> = {}): CheckOptions => ({
  policyPath: space.path('policy.yaml'), setPath: space.path('set.jsonl'), config: configFor(url), margin: 0.05, alpha: 0.05, maxSamples: 1000, concurrency: 8, budgetUsd: 50,
  batch: false, wait: true, offline: false, updateBaseline: false, draws: undefined, routes: [], auditDir: space.path('.audit'), now: new Date('2026-06-01T00:00:00Z'), env: {},
  clock: manualClock(), signal: new AbortController().signal, ...changes,
})
