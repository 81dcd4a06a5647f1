import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/domain/json.js'
import type { AuditOptions } from '../../src/pipeline/options.js'
import { audit, candidateOf, configFor, onlyTask, optionsFor } from '../support/audit.js'
import { caseOf, labelOf, logRecord, sortingLog, wrongLabelOf, type RecordChanges } from '../support/log.js'
import { answer, failure, startModelServer, type Reply, type SeenRequest } from '../support/model-server.js'
import { asked } from '../support/scene.js'
import { workspace, type Workspace } from '../support/workspace.js'

const quality = (changes: JsonObject = {}): JsonObject => ({ quality: { control: 'logged', max_samples: 60, ...changes } })
const SECOND = { model: 'lab/second', price: { input: 2, output: 6 } }
const FIRST = { model: 'lab/small', price: { input: 1, output: 3 } }

/** Lines of calls `from` … `to` − 1. */
const lines = (from: number, to: number, changes: (n: number) => RecordChanges = () => ({})): string =>
  Array.from({ length: to - from }, (_, i) => `${JSON.stringify(logRecord(from + i, changes(from + i)))}\n`).join('')

/** The candidate errs on every 50th case: too good to be dropped, too few cases to be certified. */
const nearly = ({ prompt }: Pick<SeenRequest, 'prompt'>): Reply => answer(caseOf(prompt) % 50 === 7 ? wrongLabelOf(caseOf(prompt)) : labelOf(caseOf(prompt)))

async function scene(space: Workspace, url: string, changes: JsonObject = quality()) {
  const early = space.write('early.jsonl', sortingLog(60))
  const { value } = await audit(optionsFor(space, early, configFor(url, changes)))
  const later = (from: number, to: number, more?: (n: number) => RecordChanges): string => space.write('later.jsonl', lines(from, to, more))
  const goOn = (log: string, settings: JsonObject = changes, options: Partial<AuditOptions> = {}) => audit(optionsFor(space, log, configFor(url, settings), { continues: value.runDir, ...options }))
  return { first: value, later, goOn }
}

const wealthOf = (events: Awaited<ReturnType<typeof audit>>['events'], model = 'lab/small'): number[] => events.flatMap((event) => (event.type === 'evidence' && event.model === model ? [event.eValue] : []))

describe('a run that goes on from another', () => {
  it('keeps every past bet, asks for new cases only, and certifies with what neither log could alone', async () => {
    using space = workspace()
    await using server = await startModelServer(({ prompt }) => answer(labelOf(caseOf(prompt))))
    const early = space.write('early.jsonl', sortingLog(60))
    const first = await audit(optionsFor(space, early, configFor(server.url, quality())))
    expect(candidateOf(onlyTask(first.value), 'lab/small').viable).toBe(false)
    const before = server.seen.length
    const log = space.write('later.jsonl', lines(40, 160))
    const config = configFor(server.url, quality({ max_samples: 100 }))
    const second = await audit(optionsFor(space, log, config, { continues: first.value.runDir }))
    expect(wealthOf(second.events).slice(0, 60)).toEqual(wealthOf(first.events))
    expect(asked(server, 'small').slice(before).every((n) => n >= 60)).toBe(true)
    const task = onlyTask(second.value)
    expect(task.continues).toEqual({ runId: first.value.result.runId, cases: 60 })
    expect(candidateOf(task, 'lab/small')).toMatchObject({ viable: true, verdict: 'non-inferior' })
    expect(candidateOf(task, 'lab/small').trials).toBeGreaterThan(100)
    const alone = await audit(optionsFor(space, log, config, { auditDir: space.path('.elsewhere') }))
    expect(candidateOf(onlyTask(alone.value), 'lab/small').viable).toBe(false)
  })

  it('is found again by the same command, whatever other runs have looked at since, and goes on once more', async () => {
    using space = workspace()
    await using server = await startModelServer(nearly)
    const { later, goOn, first } = await scene(space, server.url)
    const log = later(60, 140)
    const second = await goOn(log)
    await audit(optionsFor(space, log, configFor(server.url, quality({ margin: 0.2 }))))
    const calls = server.seen.length
    const again = await goOn(log)
    expect(again.value.result.runId).toBe(second.value.result.runId)
    expect(onlyTask(again.value).candidates).toEqual(onlyTask(second.value).candidates)
    expect(server.seen.length).toBe(calls)
    const third = await audit(optionsFor(space, space.write('third.jsonl', lines(140, 400)), configFor(server.url, quality({ max_samples: 300 })), { continues: second.value.runDir }))
    expect(wealthOf(third.events).slice(0, wealthOf(second.events).length)).toEqual(wealthOf(second.events))
    expect(onlyTask(third.value).continues).toMatchObject({ runId: second.value.result.runId, cases: 120 })
    expect(first.result.runId).not.toBe(second.value.result.runId)
  })

  it('takes no case that any run has looked at, no conversation and no question that it knows', async () => {
    using space = workspace()
    await using server = await startModelServer(({ prompt }) => answer(labelOf(caseOf(prompt))))
    const inTalks = (n: number): RecordChanges => (n % 90 < 30 ? {} : { record: { conversation_id: `talk-${n % 90}` } })
    const early = space.write('early.jsonl', sortingLog(60, inTalks))
    const first = await audit(optionsFor(space, early, configFor(server.url, quality())))
    const elsewhere = space.write('elsewhere.jsonl', lines(60, 70, inTalks))
    await audit(optionsFor(space, elsewhere, configFor(server.url, quality())))
    const log = space.write('later.jsonl', `${lines(0, 200, inTalks)}${lines(0, 10, (n) => ({ system: 'Sort the message into one of: urgent, routine, spam. Be quick. Answer with the label only.', record: { id: `tuned-${n}` } }))}`)
    const { value } = await audit(optionsFor(space, log, configFor(server.url, quality({ max_samples: 200 })), { continues: first.value.runDir }))
    const ids = space.read(`.audit/${value.result.runId}/cases.jsonl`).trim().split('\n').slice(60).map((line) => (JSON.parse(line) as { id: string }).id)
    expect(ids.filter((id) => id.startsWith('tuned'))).toEqual([])
    const seen = ids.map((id) => Number(id.replace('call-', ''))).toSorted((a, b) => a - b)
    // 0–59 are known, 60–69 were looked at; 120–149 belong to conversations of the first log.
    expect(seen.every((n) => (n >= 70 && n < 120) || n >= 150), `${seen}`).toBe(true)
    expect(seen.filter((n) => n >= 90 && n < 120)).toHaveLength(30)
    expect(new Set(seen.filter((n) => n % 90 >= 70).map((n) => n % 90)).size).toBe(20)
  })

  const refused: readonly (readonly [string, JsonObject, string])[] = [
    ['another margin', quality({ margin: 0.05 }), 'the margin was 0.03 and is 0.05'],
    ['another level', quality({ alpha: 0.1 }), 'the level was 0.05 and is 0.1'],
    ['another validator', { ...quality(), tasks: [{ match: { label: '' }, validator: 'exact' }] }, 'the validator was'],
    ['another control', quality({ control: 'rerun' }), 'the control was logged and is rerun'],
    ['a fixed design', quality({ design: 'fixed', max_samples: 300 }), 'a fixed design spends'],
    ['a closed population', quality({ population: 'log' }), 'the logged cases alone'],
    ['tasks declared together', quality({ fdr: true }), 'decided by itself'],
    ['strategies', { ...quality(), strategies: ['cascade'] }, 'other strategies are declared'],
    ['one candidate more than places', { ...quality(), candidates: [FIRST, SECOND] }, 'no place is free'],
    ['another address', { ...quality(), providers: { prod: { api: 'openai', base_url: 'http://127.0.0.1:9/v1' }, lab: { api: 'openai', base_url: 'http://127.0.0.1:9/v1' } } }, 'lab is reached otherwise'],
    ['constraints', { ...quality(), constraints: [{ when: { field: 'metadata.x', eq: 1 }, require: { regions: ['eu'] } }] }, 'constraints withhold some'],
  ]
  it.each(refused)('refuses %s, with the reason, before a call is made', async (_, settings, reason) => {
    using space = workspace()
    await using server = await startModelServer(nearly)
    const { first, later, goOn } = await scene(space, server.url)
    const { label } = onlyTask(first)
    const named = JSON.parse(JSON.stringify(settings).replace('"label":""', `"label":${JSON.stringify(label)}`)) as JsonObject
    const [calls, runs] = [server.seen.length, readdirSync(space.path('.audit'))]
    await expect(goOn(later(60, 400), named)).rejects.toMatchObject({ code: 'continue/refused', message: expect.stringContaining(reason) as string })
    expect(server.seen).toHaveLength(calls)
    expect(readdirSync(space.path('.audit'))).toEqual(runs)
  })

  it('refuses another prompt, an unfinished or purged run, and a second way on from the same evidence', async () => {
    using space = workspace()
    await using server = await startModelServer(nearly)
    const { later, goOn, first } = await scene(space, server.url)
    const tuned = later(60, 140, () => ({ system: 'Sort the message into exactly one of: urgent, routine, spam. Think of what the sender wants. Answer with the label only.' }))
    await expect(goOn(tuned)).rejects.toThrow('its system prompt is another one')
    const second = await goOn(later(60, 140))
    await expect(goOn(later(140, 200))).rejects.toMatchObject({ code: 'continue/branch', way: expect.stringContaining(second.value.result.runId) as string })
    const { rmSync } = await import('node:fs')
    rmSync(`${second.value.runDir}/result.json`)
    await expect(audit(optionsFor(space, later(140, 200), configFor(server.url, quality()), { continues: second.value.runDir }))).rejects.toMatchObject({ code: 'continue/open' })
    rmSync(`${first.runDir}/trials.jsonl`)
    await expect(goOn(later(60, 140))).rejects.toMatchObject({ code: 'continue/purged' })
  })

  it('gives one that is added a reserved place, on cases that nobody had seen, and no more than were reserved', async () => {
    using space = workspace()
    await using server = await startModelServer(nearly)
    const reserved = quality({ reserve: 1 })
    const { later, goOn, first } = await scene(space, server.url, reserved)
    expect(first.plan.tasks[0]?.declared).toBe(2)
    const log = later(60, 140)
    const both = { ...reserved, candidates: [FIRST, SECOND] }
    const second = await goOn(log, both)
    expect(new Set(asked(server, 'second')).size).toBeGreaterThan(5)
    expect(asked(server, 'second').every((n) => n >= 60)).toBe(true)
    expect(second.value.plan.tasks[0]?.declared).toBe(2)
    const third = { ...reserved, candidates: [FIRST, SECOND, { model: 'lab/third', price: { input: 1, output: 1 } }] }
    await expect(audit(optionsFor(space, later(140, 200), configFor(server.url, third), { continues: second.value.runDir }))).rejects.toThrow('no place is free')
    // Going on once more, its bets stand, too.
    const on = await audit(optionsFor(space, later(140, 200), configFor(server.url, both), { continues: second.value.runDir }))
    const past = wealthOf(second.events, 'lab/second')
    expect(past.length).toBeGreaterThan(5)
    expect(wealthOf(on.events, 'lab/second').slice(0, past.length)).toEqual(past)
  })

  it('frees the place of a candidate that was never tried, and of no other', async () => {
    using space = workspace()
    await using server = await startModelServer(({ prompt, model }) => (model === 'small' ? answer(labelOf(caseOf(prompt))) : nearly({ prompt })))
    const two = { ...quality({ max_samples: 200 }), candidates: [FIRST, SECOND] }
    const early = space.write('early.jsonl', sortingLog(200))
    const { value } = await audit(optionsFor(space, early, configFor(server.url, two)))
    expect(candidateOf(onlyTask(value), 'lab/second')).toMatchObject({ trials: 0, reason: 'skipped' })
    const seen = new Set(asked(server, 'small'))
    const log = space.write('later.jsonl', lines(200, 300))
    const with_ = (candidates: readonly JsonObject[]) => audit(optionsFor(space, log, configFor(server.url, { ...two, candidates: [...candidates] }), { continues: value.runDir }))
    const third = { model: 'lab/third', price: { input: 0.1, output: 0.3 } }
    await expect(with_([SECOND, third])).rejects.toThrow('no place is free')
    const { value: swapped } = await with_([FIRST, third])
    expect(swapped.plan.tasks[0]?.declared).toBe(2)
    expect(asked(server, 'third').length).toBeGreaterThan(50)
    expect(asked(server, 'third').filter((n) => seen.has(n))).toEqual([])
  })

  it('stops a candidate whose answers come from another snapshot than before', async () => {
    using space = workspace()
    let snapshot = 'small-2026-01'
    await using server = await startModelServer((seen) => {
      const reply = nearly(seen)
      return reply.kind === 'answer' ? { kind: 'json', body: { id: 'x', object: 'chat.completion', created: 0, model: snapshot, choices: [{ index: 0, message: { role: 'assistant', content: reply.text }, finish_reason: 'stop' }], usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } } } : reply
    })
    const { later, goOn } = await scene(space, server.url)
    snapshot = 'small-2026-06'
    const { value } = await goOn(later(60, 140))
    expect(candidateOf(onlyTask(value), 'lab/small')).toMatchObject({ verdict: 'not-evaluated', reason: 'blocked', viable: false, message: expect.stringContaining('another model') as string })
  })

  it('does not go on from a past that comes out otherwise', async () => {
    using space = workspace()
    await using server = await startModelServer(nearly)
    const { later, goOn, first } = await scene(space, server.url)
    const scores = space.read(`.audit/${first.result.runId}/scores.jsonl`)
    space.write(`.audit/${first.result.runId}/scores.jsonl`, scores.replace('"nonInferiority":0,"reverse":0', '"nonInferiority":-1,"reverse":-1'))
    await expect(goOn(later(60, 140))).rejects.toMatchObject({ code: 'continue/differs' })
  })
})

it('asks again for no failure that a verdict has counted', async () => {
  using space = workspace()
  let down = (n: number): boolean => n % 60 === 3
  await using server = await startModelServer(({ prompt }) => (down(caseOf(prompt)) ? failure(400) : answer(labelOf(caseOf(prompt)))))
  const log = space.write('calls.jsonl', sortingLog(120))
  const run = (dir: string) => audit(optionsFor(space, log, configFor(server.url, quality({ max_samples: 120, margin: dir === 'a' ? 0.03 : 0.031 }))))
  const { value: first } = await run('a')
  expect(candidateOf(onlyTask(first), 'lab/small')).toMatchObject({ failed: 2, viable: false, verdict: 'inconclusive' })
  down = () => false
  const calls = server.seen.length
  const { value: second } = await run('a')
  expect(candidateOf(onlyTask(second), 'lab/small')).toEqual(candidateOf(onlyTask(first), 'lab/small'))
  const { value: other } = await run('b')
  expect(candidateOf(onlyTask(other), 'lab/small').failed).toBe(2)
  expect(server.seen).toHaveLength(calls)
})
