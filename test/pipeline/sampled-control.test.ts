import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pairedDifference } from '../../src/pipeline/task/pair.js'
import { decideAgain } from '../../src/pipeline/decide-again.js'
import { controlWeights, lotOf } from '../../src/pipeline/task/sampled-control.js'
import type { TaskRun } from '../../src/pipeline/task/task-run.js'
import type { TrialScore } from '../../src/pipeline/task/trial-score.js'
import { audit, candidateOf, configFor, onlyTask, optionsFor, toEnd } from '../support/audit.js'
import { manualClock } from '../support/clock.js'
import { caseOf, labelOf, wrongLabelOf } from '../support/log.js'
import { answer, startModelServer } from '../support/model-server.js'
import { plannedCase, planOf, taskPlanOf } from '../support/plan.js'
import { asked, withLog } from '../support/scene.js'
import { workspace } from '../support/workspace.js'

/** The incumbent contradicts its log in one case of 19, the candidate in another of 23. */
const wavering = () => startModelServer(({ prompt, model }) => {
  const n = caseOf(prompt)
  return answer(n % (model === 'big' ? 19 : 23) === 5 ? wrongLabelOf(n) : labelOf(n))
})
const sampled = { quality: { control_share: 0.5, max_samples: 400 } }
interface Row { readonly index: number; readonly candidate: { readonly value?: number }; readonly controlWeight?: number; readonly difference: { readonly nonInferiority: number }; readonly caseId: string }
const rowsOf = (runDir: string): readonly Row[] => readFileSync(join(runDir, 'scores.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Row)

describe('a control that is asked by lot', () => {
  it('is asked for the pilot and wherever the candidate differs from the log, and by lot elsewhere', async () => {
    using space = workspace()
    await using server = await wavering()
    const { value } = await audit(optionsFor(space, withLog(space, 500), configFor(server.url, sampled)))
    const task = onlyTask(value)
    const rows = rowsOf(value.runDir)
    const reruns = new Set(asked(server, 'big'))
    expect(task.control).toBe('rerun')
    expect(rows.slice(0, 60).every(({ controlWeight }) => controlWeight === 1)).toBe(true)
    const later = rows.slice(60)
    expect(later.length).toBeGreaterThan(100)
    for (const { candidate, controlWeight, caseId } of later) {
      if ((candidate.value ?? 0) < 1) expect(controlWeight).toBe(1)
      else expect([0, 2]).toContain(controlWeight)
      if (controlWeight !== 0) expect(reruns.has(Number(caseId.replace('call-', '')))).toBe(true)
    }
    const agreeing = later.filter(({ candidate }) => candidate.value === 1)
    const share = agreeing.filter(({ controlWeight }) => controlWeight === 2).length / agreeing.length
    expect(Math.abs(share - 0.5)).toBeLessThan(0.15)
    // No case whose lot fell on "no" was paid for, run ahead or not.
    expect(reruns.size).toBeLessThan(asked(server, 'small').length * 0.9)
    const unasked = later.filter(({ controlWeight }) => controlWeight === 0)
    expect(unasked.filter(({ caseId }) => reruns.has(Number(caseId.replace('call-', ''))))).toEqual([])
    expect(unasked.every(({ difference }) => difference.nonInferiority === 0)).toBe(true)
    expect(candidateOf(task, 'lab/small').difference).toBeCloseTo(rows.reduce((sum, { difference }) => sum + difference.nonInferiority, 0) / rows.length, 12)
  })

  it('comes to the same result whatever runs at once, again without a call, and from the record alone', async () => {
    using space = workspace()
    await using server = await wavering()
    const log = withLog(space, 500)
    const first = await audit(optionsFor(space, log, configFor(server.url, sampled), { concurrency: 16 }))
    const calls = server.seen.length
    const again = await audit(optionsFor(space, log, configFor(server.url, sampled), { concurrency: 1 }))
    expect(again.value.result.tasks).toEqual(first.value.result.tasks)
    expect(server.seen).toHaveLength(calls)
    const offline = await toEnd(decideAgain(first.value.runDir, { margin: undefined, alpha: undefined, candidates: undefined, signal: new AbortController().signal, clock: manualClock() }))
    expect(offline.value.tasks).toEqual(first.value.result.tasks)
    const apart = await audit(optionsFor(space, log, configFor(server.url, sampled), { concurrency: 1, auditDir: space.path('.elsewhere') }))
    expect(candidateOf(onlyTask(apart.value), 'lab/small')).toMatchObject({ eValue: candidateOf(onlyTask(first.value), 'lab/small').eValue })
  })

  it('ends as a run without record does, where a control is not on record', async () => {
    using space = workspace()
    await using server = await wavering()
    const log = withLog(space, 500)
    const whole = await audit(optionsFor(space, log, configFor(server.url, sampled)))
    const trials = join(whole.value.runDir, 'trials.jsonl')
    const kept = readFileSync(trials, 'utf8').trim().split('\n')
    const reruns = kept.filter((line) => line.includes('"prod/big"'))
    space.write(`.audit/${whole.value.result.runId}/trials.jsonl`, `${kept.filter((line) => !reruns.slice(60).includes(line)).join('\n')}\n`)
    await expect(audit(optionsFor(space, log, configFor(server.url, sampled), { offline: true }))).rejects.toThrow(/is on record/)
  })

  it('is not combined with what needs every control, and refuses a batch', async () => {
    using space = workspace()
    await using server = await wavering()
    const log = withLog(space, 200, (n) => ({ record: { metadata: { expected: labelOf(n) } } }))
    const withGold = await audit(optionsFor(space, log, configFor(server.url, { ...sampled, gold: 'metadata.expected' })))
    expect(withGold.value.plan.tasks[0]?.controlShare).toBeUndefined()
    const everywhere = await audit(optionsFor(space, log, configFor(server.url, { quality: { control_share: 1, max_samples: 400 } })))
    expect(everywhere.value.plan.tasks[0]?.controlShare).toBeUndefined()
    expect(rowsOf(everywhere.value.runDir).every(({ controlWeight }) => controlWeight === undefined)).toBe(true)
    await expect(audit(optionsFor(space, log, configFor(server.url, sampled), { batch: true }))).rejects.toThrow(/control_share/)
    const plain = await audit(optionsFor(space, log, configFor(server.url, { quality: { max_samples: 400 } })))
    expect(plain.value.result.runId).toBe(everywhere.value.result.runId)
    const byLot = await audit(optionsFor(space, log, configFor(server.url, sampled)))
    expect(byLot.value.result.runId).not.toBe(plain.value.result.runId)
  })
})

describe('weights', () => {
  const scored = (value: number): TrialScore => ({ status: 'scored', value, reason: '' })

  it('leave the difference on average what it is, and never below −1', () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0.1, max: 1, noNaN: true }), (candidate, control, share) => {
      const of = (controlWeight: number) => pairedDifference({ index: 0, candidate: scored(candidate), control: scored(control), controlWeight }).nonInferiority
      expect(share * of(1 / share) + (1 - share) * of(0)).toBeCloseTo(candidate - control, 9)
      expect(Math.min(of(1 / share), of(0))).toBeGreaterThanOrEqual(-1)
      expect(of(1 / share)).toBeLessThanOrEqual(1 / share + 1e-9)
    }))
  })

  it('count a control without a score for the incumbent in the test and against it in the reverse test', () => {
    const failed: TrialScore = { status: 'failed', reason: 'timeout' }
    expect(pairedDifference({ index: 0, candidate: scored(1), control: failed, controlWeight: 2 })).toEqual({ nonInferiority: 0, reverse: 2 })
    expect(pairedDifference({ index: 0, candidate: scored(1), control: failed })).toEqual({ nonInferiority: 0, reverse: 1 })
  })

  it('are drawn uniformly, by seed and question alone', () => {
    const one = (n: number) => ({ request: { messages: [{ role: 'user' as const, parts: [{ type: 'text' as const, text: `question ${n}` }] }] } })
    const lots = Array.from({ length: 2000 }, (_, n) => lotOf(1, one(n)))
    expect(lots.every((lot) => lot >= 0 && lot < 1)).toBe(true)
    for (const share of [0.1, 0.5, 0.9]) expect(Math.abs(lots.filter((lot) => lot < share).length / 2000 - share)).toBeLessThan(0.05)
    expect(lotOf(1, one(3))).toBe(lots[3])
    expect(lotOf(2, one(3))).not.toBe(lots[3])
  })
})

describe('what a control is asked by', () => {
  const score = (value: number): TrialScore => ({ status: 'scored', value, reason: '' })
  const cases = Array.from({ length: 2060 }, (_, n) => plannedCase(n))
  const weights = (share: number, allowed = (index: number) => index >= 0) => {
    const run: Pick<TaskRun, 'plan' | 'cases' | 'context' | 'allowed'> = { plan: taskPlanOf({ controlShare: share }), cases, context: { plan: planOf() } as TaskRun['context'], allowed: (one) => allowed(one.index) }
    return controlWeights(run as TaskRun)
  }

  it('is a lot of the share that was named, which weighs one over it', () => {
    const of = weights(0.2)
    const later = cases.slice(60).map((one) => of?.(one, score(1)))
    expect(new Set(later)).toEqual(new Set([0, 5]))
    expect(Math.abs(later.filter((weight) => weight === 5).length / later.length - 0.2)).toBeLessThan(0.04)
    for (const one of cases.slice(60, 200)) expect(of?.(one, score(1)) === 5).toBe(lotOf(1, one) < 0.2)
  })

  it('is no lot for the first sixty that may be asked, nor where the candidate is not all right', () => {
    const even = weights(0.2, (index) => index % 2 === 0)
    expect(cases.slice(0, 119).filter(({ index }) => index % 2 === 0).every((one) => even?.(one, score(1)) === 1)).toBe(true)
    expect(cases.slice(120, 400).some((one) => even?.(one, score(1)) === 0)).toBe(true)
    for (const answer of [score(0), score(0.9), { status: 'failed', reason: '' }, { status: 'unscored', reason: '' }] as const) expect(cases.every((one) => weights(0.2)?.(one, answer) === 1)).toBe(true)
  })

  it('is asked everywhere without a share', () => {
    expect(controlWeights({ plan: taskPlanOf() } as TaskRun)).toBeUndefined()
  })
})
