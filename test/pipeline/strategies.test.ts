import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { TaskResult } from '../../src/domain/result.js'
import { publish } from '../../src/pipeline/record/publish.js'
import type { PolicyDocument } from '../../src/policy/document.js'
import { createRouter } from '../../src/policy/evaluate.js'
import { policyFromYaml } from '../../src/policy/lint-file.js'
import { simulatePolicy, type SimulatedCall, type SimulatedRow } from '../../src/policy/simulate.js'
import { audit, candidateOf, configFor, onlyTask, optionsFor } from '../support/audit.js'
import { caseOf, labelOf, promptOf, sortingLog, wrongLabelOf } from '../support/log.js'
import { answer, startModelServer, type SeenRequest } from '../support/model-server.js'
import { workspace, type Workspace } from '../support/workspace.js'

const quality = { control: 'logged', max_samples: 600 }
const strategyOf = (task: TaskResult, kind: string) => task.strategies?.find((one) => one.kind === kind)
const says = (isWrong: (n: number, model: string) => boolean) => ({ prompt, model }: SeenRequest) => answer(isWrong(caseOf(prompt), model) ? wrongLabelOf(caseOf(prompt)) : labelOf(caseOf(prompt)))
const TWO = { candidates: [{ model: 'lab/tiny', price: { input: 0.5, output: 1.5 } }, { model: 'lab/small', price: { input: 1, output: 3 } }] }

async function policyOf(audited: Parameters<typeof publish>[0], space: Workspace, url: string, changes: Parameters<typeof configFor>[1]): Promise<{ readonly document: PolicyDocument; readonly warnings: readonly string[] }> {
  const path = space.path('policy.yaml')
  const { warnings } = await publish(audited, { config: configFor(url, changes), policyPath: path, now: new Date('2026-01-02T00:00:00Z'), version: '0.0.0' })
  return { document: policyFromYaml(readFileSync(path, 'utf8'), path), warnings }
}

describe('a split', () => {
  const settings = { quality, strategies: ['split'], strategy_samples: 600 }
  const hard = (n: number): boolean => n % 15 === 0 // its first noun is "parcel"

  it('sends to the incumbent the questions at which the cheap model fails, and its policy does the same', async () => {
    using space = workspace()
    await using server = await startModelServer(says(hard))
    const log = space.write('calls.jsonl', sortingLog(800))
    const { value } = await audit(optionsFor(space, log, configFor(server.url, settings)))
    const task = onlyTask(value)
    expect(candidateOf(task, 'lab/small').viable).toBe(false)
    const split = strategyOf(task, 'split')
    expect(split, split?.message).toMatchObject({ viable: true, verdict: 'non-inferior', models: ['lab/small'] })
    expect(split?.escalated).toBeLessThan(0.5)
    expect(split?.eValue).toBeGreaterThanOrEqual(20)
    expect(task.decision).toMatchObject({ strategy: 'split', model: 'lab/small' })
    expect(task.decision.savingUsd).toBeGreaterThan(0)
    expect(server.seen.filter(({ model }) => model === 'big')).toEqual([])

    const { document, warnings } = await policyOf(value, space, server.url, settings)
    expect(warnings.filter((text) => text.includes('split'))).toEqual([])
    const [route] = document.routes.filter(({ evidence }) => evidence?.['strategy'] === 'split')
    expect(route).toBeDefined()
    const router = createRouter(document)
    const system = 'Sort the message into exactly one of: urgent, routine, spam. Answer with the label only.'
    const requestOf = (n: number) => ({ id: `r${n}`, model: 'big', prompt: { system, last_user: promptOf(n) } })
    const served = Array.from({ length: 800 }, (_, n) => {
      const decided = router.route(requestOf(n), { now: new Date('2026-01-03T00:00:00Z') })
      return 'error' in decided ? 'error' : decided.modelId
    })
    const cheap = served.filter((model) => model === 'small').length
    expect(cheap).toBeGreaterThan(270)
    expect(cheap / 800).toBeCloseTo(1 - (split?.escalated ?? 0), 1)
    expect(served.filter((model, n) => model === 'small' && hard(n)).length).toBeLessThanOrEqual(0.02 * cheap)

    const calls = Array.from({ length: 800 }, (_, n): SimulatedCall => ({ id: `c${n}`, request: requestOf(n), nowMs: Date.parse('2026-01-03T00:00:00Z') + n * 60_000, servedAs: 'prod/big', costUsd: 0.00046, inputTokens: 40, outputTokens: 2 }))
    const rows: SimulatedRow[] = []
    const { limits: _, ...uncapped } = document
    const simulated = simulatePolicy(uncapped, { count: calls.length, calls: () => calls }, (row) => rows.push(row))
    expect(rows.filter(({ model }) => model === 'lab/small')).toHaveLength(cheap)
    expect(simulated.totals.projectedCostUsd).toBeCloseTo(cheap * ((40 * 1 + 2 * 3) / 1e6) + (800 - cheap) * 0.00046, 12)
  })

  it('is not certified where the questions tell nothing', async () => {
    using space = workspace()
    await using server = await startModelServer(says((n) => (n * 7919) % 101 < 12))
    const log = space.write('calls.jsonl', sortingLog(800))
    const { value } = await audit(optionsFor(space, log, configFor(server.url, settings)))
    const task = onlyTask(value)
    // Nearly all may still go to the incumbent without harm; what must not be is a large share for the cheap one.
    const split = strategyOf(task, 'split')
    if (split?.viable) expect(split.escalated).toBeGreaterThan(0.6)
    expect(task.candidates[0]?.viable).toBe(false)
  })
})

describe('an agreement of two models', () => {
  const settings = { quality, strategies: ['agreement'], strategy_samples: 600, ...TWO }
  const different = (n: number, model: string): boolean => (model === 'tiny' ? n % 9 === 0 : n % 11 === 0)

  it('is certified where neither model is alone, counts both calls, and has no route', async () => {
    using space = workspace()
    await using server = await startModelServer(({ prompt, model }) => {
      const n = caseOf(prompt)
      return answer(different(n, model) ? (model === 'tiny' ? wrongLabelOf(n) : wrongLabelOf(n + 1)) : labelOf(n))
    })
    const log = space.write('calls.jsonl', sortingLog(700))
    const { value } = await audit(optionsFor(space, log, configFor(server.url, settings)))
    const task = onlyTask(value)
    expect(task.candidates.some(({ viable }) => viable)).toBe(false)
    const agreement = strategyOf(task, 'agreement')
    expect(agreement, agreement?.message).toMatchObject({ viable: true, models: ['lab/tiny', 'lab/small'] })
    expect(agreement?.difference).toBe(0)
    expect(agreement?.escalated).toBeCloseTo(1 / 9 + 1 / 11 - 1 / 99, 1)
    const [tiny, small] = ['lab/tiny', 'lab/small'].map((model) => candidateOf(task, model).costPerCallUsd ?? Number.NaN)
    expect(agreement?.costPerCallUsd).toBeCloseTo((tiny ?? 0) + (small ?? 0) + ((agreement?.escalated ?? 0) * (40 * 10 + 2 * 30)) / 1e6, 8)
    expect(task.decision).toMatchObject({ strategy: 'cascade', family: { kind: 'agreement' } })
    const { document, warnings } = await policyOf(value, space, server.url, settings)
    expect(warnings.join(' ')).toContain('must compare their answers itself')
    expect(document.routes.some(({ evidence }) => evidence !== undefined)).toBe(false)
  })

  it('is not certified where the two err together', async () => {
    using space = workspace()
    await using server = await startModelServer(says((n) => n % 9 === 0))
    const log = space.write('calls.jsonl', sortingLog(700))
    const { value } = await audit(optionsFor(space, log, configFor(server.url, settings)))
    expect(strategyOf(onlyTask(value), 'agreement')).toMatchObject({ viable: false, escalated: 0 })
    expect(onlyTask(value).decision.strategy).toBe('incumbent')
  })
})

describe('a cascade', () => {
  const settings = { quality, strategies: ['cascade'], strategy_samples: 600 }
  const request = { response_format: { type: 'json_schema', json_schema: { name: 'label', schema: { type: 'object', properties: { label: { type: 'string' } }, required: ['label'] } } } }
  const json = (n: number): string => JSON.stringify({ label: labelOf(n) })

  it('asks the incumbent where the answer breaks its form, and its policy watches for that', async () => {
    using space = workspace()
    await using server = await startModelServer(({ prompt }) => answer(caseOf(prompt) % 12 === 0 ? '{ "label": ' : caseOf(prompt) % 12 === 1 ? '{}' : json(caseOf(prompt))))
    const log = space.write('calls.jsonl', sortingLog(700, (n) => ({ request, answer: json(n), system: 'Sort the message into urgent, routine or spam. Answer with JSON: {"label": …}.' })))
    const { value } = await audit(optionsFor(space, log, configFor(server.url, settings)))
    const task = onlyTask(value)
    expect(candidateOf(task, 'lab/small').viable).toBe(false)
    const cascade = strategyOf(task, 'cascade')
    expect(cascade, cascade?.message).toMatchObject({ viable: true, difference: 0, check: { json: true, required: ['label'] } })
    expect(cascade?.escalated).toBeCloseTo(1 / 6, 1)
    const { document } = await policyOf(value, space, server.url, settings)
    const [route] = document.routes.filter(({ evidence }) => evidence?.['strategy'] === 'cascade')
    expect(route).toMatchObject({ escalate: { validation_failure: { json: true, required: ['label'], max_attempts: 1 } }, fallback: [{ on: expect.arrayContaining(['refusal', 'validation_failure']) as string[] }] })
  })
})

it('without samples of their own strategies cost no call', async () => {
  using space = workspace()
  await using server = await startModelServer(says((n, model) => n % (model === 'tiny' ? 4 : 5) === 0))
  const log = space.write('calls.jsonl', sortingLog(600))
  const plain = await audit(optionsFor(space, log, configFor(server.url, { quality, ...TWO }), { runDir: space.path('plain') }))
  const { value } = await audit(optionsFor(space, log, configFor(server.url, { quality, ...TWO, strategies: ['cascade', 'agreement', 'split'] }), { runDir: space.path('with') }))
  // A larger K may take a few more trials to drop a candidate; the strategies themselves ask nothing.
  expect(value.result.totals.replayCalls).toBeLessThanOrEqual(plain.value.result.totals.replayCalls + 30)
  expect(plain.value.result.tasks[0]?.strategies).toBeUndefined()
  expect(onlyTask(value).strategies?.map(({ kind, verdict }) => [kind, verdict === 'non-inferior'])).toEqual([['cascade', false], ['agreement', false], ['split', false]])
})

it.each([
  [{ strategies: [{ kind: 'cascade', models: ['lab/other'] }] }, 'no candidate of task'],
  [{ strategies: ['split'], quality: { control: 'logged', population: 'log' } }, 'for its logged cases alone'],
  [{ strategies: ['split'], quality: { control: 'logged', design: 'fixed', max_samples: 150 } }, 'fixed design'],
])('strategies that cannot be tested are refused before any call: %j', async (changes, message) => {
  using space = workspace()
  await using server = await startModelServer(says(() => false))
  const log = space.write('calls.jsonl', sortingLog(300))
  await expect(audit(optionsFor(space, log, configFor(server.url, changes)))).rejects.toThrow(message)
  expect(server.seen).toEqual([])
})
