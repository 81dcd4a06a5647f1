import { describe, expect, it } from 'vitest'
import type { Observation } from '../../src/monitor/observe.js'
import type { LlmCall } from '../../src/domain/call.js'
import { lengthMs } from '../../src/monitor/length.js'
import type { Rollout, Route } from '../../src/policy/document.js'
import { armOf, type ArmOfCall } from '../../src/rollout/arm.js'
import { policyFromYaml } from '../../src/policy/lint-file.js'
import { policyText } from '../monitor/scene.js'
import { createRecent } from '../../src/rollout/recent.js'
import { createRouteTrial } from '../../src/rollout/route-trial.js'
import { rulesOf } from '../../src/rollout/stage.js'

const routeWith = (rollout: Partial<Rollout>): Route & { readonly rollout: Rollout } => ({
  id: 'sort', priority: 1, match: { always: true }, target: { model: 'small' }, rollout: { stage: 'canary', percent: 50, rollback: { quality_drop: 0.1 }, cutover: { steps: [1, 10, 50, 100], min_n: 100 }, ...rollout },
})

interface Told { readonly feedback?: number | undefined; readonly startedAt?: string; readonly costUsd?: number; readonly arm: ArmOfCall['arm']; readonly unnamed?: boolean }

/** The verdict of a canary at 50 %: one call of each arm in turn. */
function decided(rollout: Partial<Rollout>, calls: readonly Told[]) {
  const route = routeWith(rollout)
  const trial = createRouteTrial({ route, rollout: route.rollout, alpha: 0.05, margin: undefined, validator: undefined, context: {}, goldOf: () => undefined })
  for (const { feedback, startedAt, costUsd = 0.001, arm, unnamed = false } of calls) {
    const call = { id: '', metadata: {}, request: { messages: [] }, ...(startedAt === undefined ? {} : { startedAt }) } as unknown as LlmCall
    trial.add(call, { usable: true, feedback, costUsd } as unknown as Observation, { arm, strayed: false, unnamed, by: 'tag' })
  }
  return trial.result()
}

const day = (n: number, of: number, days: number): string => new Date(Date.UTC(2026, 0, 1) + (n / of) * days * 86_400_000).toISOString()
const both = (count: number, told: (n: number, arm: 'candidate' | 'incumbent') => Partial<Told>): readonly Told[] => Array.from({ length: count }, (_, n) => (['candidate', 'incumbent'] as const).map((arm) => ({ arm, ...told(n, arm) }))).flat()
const mostly = (n: number, every: number): number => Number(n % every !== 0)

describe('the margin of a step', () => {
  it('is twice the policy’s below half of the traffic, but never at the step before all of it', () => {
    const at = (steps: readonly number[] | undefined, percent: number): number => rulesOf(routeWith({ cutover: steps === undefined ? {} : { steps } }), undefined).marginAt({ stage: 'canary', percent })
    expect([at(undefined, 1), at(undefined, 10), at(undefined, 50)]).toEqual([0.2, 0.2, 0.1])
    expect([at([1, 10], 1), at([1, 10], 10)]).toEqual([0.2, 0.1])
    expect(at([10, 100], 10)).toBe(0.1)
    expect(at([], 5)).toBe(0.1)
    expect(rulesOf(routeWith({ cutover: { steps: [10] } }), undefined).marginAt({ stage: 'shadow', percent: 5 })).toBe(0.1)
  })
})

describe('what a policy asks for before a step', () => {
  const good = (count: number, days: number): readonly Told[] => both(count, (n) => ({ feedback: mostly(n, 20), startedAt: day(n, count, days) }))

  it('counts within the window', () => {
    expect(decided({}, good(600, 60))).toMatchObject({ verdict: 'promote' })
    const few = decided({ cutover: { steps: [50], min_n: 100, window: '7d' } }, good(600, 60))
    expect(few.verdict).toBe('hold')
    expect(few.reason).toMatch(/good enough so far, but \d\d of the 100 requests within 7d/u)
    expect(decided({ cutover: { steps: [50], min_n: 100, window: '14d' } }, good(600, 60)).verdict).toBe('promote')
    // Without times the whole log counts.
    expect(decided({ cutover: { steps: [50], min_n: 100, window: '7d' } }, both(600, (n) => ({ feedback: mostly(n, 20) }))).verdict).toBe('promote')
  })

  it('holds a candidate whose quality has fallen lately, though it is good enough over all', () => {
    const late = both(900, (n, arm) => ({ feedback: arm === 'candidate' && n > 800 ? mostly(n, 3) : mostly(n, 20), startedAt: day(n, 900, 60) }))
    expect(decided({}, late).verdict).toBe('promote')
    const held = decided({ cutover: { steps: [50], min_n: 20, window: '7d' } }, late)
    expect(held.verdict).toBe('hold')
    expect(held.reason).toMatch(/within 7d its quality is 0\.\d\d times the incumbent's/u)
    expect(decided({ cutover: { steps: [50], min_n: 20, window: '7d', min_quality_ratio: 0.5 } }, late).verdict).toBe('promote')
  })

  it('takes no score from users who only ever complain, however different the arms are', () => {
    const complaints = decided({}, both(600, (n, arm) => ({ feedback: n % (arm === 'candidate' ? 2 : 4) === 0 ? 0 : undefined })))
    expect(complaints.metric).not.toBe('feedback')
    expect(complaints.verdict).not.toBe('promote')
  })

  it('leaves out, and tells, calls of models that the policy does not name', () => {
    const result = decided({}, [...good(600, 60), ...Array.from({ length: 7 }, (): Told => ({ arm: undefined, unnamed: true }))])
    expect(result).toMatchObject({ candidate: { calls: 600 }, incumbent: { calls: 600 } })
    expect(result.notes.join()).toContain('7 calls were served by models that the policy does not name')
  })
})

it('a tag does not make a model the incumbent that the policy does not name', () => {
  const policy = policyFromYaml(policyText(), 'p.yaml')
  const [route] = policy.routes
  if (route === undefined) throw new Error('the policy has a route')
  for (const arm of ['incumbent', 'candidate']) {
    const call = { metadata: { 'llm_routing.arm': arm, 'llm_routing.reason': 'rollout' }, id: 'x' } as unknown as LlmCall
    expect(armOf(call, { servedBy: 'held-back', tier: undefined }, policy, route)).toMatchObject({ arm: undefined, unnamed: true })
    expect(armOf(call, { servedBy: arm === 'incumbent' ? 'held-back' : 'target', tier: 'premium' }, policy, route)).toMatchObject({ arm, unnamed: false })
  }
})

it('sums of the last hours do not depend on the order of the rows', () => {
  const rows = Array.from({ length: 50 }, (_, n) => [day(n, 50, 10), n % 7 === 0 ? undefined : 0.1, { usable: n % 2 }] as const)
  const [forth, back] = [rows, rows.toReversed()].map((list) => {
    const recent = createRecent()
    for (const row of list) recent.add(...row)
    return recent.since(lengthMs('2d'), recent.latest)
  })
  expect(forth?.calls).toBe(back?.calls)
  expect(forth?.calls).toBeGreaterThan(8)
  expect(forth?.calls).toBeLessThan(12)
  expect(forth?.scores).toEqual(back?.scores)
  expect([lengthMs('15m'), lengthMs('1h'), lengthMs('1mo'), lengthMs('7 days'), lengthMs(undefined)]).toEqual([900_000, 3_600_000, 2_592_000_000, undefined, undefined])
})
