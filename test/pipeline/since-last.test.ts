import { expect, it } from 'vitest'
import type { Plan, TaskPlan } from '../../src/domain/plan.js'
import type { AuditResult, TaskResult } from '../../src/domain/result.js'
import { compareWithLast, markCarried } from '../../src/pipeline/record/since-last.js'

const result = (id: string): TaskResult => ({ id, candidates: [], decision: { model: 'lab/small' } }) as unknown as TaskResult
const task = (calls: number): TaskPlan => ({ summary: { id: 't', label: 'sort', calls, share: 1 }, caseSet: 'c', incumbent: { ref: 'prod/big' }, ladder: [], outside: [], validator: 'label@1', validatorContext: {}, rule: { margin: 0.03, alpha: 0.05 } }) as unknown as TaskPlan
const plan = (calls: number): Plan => ({ runId: `r${calls}`, seed: 1, providers: {}, constraints: [], tasks: [task(calls)] }) as unknown as Plan
const last = (tasks: readonly TaskResult[] = []) => ({ plan: plan(100), result: { runId: 'r0', tasks } as unknown as AuditResult, finishedAt: '2026-01-02T03:04:05.000Z' })

it('a task that was asked anew is no old decision, though it comes out the same', () => {
  const since = { unchanged: new Set(['a', 'b']), changes: [] }
  const marked = markCarried([result('a'), result('b')], since, last([result('a'), result('b')]), new Set(['b']))
  expect(marked.map(({ carriedOver }) => carriedOver?.runId)).toEqual(['r0', undefined])
})

it('a task of more calls has changed, though the cases that were drawn are the same', () => {
  expect(compareWithLast(plan(100), last()).unchanged).toEqual(new Set(['t']))
  expect(compareWithLast(plan(120), last())).toMatchObject({ unchanged: new Set(), changes: ['task "sort": its calls changed'] })
})
