import { describe, expect, it } from 'vitest'
import type { Case } from '../../src/domain/case.js'
import type { Plan, TaskPlan } from '../../src/domain/plan.js'
import { refusals } from '../../src/pipeline/continuation/refusals.js'
import { plannedCase, planOf, taskPlanOf } from '../support/plan.js'

const cases = Array.from({ length: 20 }, (_, n) => plannedCase(n))
const fresh = Array.from({ length: 20 }, (_, n) => plannedCase(100 + n))

interface Change {
  readonly now?: Partial<TaskPlan>
  readonly before?: Partial<TaskPlan>
  readonly plan?: Partial<Plan>
  readonly last?: Partial<Plan>
  readonly cases?: readonly Case[]
}

function said({ now, before, plan, last, cases: past = cases }: Change): readonly string[] {
  return refusals(taskPlanOf(now), { plan: taskPlanOf(before), cases: past, tried: [], pushed: new Map(), reach: 0 }, fresh, planOf(plan), planOf(last))
}

const { rule } = taskPlanOf()
const small = { ref: 'lab/small', provider: 'lab', model: 'small' }
const strategy = [{ kind: 'cascade', models: ['lab/small'] }] as const
const place = planOf().providers['lab'] ?? planOf().providers['prod']
const label = { taskId: 't_a' } as TaskPlan['labels'][number]
const judge = { model: { ref: 'lab/j', provider: 'lab', model: 'j' }, rubric: '', id: 'x' }

describe('a run goes on from another', () => {
  it('that was the same', () => {
    expect(said({})).toEqual([])
  })

  it.each<[string, Change, string]>([
    ['another margin', { now: { rule: { ...rule, margin: 0.05 } } }, 'the margin was 0.03 and is 0.05'],
    ['another level', { before: { rule: { ...rule, alpha: 0.01 } } }, 'the level was 0.01 and is 0.05'],
    ['a fixed design now', { now: { rule: { ...rule, design: 'fixed' } } }, 'fixed design'],
    ['a fixed design before', { before: { rule: { ...rule, design: 'fixed' } } }, 'fixed design'],
    ['a closed log now', { now: { target: 'log' } }, 'logged cases alone'],
    ['a closed log before', { before: { target: 'log' } }, 'logged cases alone'],
    ['another validator', { now: { validator: 'json@1' } }, 'the validator was label@1 and is json@1'],
    ['a label that was unknown', { now: { validatorContext: { labels: ['a', 'b', 'c'] } } }, 'other labels'],
    ['another tolerance', { now: { validatorContext: { labels: ['a', 'b'], tolerance: 0.1 } } }, 'other labels, fields or settings'],
    ['gold now', { now: { hasGold: true } }, 'compared with expected ones in one run'],
    ['a share of the controls', { before: { controlShare: 0.5 } }, 'asked again on 0.5 of the cases and is on 1'],
    ['another control', { now: { control: 'rerun' } }, 'the control was auto and is rerun'],
    ['one case of each user', { now: { onePer: 'metadata.user_id' } }, 'each conversation and now of each metadata.user_id'],
    ['a judge now', { now: { judge } }, 'a judge has a part'],
    ['a judge before', { before: { judge } }, 'a judge has a part'],
    ['labels now', { now: { labels: [label] } }, 'people have settled'],
    ['labels before', { before: { labels: [label] } }, 'people have settled'],
    ['another incumbent', { now: { incumbent: { ref: 'prod/large' } } }, 'the incumbent was prod/big and is prod/large'],
    ['a parameter left out', { now: { ladder: [{ model: { ...small, omit: ['temperature'] } }] } }, 'lab/small is asked without other parameters'],
    ['other strategies', { now: { strategies: strategy } }, 'other strategies'],
    ['more samples for strategies', { now: { strategies: strategy, strategySamples: 300 }, before: { strategies: strategy, strategySamples: 0 } }, 'other strategies'],
    ['a candidate reached elsewhere', { plan: { providers: { ...planOf().providers, lab: { ...place!, baseUrl: 'http://127.0.0.1:8/v1' } } } }, 'lab is reached otherwise'],
    ['an incumbent reached elsewhere', { plan: { providers: { ...planOf().providers, prod: { ...place!, baseUrl: 'http://127.0.0.1:8/v1' } } } }, 'prod is reached otherwise'],
    ['constraints now', { plan: { constraints: [{ when: {}, require: {} } as unknown as Plan['constraints'][number]] } }, 'constraints withhold'],
    ['constraints before', { last: { constraints: [{ when: {}, require: {} } as unknown as Plan['constraints'][number]] } }, 'constraints withhold'],
    ['a false discovery rate now', { plan: { fdr: { level: 0.05, tasks: 3 } } }, 'each task was decided by itself, and now 3 are, at 0.05'],
    ['a false discovery rate before', { last: { fdr: { level: 0.05, tasks: 3 } } }, '3 tasks were declared together at 0.05, and now each is'],
    ['conversations of which nothing was kept', { before: { excluded: { conversation: 4 } } }, 'an earlier version'],
  ])('not with %s', (_, change, words) => {
    const found = said(change)
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(words)
  })

  it('not under another system prompt', () => {
    const other = cases.map((one) => ({ ...one, request: { messages: one.request.messages.map((message) => (message.role === 'system' ? { ...message, parts: [{ type: 'text' as const, text: 'Sort it well.' }] } : message)) } }))
    expect(said({ cases: other })[0]).toContain('its system prompt is another one')
  })

  it.each<[string, Change]>([
    ['fewer labels than were known', { now: { validatorContext: { labels: ['a'] } } }],
    ['labels of people beside gold, where they settle nothing', { now: { hasGold: true, labels: [label] }, before: { hasGold: true } }],
    ['other limits of speed', { plan: { providers: { ...planOf().providers, lab: { ...place!, rpm: 60, tpm: 1000, maxConcurrency: 2, budgetUsd: 1 } } } }],
    ['another provider that nobody of it needs', { plan: { providers: { ...planOf().providers, spare: place! } } }],
    ['a candidate that is new and left one out', { now: { ladder: [{ model: { ref: 'lab/other', provider: 'lab', model: 'other', omit: ['temperature'] } }] } }],
    ['conversations that were kept', { before: { excluded: { conversation: 4 } }, cases: cases.map((one) => ({ ...one, conversation: `c${one.index}` })) }],
  ])('with %s', (_, change) => {
    expect(said(change)).toEqual([])
  })
})
