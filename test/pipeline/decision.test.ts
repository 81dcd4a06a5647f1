import { describe, expect, it, onTestFinished } from 'vitest'
import { decideAgain } from '../../src/pipeline/decide-again.js'
import { purgeRun } from '../../src/pipeline/record/purge.js'
import { audit, candidateOf, configFor, onlyTask, optionsFor, toEnd } from '../support/audit.js'
import { manualClock } from '../support/clock.js'
import { caseOf, labelOf, sortingLog, wrongLabelOf } from '../support/log.js'
import { answer, closedPort, failure, startModelServer, type Reply, type SeenRequest } from '../support/model-server.js'
import { LOGGED, right } from '../support/scene.js'
import { workspace } from '../support/workspace.js'

describe('a verdict on the log as population', () => {
  it('is not given on a part of it as if that part were the whole, because a constraint withholds a few cases', async () => {
    using space = workspace()
    await using server = await startModelServer(({ prompt, model }) => answer(model === 'small' && caseOf(prompt) % 50 === 0 ? wrongLabelOf(caseOf(prompt)) : labelOf(caseOf(prompt))))
    const log = space.write('calls.jsonl', sortingLog(1000, (n) => ({ record: { metadata: { data_class: n % 40 === 7 ? 'phi' : 'none' } } })))
    const config = (constraints: readonly object[]) => configFor(server.url, {
      providers: { prod: { api: 'openai', base_url: `${server.url}/v1`, compliance: ['hipaa'] }, lab: { api: 'openai', base_url: `${server.url}/v1` } },
      quality: { population: 'log', max_samples: 80, control: 'logged' },
      constraints: constraints as never,
    })
    const open = candidateOf(onlyTask((await audit(optionsFor(space, log, config([])))).value), 'lab/small')
    const withheld = candidateOf(onlyTask((await audit(optionsFor(space, log, config([{ when: { field: 'metadata.data_class', eq: 'phi' }, require: { compliance: ['hipaa'] } }])))).value), 'lab/small')
    expect(open.viable, 'without the constraint 80 of 1000 cases do not suffice').toBe(false)
    expect(withheld.viable, withheld.message).toBe(false)
  })
})

describe('the decision', () => {
  it('keeps the incumbent when the viable candidate turned out dearer than it: so many more tokens does it write', async () => {
    using space = workspace()
    await using server = await startModelServer(({ prompt, model }) => model === 'small' ? { kind: 'answer', text: labelOf(caseOf(prompt)), usage: { input: 40, output: 900 } } : answer(labelOf(caseOf(prompt))))
    const log = space.write('calls.jsonl', sortingLog(200))
    const { value } = await audit(optionsFor(space, log, configFor(server.url)))
    const { decision } = onlyTask(value)
    expect(decision.model, `saving ${decision.savingUsd}`).toBe('prod/big')
    const small = candidateOf(onlyTask(value), 'lab/small')
    expect(small).toMatchObject({ verdict: 'not-evaluated', reason: 'skipped', viable: false, trials: 20 })
    expect(small.message).toMatch(/costs more than the incumbent \(\$[\d.e-]+ instead of \$[\d.e-]+ a call; it writes 900 tokens where the log has \d+\)/)
  })

  it('asks a model on whose costs swing about those of the incumbent: a mean a little above is no proof', async () => {
    using space = workspace()
    await using server = await startModelServer(({ prompt, model }) => model === 'small' ? { kind: 'answer', text: labelOf(caseOf(prompt)), usage: { input: 40, output: caseOf(prompt) % 4 === 0 ? 600 : 1 } } : answer(labelOf(caseOf(prompt))))
    const log = space.write('calls.jsonl', sortingLog(200))
    const { reason, costPerCallUsd } = candidateOf(onlyTask((await audit(optionsFor(space, log, configFor(server.url)))).value), 'lab/small')
    expect(costPerCallUsd, 'dearer by the mean').toBeGreaterThan(430e-6)
    expect(reason).toBe('certified')
  })

  it('asks a model on that was named for the task although its price is higher', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const log = space.write('calls.jsonl', sortingLog(200))
    const { label } = onlyTask((await audit(optionsFor(space, log, configFor(server.url)))).value)
    const dear = { model: 'lab/small', price: { input: 100, output: 300 } }
    const named = candidateOf(onlyTask((await audit(optionsFor(space, log, configFor(server.url, { tasks: [{ match: { label }, candidates: [dear] }] as never })))).value), 'lab/small')
    expect(named).toMatchObject({ verdict: 'non-inferior', viable: true })
    expect(named.trials).toBeGreaterThan(20)
  })

  it('goes on where the first call of all fails, and gives up where the first ten do', async () => {
    using space = workspace()
    const failing = (first: number) => {
      let asked = 0
      return ({ prompt, model }: SeenRequest): Reply => (model === 'small' && (asked += 1) <= first ? failure(400) : answer(labelOf(caseOf(prompt))))
    }
    const smallOf = async (first: number) => {
      await using server = await startModelServer(failing(first))
      return candidateOf(onlyTask((await audit(optionsFor(space, space.write('calls.jsonl', sortingLog(400)), configFor(server.url, LOGGED), { concurrency: 1, fresh: true }))).value), 'lab/small')
    }
    expect(await smallOf(1)).toMatchObject({ verdict: 'non-inferior', failed: 1 })
    expect(await smallOf(9)).not.toMatchObject({ trials: 9 })
    expect(await smallOf(400)).toMatchObject({ verdict: 'not-evaluated', trials: 10, failed: 10 })
  })

  it('counts no saving on calls that a constraint keeps from the candidate', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const log = space.write('calls.jsonl', sortingLog(300, (n) => ({ record: { metadata: { data_class: n % 2 === 0 ? 'phi' : 'none' } } })))
    const { value } = await audit(optionsFor(space, log, configFor(server.url, {
      quality: { control: 'logged' },
      constraints: [{ when: { field: 'metadata.data_class', eq: 'phi' }, require: { compliance: ['hipaa'] } }],
    })))
    const { decision, costUsd } = onlyTask(value)
    expect(decision.model).toBe('lab/small')
    expect(decision.savingUsd ?? 0).toBeLessThan(0.6 * (costUsd ?? 0))
  })

  it('is not "viable" when a latency bound is set and nothing is known of the latency of the incumbent', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const log = space.write('calls.jsonl', sortingLog(200, () => ({ record: { latency_ms: null } })))
    const { value } = await audit(optionsFor(space, log, configFor(server.url, { latency: { max_p95_ratio: 1.5 }, quality: { control: 'logged' } })))
    const candidate = candidateOf(onlyTask(value), 'lab/small')
    expect(candidate.viable && value.result.warnings.length === 0, 'viable without a word about the bound').toBe(false)
  })
})

describe('--offline', () => {
  it('needs no answer beyond the case that decided, whatever the concurrency', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const log = space.write('calls.jsonl', sortingLog(200))
    const config = configFor(server.url, { quality: { control: 'logged' } })
    const online = await audit(optionsFor(space, log, config, { concurrency: 1 }))
    const offline = await audit(optionsFor(space, log, config, { concurrency: 16, offline: true }))
    expect(onlyTask(offline.value)).toMatchObject({ decision: onlyTask(online.value).decision })
  })
})

describe('the budget', () => {
  it('has not stopped a run in which every task was decided: only calls ahead of the decision were refused', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const log = space.write('calls.jsonl', sortingLog(200))
    // 0.00324 is set aside for a call (1024 tokens at 3 $ and about 168 bytes at 1 $ a million) and 0.000026 booked: call 137, which decides, fits, the last one ahead of it does not.
    const config = configFor(server.url, { quality: { control: 'logged' }, budget_usd: 0.00685 })
    const { value } = await audit(optionsFor(space, log, config))
    expect(onlyTask(value).decision.model).toBe('lab/small')
    expect(value.result.stoppedBy).toBeNull()
  })

  it('is not used up by runs that reached no server', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const log = space.write('calls.jsonl', sortingLog(200))
    const dead = `http://127.0.0.1:${await closedPort()}`
    const at = (lab: string) => configFor(server.url, { providers: { prod: { api: 'openai', base_url: `${server.url}/v1` }, lab: { api: 'openai', base_url: `${lab}/v1` } }, quality: { control: 'logged' }, budget_usd: 0.03 })
    for (let n = 0; n < 3; n++) await audit(optionsFor(space, log, at(dead))).catch(() => undefined)
    const { value } = await audit(optionsFor(space, log, at(server.url)))
    expect(onlyTask(value).decision.model, value.result.stoppedBy ?? '').toBe('lab/small')
  })
})

describe('a run', () => {
  it('after a purge is said to be purged, and not to be withheld by a constraint', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const log = space.write('calls.jsonl', sortingLog(100))
    const { value } = await audit(optionsFor(space, log, configFor(server.url)))
    purgeRun(value.runDir)
    const again = await toEnd(decideAgain(value.runDir, { margin: undefined, alpha: undefined, candidates: undefined, signal: new AbortController().signal, clock: manualClock() }))
      .then(({ value: result }) => JSON.stringify(result.tasks), (error: Error) => error.message)
    expect(again).not.toContain('constraint forbids')
  })
})

describe('an incumbent that cannot be reached', () => {
  it('leaves no rejection unhandled: outside of a test that ends the process', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const before = process.listeners('unhandledRejection')
    const unhandled: unknown[] = []
    process.removeAllListeners('unhandledRejection')
    process.on('unhandledRejection', (reason) => unhandled.push(reason))
    onTestFinished(() => {
      process.removeAllListeners('unhandledRejection')
      for (const listener of before) process.on('unhandledRejection', listener)
    })
    const dead = `http://127.0.0.1:${await closedPort()}/v1`
    const providers = { prod: { api: 'openai', base_url: dead }, lab: { api: 'openai', base_url: `${server.url}/v1` } }
    const log = space.write('calls.jsonl', sortingLog(60))
    const { value } = await audit(optionsFor(space, log, configFor(server.url, { providers })))
    await new Promise((resolve) => setImmediate(resolve))
    expect(candidateOf(onlyTask(value), 'lab/small')).toMatchObject({ verdict: 'not-evaluated', reason: 'blocked' })
    expect(unhandled).toEqual([])
  })
})

describe('a hostile log', () => {
  it('with a model named after a property of every object ends no run', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const log = space.write('calls.jsonl', sortingLog(100, () => ({ model: 'constructor/big', record: { provider: undefined } })))
    const { value } = await audit(optionsFor(space, log, configFor(server.url)))
    expect(candidateOf(onlyTask(value), 'lab/small')).toMatchObject({ reason: 'blocked' })
  })
})
