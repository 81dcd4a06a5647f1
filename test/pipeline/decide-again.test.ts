import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Plan } from '../../src/domain/plan.js'
import type { AuditResult } from '../../src/domain/result.js'
import { decideAgain, type DecideAgainOptions } from '../../src/pipeline/decide-again.js'
import { publish } from '../../src/pipeline/record/publish.js'
import { purgeRun } from '../../src/pipeline/record/purge.js'
import { audit, candidateOf, configFor, onlyTask, optionsFor, toEnd } from '../support/audit.js'
import { manualClock } from '../support/clock.js'
import { caseOf, labelOf, sortingLog, wrongLabelOf } from '../support/log.js'
import { answer, startModelServer } from '../support/model-server.js'
import { workspace, type Workspace } from '../support/workspace.js'

const THREE = [{ model: 'lab/a', price: { input: 1, output: 3 } }, { model: 'lab/b', price: { input: 2, output: 6 } }, { model: 'lab/c', price: { input: 3, output: 9 } }]

function decide(runDir: string, changes: Partial<DecideAgainOptions> = {}): Promise<AuditResult> {
  return toEnd(decideAgain(runDir, { margin: undefined, alpha: undefined, candidates: undefined, signal: new AbortController().signal, clock: manualClock(), ...changes })).then(({ value }) => value)
}

const serve = (wrong: (n: number, model: string) => boolean) => startModelServer(({ prompt, model }) => answer(wrong(caseOf(prompt), model) ? wrongLabelOf(caseOf(prompt)) : labelOf(caseOf(prompt))))

function changePlan(runDir: string, change: (plan: Plan) => Plan): void {
  const path = join(runDir, 'plan.json')
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')) as Plan)))
}

async function recorded(space: Workspace, url: string, config: object = {}, concurrency = 8) {
  const log = space.write('calls.jsonl', sortingLog(300, (n) => ({ record: { metadata: { expected: labelOf(n) } } })))
  return audit(optionsFor(space, log, configFor(url, { quality: { control: 'logged' }, ...config } as never), { concurrency }))
}

describe('deciding again', () => {
  it('comes to the same tasks from the record, without a call', async () => {
    using space = workspace()
    await using server = await serve((n) => n % 31 === 0)
    const { value } = await recorded(space, server.url, { candidates: THREE })
    const calls = server.seen.length
    const again = await decide(value.runDir)
    expect(again.tasks).toEqual(value.result.tasks)
    expect(again.totals.replayCalls).toBe(0)
    expect(server.seen).toHaveLength(calls)
  })

  it('keeps K when only one of three candidates is looked at', async () => {
    using space = workspace()
    await using server = await serve((_, model) => model === 'a')
    const { value } = await recorded(space, server.url, { candidates: THREE })
    const before = candidateOf(onlyTask(value), 'lab/b')
    const task = (await decide(value.runDir, { candidates: ['lab/b'] })).tasks[0]
    expect(task?.candidates.map(({ model }) => model)).toEqual(['lab/b'])
    expect(task?.candidates[0]).toMatchObject({ trials: before.trials, eValue: before.eValue, viable: true })
    expect(task?.candidates[0]?.message).toContain('0.05/3')
  })

  it('takes another margin or level; a stricter one asks for evidence that is not there', async () => {
    using space = workspace()
    await using server = await serve(() => false)
    const { value } = await recorded(space, server.url)
    const loose = (await decide(value.runDir, { margin: 0.1 })).tasks[0]?.candidates[0]
    const strict = (await decide(value.runDir, { margin: 0.005 })).tasks[0]?.candidates[0]
    const surer = (await decide(value.runDir, { alpha: 0.001 })).tasks[0]?.candidates[0]
    expect(loose).toMatchObject({ viable: true })
    expect(loose?.trials).toBeLessThan(candidateOf(onlyTask(value), 'lab/small').trials)
    expect(strict).toMatchObject({ verdict: 'inconclusive', viable: false })
    expect(surer).toMatchObject({ viable: false })
  })

  it('proves a candidate worse with gold, and without gold never', async () => {
    const verdictOf = async (config: object) => {
      using space = workspace()
      await using server = await serve(() => false)
      const { value } = await recorded(space, server.url, config)
      // Futility would end a run of wrong answers after ten: so the record is made of right ones, and then made wrong.
      const journal = join(value.runDir, 'trials.jsonl')
      writeFileSync(journal, readFileSync(journal, 'utf8').replace(/"text":"[^"]*"/g, '"text":"nonsense"'))
      changePlan(value.runDir, (plan) => ({ ...plan, tasks: plan.tasks.map((task) => ({ ...task, rule: { ...task.rule, futility: false } })) }))
      return (await decide(value.runDir)).tasks[0]?.candidates[0]
    }
    expect(await verdictOf({ gold: 'metadata.expected' })).toMatchObject({ verdict: 'inferior', reason: 'certified', viable: false })
    expect(await verdictOf({})).toMatchObject({ verdict: 'inconclusive', reason: 'dropped-futile', viable: false })
  })

  it('refuses a candidate that the run does not have and suggests the nearest', async () => {
    using space = workspace()
    await using server = await serve(() => false)
    const { value } = await recorded(space, server.url)
    await expect(decide(value.runDir, { candidates: ['lab/smal'] })).rejects.toMatchObject({ code: 'candidate/unknown', message: expect.stringContaining('Did you mean "lab/small"') as string })
  })

  it('of a directory that holds no run is an error with a way out', async () => {
    using space = workspace()
    await expect(decide(space.directory)).rejects.toMatchObject({ code: 'run/unreadable', exitCode: 2 })
  })
})

describe('purging', () => {
  it('leaves no prompt and no answer in the run, and keeps scores and result', async () => {
    using space = workspace()
    await using server = await serve((n) => n % 40 === 0)
    const { value } = await recorded(space, server.url)
    const scores = () => readFileSync(join(value.runDir, 'scores.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { difference: object })
    const before = scores().map(({ difference }) => difference)
    purgeRun(value.runDir)
    const kept = ['plan.json', 'scores.jsonl', 'result.json', 'ledger.jsonl'].map((name) => readFileSync(join(value.runDir, name), 'utf8')).join('\n')
    expect(kept).not.toMatch(/Message \d+:/)
    expect(scores().map(({ difference }) => difference)).toEqual(before)
    expect(readFileSync(join(value.runDir, 'scores.jsonl'), 'utf8')).not.toContain('"reason"')
    expect(() => readFileSync(join(value.runDir, 'trials.jsonl'))).toThrow()
  })
})

describe('publishing', () => {
  const routesOf = (text: string): number => (text.match(/^ {2}- id: /gm) ?? []).length

  it('routes a task to its viable candidate', async () => {
    using space = workspace()
    await using server = await serve(() => false)
    const { value } = await recorded(space, server.url)
    const { result, written } = await publish(value, { config: configFor(server.url), policyPath: space.path('policy.yaml'), now: new Date('2026-02-01T00:00:00Z'), version: '0.0.0' })
    expect(written).toMatchObject({ kind: 'created' })
    expect(result.policy).toBe(space.path('policy.yaml'))
    expect(space.read('policy.yaml')).toMatch(/model: lab\/?.?small/)
    expect(JSON.parse(readFileSync(join(value.runDir, 'result.json'), 'utf8'))).toMatchObject({ policy: result.policy })
  })

  it('of a verdict on the log alone says so and builds no route for it', async () => {
    using space = workspace()
    await using server = await serve(() => false)
    const { value } = await recorded(space, server.url, { quality: { control: 'logged', population: 'log' } })
    const task = onlyTask(value)
    expect(task.target).toBe('log')
    expect(candidateOf(task, 'lab/small').message).toContain('these 300 logged cases only')
    await publish(value, { config: configFor(server.url), policyPath: space.path('policy.yaml'), now: new Date('2026-02-01T00:00:00Z'), version: '0.0.0' })
    expect(space.read('policy.yaml')).not.toContain('small')
    expect(routesOf(space.read('policy.yaml'))).toBeLessThanOrEqual(1)
  })
})
