import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/domain/json.js'
import { audit, candidateOf, configFor, onlyTask, optionsFor } from '../support/audit.js'
import { caseOf, labelOf, sortingLog, wrongLabelOf } from '../support/log.js'
import { answer, failure, startModelServer } from '../support/model-server.js'
import { asked, LOGGED, right, withLog } from '../support/scene.js'
import { workspace } from '../support/workspace.js'

describe('the ladder', () => {
  const three = { candidates: [{ model: 'lab/c', price: { input: 3, output: 9 } }, { model: 'lab/a', price: { input: 1, output: 3 } }, { model: 'lab/b', price: { input: 2, output: 6 } }] }

  it('climbs from the cheapest and stops at the first that is viable', async () => {
    using space = workspace()
    await using server = await startModelServer(({ prompt, model }) => answer(model === 'a' ? wrongLabelOf(caseOf(prompt)) : labelOf(caseOf(prompt))))
    const { value } = await audit(optionsFor(space, withLog(space, 250), configFor(server.url, { ...LOGGED, ...three })))
    const task = onlyTask(value)
    expect(task.candidates.map(({ model, verdict, reason, viable }) => [model, verdict, reason, viable])).toEqual([
      ['lab/a', 'inconclusive', 'dropped-futile', false], ['lab/b', 'non-inferior', 'certified', true], ['lab/c', 'not-evaluated', 'skipped', false],
    ])
    expect(task.decision).toMatchObject({ model: 'lab/b', strategy: 'single' })
    expect(asked(server, 'c')).toEqual([])
  })

  it('gives each candidate a Kth of the wealth: three need more cases than one', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const log = withLog(space, 400)
    const trials = async (config: object) => onlyTask((await audit(optionsFor(space, log, configFor(server.url, { ...LOGGED, ...config } as never)))).value).candidates[0]
    const alone = await trials({ candidates: [three.candidates[1]] })
    const amongThree = await trials(three)
    expect(amongThree?.trials).toBeGreaterThan((alone?.trials ?? 0) + 20)
    expect(amongThree?.eValue).toBeGreaterThanOrEqual(20)
  })

  it('does not ask a candidate that is no cheaper, unless the task names it', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const log = withLog(space, 40)
    const dear = [{ model: 'lab/dear', price: { input: 11, output: 31 } }]
    const skipped = onlyTask((await audit(optionsFor(space, log, configFor(server.url, { ...LOGGED, candidates: dear })))).value)
    expect(candidateOf(skipped, 'lab/dear')).toMatchObject({ verdict: 'not-evaluated', reason: 'skipped' })
    expect(server.seen).toHaveLength(0)
    const named = onlyTask((await audit(optionsFor(space, log, configFor(server.url, { ...LOGGED, tasks: [{ match: { id: skipped.id }, candidates: dear }] })))).value)
    expect(candidateOf(named, 'lab/dear').trials).toBeGreaterThan(0)
  })

  it('blocks a candidate of unknown price and says which line to write', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const { value } = await audit(optionsFor(space, withLog(space, 40), configFor(server.url, { ...LOGGED, candidates: ['lab/gpt-4o-mini'] })))
    const candidate = candidateOf(onlyTask(value), 'lab/gpt-4o-mini')
    expect(candidate).toMatchObject({ verdict: 'not-evaluated', reason: 'blocked', viable: false })
    expect(candidate.message).toContain('{ model: lab/gpt-4o-mini, price: { input: …, output: … } }')
    expect(server.seen).toHaveLength(0)
  })

  it('asks an incumbent of unknown price again where nobody named a budget, and not where one must be kept', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const log = withLog(space, 160)
    const tried = async (more: JsonObject, auditDir: string) => candidateOf(onlyTask((await audit(optionsFor(space, log, configFor(server.url, { models: { 'prod/big': {} }, ...more }), { auditDir: space.path(auditDir) }))).value), 'lab/small')
    expect((await tried({}, 'free')).trials).toBeGreaterThan(0)
    expect(server.seen.filter(({ model }) => model === 'big').length).toBeGreaterThanOrEqual(60)
    expect(await tried({ budget_usd: 5 }, 'kept')).toMatchObject({ reason: 'blocked', message: expect.stringContaining('there is a budget to keep') as string })
  })

  it('replays only the dearest tasks of --top-tasks', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const log = space.write('calls.jsonl', sortingLog(60) + sortingLog(40, (n) => ({ system: 'Translate the following text into German, and keep its tone.', prompt: `Message ${n}: please translate sentence ${n} of the letter.`, record: { id: `de-${n}` } })))
    const { value } = await audit(optionsFor(space, log, configFor(server.url, LOGGED), { topTasks: 1 }))
    expect(value.result.tasks.map((task) => candidateOf(task, 'lab/small').reason).filter((reason) => reason === 'skipped')).toHaveLength(value.result.tasks.length - 1)
    expect(value.result.tasks.length).toBeGreaterThan(1)
    expect(new Set(server.seen.map((one) => JSON.stringify(one.body['messages']).includes('Sort the message')))).toEqual(new Set([true]))
  })
})

describe('a verdict', () => {
  it('counts a failed trial as 0 for the candidate, and shows it as failed', async () => {
    using space = workspace()
    await using server = await startModelServer(({ prompt }) => (caseOf(prompt) % 30 === 7 ? failure(400) : answer(labelOf(caseOf(prompt)))))
    const { value } = await audit(optionsFor(space, withLog(space, 200), configFor(server.url, { quality: { control: 'logged', margin: 0.1 } })))
    const candidate = candidateOf(onlyTask(value), 'lab/small')
    expect(candidate.failed).toBeGreaterThan(0)
    expect(candidate.unscored).toBe(0)
    expect(candidate.difference).toBeCloseTo(-candidate.failed / candidate.trials, 10)
  })

  it('is blocked when more than a twentieth of the trials failed', async () => {
    using space = workspace()
    await using server = await startModelServer(({ prompt }) => (caseOf(prompt) % 10 === 0 ? failure(400, {}, 'context too long') : answer(labelOf(caseOf(prompt)))))
    const { value } = await audit(optionsFor(space, withLog(space, 200), configFor(server.url, LOGGED)))
    const candidate = candidateOf(onlyTask(value), 'lab/small')
    expect(candidate).toMatchObject({ verdict: 'not-evaluated', reason: 'blocked', score: null, difference: null, interval: [-1, 1] })
    expect(candidate.message).toContain('context too long')
  })

  it('leaves an answer that our own cap cut without a score, and one that the logged cap cut with one', async () => {
    using space = workspace()
    await using server = await startModelServer(({ prompt }) => answer(`${labelOf(caseOf(prompt))}`, 'length'))
    const own = candidateOf(onlyTask((await audit(optionsFor(space, withLog(space, 60), configFor(server.url, LOGGED)))).value), 'lab/small')
    expect(own).toMatchObject({ reason: 'blocked' })
    expect(own.unscored).toBe(own.trials)
    const logged = space.write('capped.jsonl', sortingLog(60, () => ({ request: { max_tokens: 7 } })))
    expect(candidateOf(onlyTask((await audit(optionsFor(space, logged, configFor(server.url, LOGGED)))).value), 'lab/small').unscored).toBe(0)
    expect(server.seen.at(-1)?.body['max_tokens']).toBe(7)
    expect(server.seen[0]?.body['max_tokens']).toBe(1024)
  })

  it('is non-inferior but not viable when the candidate is slower than its bound', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    let now = 0
    const clock = { now: () => (now += 1000), sleep: async () => {} }
    const { value } = await audit(optionsFor(space, withLog(space, 200), configFor(server.url, { ...LOGGED, latency: { max_p95_ratio: 1.5 } }), { clock, concurrency: 1 }))
    const task = onlyTask(value)
    expect(candidateOf(task, 'lab/small')).toMatchObject({ verdict: 'non-inferior', viable: false, notViableBecause: 'latency' })
    expect(task.decision).toMatchObject({ strategy: 'incumbent', model: 'prod/big' })
  })

  it('ends at the end of the log with the reason "data", at max_samples with "budget"', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const log = withLog(space, 90)
    const verdict = async (config: object) => candidateOf(onlyTask((await audit(optionsFor(space, log, configFor(server.url, config as never)))).value), 'lab/small')
    expect(await verdict(LOGGED)).toMatchObject({ verdict: 'inconclusive', reason: 'data', trials: 90 })
    expect(await verdict({ quality: { control: 'logged', max_samples: 50 } })).toMatchObject({ verdict: 'inconclusive', reason: 'budget', trials: 50 })
  })
})
