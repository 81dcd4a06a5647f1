import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucket, createRouter } from '../../src/policy/index.js'
import type { PolicyDocument, PolicyRequest, RouterState } from '../../src/policy/index.js'
import { policyFromYaml } from '../../src/policy/lint-file.js'
import { parsePolicyYaml } from '../../src/policy/policy-yaml.js'
import { createTally, windowOf } from '../../src/policy/tally.js'

const file = (name: string): string => readFileSync(new URL(`../../fixtures/policy/${name}`, import.meta.url), 'utf8')
const policy = policyFromYaml(file('rules.policy.yaml'), 'rules.policy.yaml')
const router = createRouter(policy)

const requests: fc.Arbitrary<PolicyRequest> = fc.record({
  id: fc.string(), model: fc.constantFrom('tiny', 'mini-1', 'big', 'shared', 'never-heard-of'),
  metadata: fc.record({ t: fc.constantFrom(...policy.routes.map((route) => route.id)), k: fc.string(), class: fc.constantFrom('phi', 'open') }, { requiredKeys: [] }),
  user: fc.record({ id: fc.string(), region: fc.constantFrom('eu', 'us') }, { requiredKeys: [] }),
  prompt: fc.record({ last_user: fc.constantFrom('refund money', 'app crash', 'hello') }, { requiredKeys: [] }),
}, { requiredKeys: [] })
const states: fc.Arbitrary<RouterState> = fc.record({
  exhausted_providers: fc.subarray(['north', 'south', 'east']), exhausted_scopes: fc.subarray(['total', 'user']),
  tier_share: fc.record({ budget: fc.double({ min: 0, max: 100, noNaN: true }), premium: fc.double({ min: 0, max: 100, noNaN: true }) }, { requiredKeys: [] }),
}, { requiredKeys: [] })
const instants = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-06-01'), noInvalidDate: true })

describe('under any state, at any time', () => {
  it('no model, fallback or shadow breaks a constraint', () => {
    let constrained = 0
    fc.assert(fc.property(requests, states, instants, (request, state, now) => {
      const outcome = router.route(request, { now, state })
      if ('error' in outcome) return
      for (const { provider } of [outcome, ...outcome.fallbacks, ...(outcome.shadow ? [outcome.shadow] : [])]) {
        const { regions = [], compliance = [] } = policy.providers[provider] ?? {}
        if (request.user?.region === 'eu') { constrained += 1; expect(regions).toContain('eu') }
        if (request.metadata?.['class'] === 'phi') expect(compliance).toContain('hipaa')
        if (provider === 'north') expect(state.exhausted_providers ?? []).not.toContain('north')
      }
    }), { numRuns: 3000 })
    expect(constrained).toBeGreaterThan(300)
  })

  it('the same request, instant and state have the same answer', () => {
    fc.assert(fc.property(requests, states, instants, (request, state, now) => { expect(router.route(request, { now, state })).toEqual(createRouter(policy).route(request, { now, state })) }), { numRuns: 200 })
  })
})

describe('a canary', () => {
  it('keeps every key that is in when the percentage grows', () => {
    const inside = (percent: number, key: string): boolean => {
      const grown = { ...policy, routes: policy.routes.map((route) => (route.id === 'half' && route.rollout ? { ...route, rollout: { ...route.rollout, percent } } : route)) }
      const outcome = createRouter(grown).route({ metadata: { t: 'half', k: key } }, { now: '2026-06-10T12:00:00Z' })
      return !('error' in outcome) && outcome.route === 'half'
    }
    fc.assert(fc.property(fc.string(), fc.tuple(fc.double({ min: 0, max: 100, noNaN: true }), fc.double({ min: 0, max: 100, noNaN: true })), (key, pair) => {
      const [low, high] = [Math.min(...pair), Math.max(...pair)]
      expect(inside(low, key) && !inside(high, key)).toBe(false)
      expect(inside(low, key)).toBe(bucket('rules/half', key) < low)
    }), { numRuns: 500 })
  })
})

describe('a day of 100,000 requests', () => {
  it('never exceeds the share cap or a budget', () => {
    const { data } = parsePolicyYaml(file('rules.policy.yaml'), 'p')
    const document = data as PolicyDocument
    const day = createRouter({ ...document, routes: document.routes.map((route) => (route.id === 'small' ? { ...route, priority: 5, match: { field: 'metadata.t', exists: true } } : route)) })
    const tally = createTally(document)
    const start = Date.parse('2026-06-10T00:00:00Z')
    const [served, hours] = [new Map<string, number>(), new Map<number, { all: number; budget: number }>()]
    let [north, redirected, total, denied] = [0, 0, 0, 0]
    let seed = 7
    const random = (): number => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return seed / 2 ** 32 }
    for (let n = 0; n < 100_000; n++) {
      const now = start + Math.floor((n * 86_400_000) / 100_000)
      const user = `u${Math.floor(random() * 50)}`
      const outcome = day.route({ id: `r${n}`, user: { id: user }, metadata: random() < 0.9 ? { t: 'x' } : {} }, { now: new Date(now), state: tally.state(now, { user, mostUsd: 0.002 }) })
      if ('error' in outcome) { denied += 1; continue }
      const costUsd = random() * 0.002
      tally.record(now, { model: outcome.model, costUsd, user })
      served.set(outcome.model, (served.get(outcome.model) ?? 0) + 1)
      total += costUsd
      if (outcome.provider === 'north') north += costUsd
      if (outcome.reason === 'share_cap') redirected += 1
      const hour = hours.get(Math.floor(now / 3_600_000)) ?? { all: 0, budget: 0 }
      hour.all += 1
      if (document.models[outcome.model]?.tier === 'budget') hour.budget += 1
      expect(hour.budget < 0.6 * hour.all || hour.budget === 0).toBe(true)
      hours.set(Math.floor(now / 3_600_000), hour)
    }
    expect(north).toBeLessThanOrEqual(10)
    expect(north).toBeGreaterThan(9.99)
    expect(total).toBeLessThanOrEqual(100)
    expect(redirected).toBeGreaterThan(10_000)
    expect(served.get('tiny')).toBeGreaterThan(1000)
    expect([hours.size, total > 99 || denied === 0]).toEqual([24, true])
    expect(hours.get(Math.floor(start / 3_600_000))?.budget).toBeGreaterThan(0.59 * (hours.get(Math.floor(start / 3_600_000))?.all ?? 0))
  })
})

describe('windows', () => {
  it.each([['15m', '2026-06-10T12:14:59Z', '2026-06-10T12:15:00Z'], ['1h', '2026-06-10T12:59:59Z', '2026-06-10T13:00:00Z'], ['7d', '2026-06-10T23:59:59Z', '2026-06-11T00:00:00Z'], ['1mo', '2026-02-28T23:59:59Z', '2026-03-01T00:00:00Z']])('of %s end where they should', (period, last, first) => {
    expect(windowOf(period, Date.parse(first)) - windowOf(period, Date.parse(last))).toBe(1)
    expect(windowOf(period, Date.parse(last)) - windowOf(period, Date.parse(last) - 60_000)).toBe(0)
  })
})
