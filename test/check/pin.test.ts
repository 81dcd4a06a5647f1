import { describe, expect, it } from 'vitest'
import { PINNED_CASES, pinRegressionSet, type PinInput } from '../../src/check/pin.js'
import type { Case } from '../../src/domain/case.js'
import type { AuditResult } from '../../src/domain/result.js'
import type { PushedCase } from '../../src/pipeline/task/pair.js'
import type { PolicyDocument } from '../../src/policy/document.js'
import { findValidator, validatorId } from '../../src/validators/index.js'
import { plannedCase, taskPlanOf } from '../support/plan.js'

/** Parts of documents that pinning reads; the others are left out. */
const policyOf = (evidence: Record<string, unknown>): PolicyDocument => ({ metadata: { id: 'p' }, models: { cheap: { provider: 'lab', id: 'small' } }, routes: [{ id: 'r', target: { model: 'cheap' }, evidence: { task_id: 't_a', ...evidence } }] } as unknown as PolicyDocument)
const resultOf = (changes: Record<string, unknown> = {}): AuditResult => ({ runId: 'run', tasks: [{ id: 't_a', incumbent: 'prod/big', control: 'logged', decision: { model: 'lab/small', strategy: 'single' }, ...changes }] } as unknown as AuditResult)
const pushed = (index: number, changes: Partial<PushedCase> = {}): PushedCase => ({ index, candidate: { status: 'scored', value: 0.5, reason: '' }, control: { status: 'scored', value: 0.25, reason: '' }, ...changes } as unknown as PushedCase)

function pin(cases: readonly Case[], { evidence = {}, result, ...rest }: { readonly evidence?: Record<string, unknown>; readonly result?: Record<string, unknown> } & Partial<Omit<PinInput, 'evidence' | 'result'>> & { readonly pairs?: readonly PushedCase[] } = {}) {
  const { pairs = cases.map(({ index }) => pushed(index)), ...input } = rest
  return pinRegressionSet({
    policy: policyOf(evidence), result: resultOf(result), tasks: [taskPlanOf({ validator: validatorId(findValidator('label')) })], cases: new Map([['t_a', cases]]),
    evidence: new Map([['t_a', new Map([['lab/small', pairs]])]]), maxP95Ratio: undefined, ...input,
  }).routes
}
const saying = (index: number, words: string): Case => plannedCase(index, { request: { messages: [{ role: 'user', parts: [{ type: 'text', text: words }] }] } })
const first = (routes: ReturnType<typeof pin>) => routes[0]?.cases[0]

describe('the pinned cases of a route', () => {
  it('are the first 300 of the drawn order', () => {
    const cases = Array.from({ length: 320 }, (_, n) => plannedCase(n))
    expect(pin(cases)[0]?.cases.map(({ id }) => id)).toEqual(cases.slice(0, PINNED_CASES).map(({ id }) => id))
  })

  it('leave out long ones while 300 others are there, and only then', () => {
    const long = (n: number): Case => saying(n, 'w '.repeat(20_000))
    const enough = [long(0), ...Array.from({ length: 300 }, (_, n) => plannedCase(n + 1))]
    expect(pin(enough)[0]?.cases[0]?.id).toBe('case-1')
    expect(pin(enough.slice(0, 300))[0]?.cases[0]?.id).toBe('case-0')
    expect(pin([long(0)])[0]?.cases).toHaveLength(1)
  })

  it('know the model’s own score, unless what it was asked had to be changed', () => {
    expect(first(pin([plannedCase(0)]))).toMatchObject({ baseline: 0.5 })
    const private_ = first(pin([saying(0, 'Write to jane.doe@example.com about the parcel.')]))
    expect(JSON.stringify(private_?.request)).not.toContain('jane.doe')
    expect(private_).not.toHaveProperty('baseline')
    expect(first(pin([plannedCase(0)], { pairs: [] }))).not.toHaveProperty('baseline')
  })

  it('have the incumbent’s score as their control: of its rerun where it was asked, of the log against gold, or whole', () => {
    expect(first(pin([plannedCase(0)]))?.control).toBe(1)
    expect(first(pin([plannedCase(0, { gold: 'a' })]))?.control).toBe(1)
    expect(first(pin([plannedCase(0, { gold: 'b' })]))?.control).toBe(0)
    const rerun = { result: { control: 'rerun' } }
    expect(first(pin([plannedCase(0)], rerun))?.control).toBe(0.25)
    expect(first(pin([plannedCase(0)], { ...rerun, pairs: [pushed(0, { controlWeight: 2 })] }))?.control).toBe(0.25)
    expect(first(pin([plannedCase(0)], { ...rerun, pairs: [pushed(0, { controlWeight: 0 })] }))).not.toHaveProperty('control')
  })

  it('leave out what a constraint keeps from the provider that a check would ask', () => {
    const cases = [0, 1, 2].map((n) => plannedCase(n))
    const mayGo = (one: Case, provider: string): boolean => provider !== 'lab' || one.index !== 1
    expect(pin(cases, { mayGo })[0]?.cases.map(({ id }) => id)).toEqual(['case-0', 'case-2'])
  })

  it('are none for a cascade, or a task that the result does not hold', () => {
    expect(pin([plannedCase(0)], { evidence: { strategy: 'cascade' } })).toEqual([])
    expect(pin([plannedCase(0)], { evidence: { task_id: 'other' } })).toEqual([])
  })

  it('of a split are those that its classifier sends to the cheap model, and the model is its target', () => {
    const f32 = (numbers: readonly number[]): string => Buffer.from(Float32Array.from(numbers).buffer).toString('base64')
    const classifier = { type: 'linear', input: 'prompt.last_user', ngrams: 1, dims: 1, labels: ['cheap', 'incumbent'], idf: f32([1]), weights: f32([0, 0]), bias: [Math.log(3), 0] }
    const split = (minScore: number, bias = classifier.bias) => pin([plannedCase(0)], {
      evidence: { strategy: 'split' },
      result: { decision: { model: 'split', strategy: 'split', family: { kind: 'split', models: ['lab/small'] } }, strategies: [{ kind: 'split', models: ['lab/small'], viable: true, classifier: { ...classifier, bias }, minScore }] },
    })
    expect(split(0.7)[0]).toMatchObject({ model: 'lab/small', cases: [{ id: 'case-0', baseline: 0.5 }] })
    expect(split(0.8)[0]?.cases).toEqual([])
    expect(split(0.5, [0, Math.log(3)])[0]?.cases).toEqual([])
    expect(split(0.5, [0, 0])[0]?.cases).toHaveLength(1)
  })

  it('are bound to the ratio of the incumbent’s p95 latency where one is configured', () => {
    const cases = Array.from({ length: 20 }, (_, n) => plannedCase(n, { latencyMs: 100 * (20 - n) }))
    expect(pin(cases, { maxP95Ratio: 1.5 })[0]?.latencyBoundMs).toBe(2850)
    expect(pin(cases)[0]).not.toHaveProperty('latencyBoundMs')
    expect(pin([plannedCase(0)], { maxP95Ratio: 1.5 })[0]).not.toHaveProperty('latencyBoundMs')
  })
})
