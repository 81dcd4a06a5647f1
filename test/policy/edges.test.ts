import { describe, expect, it } from 'vitest'
import { bucket, createRouter, loadPolicy } from '../../src/policy/index.js'
import { createClassifier } from '../../src/policy/classifier.js'
import { instantMs } from '../../src/policy/instant.js'
import { lintPolicy } from '../../src/policy/lint.js'
import { countTokens } from '../../src/policy/request.js'
import { createTally } from '../../src/policy/tally.js'
import type { PolicyDocument, PolicyRequest, RouterState } from '../../src/policy/index.js'

function policyWith(rollout: object, more: object = {}): PolicyDocument {
  return loadPolicy({
    apiVersion: 'llm-routing-policy/v1', kind: 'RoutingPolicy', metadata: { id: 'edge', version: 1, created_at: '2026-01-01T00:00:00Z', valid_until: '2027-01-01T00:00:00Z' },
    defaults: { route: 'usual' }, providers: { one: { type: 'openai', regions: ['eu'] } },
    models: { small: { provider: 'one', id: 'small-1', tier: 'budget' }, large: { provider: 'one', id: 'large-1', tier: 'premium' } },
    routes: [
      { id: 'part', priority: 1, match: { field: 'metadata.task', eq: 'part' }, target: { model: 'small' }, rollout: { stage: 'canary', percent: 50, ...rollout } },
      { id: 'usual', priority: 9, match: { always: true }, target: { model: 'large' } },
    ], ...more,
  })
}
const asked = (policy: PolicyDocument, request: PolicyRequest, state: RouterState = {}) => createRouter(policy).route({ metadata: { task: 'part' }, ...request }, { now: '2026-06-01T00:00:00Z', state })

describe('the edge of a rollout', () => {
  it('a key whose place is the percentage itself is outside: below, not at', () => {
    const place = bucket('s', 'k')
    expect(asked(policyWith({ percent: place, salt: 's' }), { id: 'k' })).toMatchObject({ reason: 'rollout' })
    expect(asked(policyWith({ percent: place + 1e-9, salt: 's' }), { id: 'k' })).toMatchObject({ reason: 'matched' })
  })

  it('goes by the request’s id where no key is named, and nobody without one is inside', () => {
    const policy = policyWith({ percent: 100 })
    expect(asked(policy, { id: 'x' })).toMatchObject({ route: 'part' })
    expect(asked(policy, { user: { id: 'x' } })).toMatchObject({ route: 'usual', reason: 'rollout' })
  })
})

describe('what a matched route requires', () => {
  const demanding = (rollout: object | undefined, limits: object = {}): PolicyDocument => {
    const policy = policyWith({})
    return loadPolicy({
      ...policy, models: { ...policy.models, small: { ...policy.models['small'], capabilities: ['vision'] } }, limits,
      routes: policy.routes.map((route) => (route.id === 'part' ? { ...route, require: { capabilities: ['vision'] }, ...(rollout === undefined ? { rollout: undefined } : { rollout }) } : route)),
    })
  }

  it('holds where it is redirected: by a rollout, by a share cap, by a budget', () => {
    expect(asked(demanding({ stage: 'canary', percent: 0 }), { id: 'x' })).toMatchObject({ error: 'no_eligible_model' })
    expect(asked(demanding({ stage: 'full', percent: 100 }, { max_share: [{ tier: 'budget', percent: 60 }] }), { id: 'x' }, { tier_share: { budget: 60 } })).toMatchObject({ error: 'no_eligible_model' })
    expect(asked(demanding({ stage: 'full', percent: 100 }, { budgets: [{ scope: 'total', limit_usd: 1, period: '1d', on_exceeded: 'incumbent' }] }), { id: 'x' }, { exhausted_scopes: ['total'] })).toMatchObject({ error: 'no_eligible_model' })
    expect(asked(demanding({ stage: 'full', percent: 100 }), { id: 'x' })).toMatchObject({ model: 'small' })
  })
})

describe('several limits at once', () => {
  it('a redirect by the share cap goes to the cheapest of its chain where a budget says so', () => {
    const models = { small: { provider: 'one', id: 's', tier: 'budget', price_per_1m: { input: 1, output: 1 } }, large: { provider: 'one', id: 'l', tier: 'premium', price_per_1m: { input: 2, output: 30 } }, mid: { provider: 'one', id: 'm', tier: 'standard', price_per_1m: { input: 3, output: 3 } } }
    const routes = [...policyWith({ stage: 'full', percent: 100 }).routes.slice(0, 1), { id: 'usual', priority: 9, match: { always: true }, target: { model: 'large' }, fallback: [{ model: 'mid', on: ['timeout'] }] }]
    const policy = policyWith({}, { models, routes, limits: { max_share: [{ tier: 'budget', percent: 60 }], budgets: [{ scope: 'total', limit_usd: 1, period: '1d', on_exceeded: 'cheapest_viable' }] } })
    expect(asked(policy, { id: 'x' }, { tier_share: { budget: 60 }, exhausted_scopes: ['total'] })).toMatchObject({ reason: 'share_cap', model: 'mid', fallbacks: [{ model: 'large' }] })
    expect(asked(policy, { id: 'x' }, { tier_share: { budget: 60 } })).toMatchObject({ reason: 'share_cap', model: 'large', fallbacks: [{ model: 'mid' }] })
  })

  it('one missing signal is enough where the policy demands all', () => {
    const policy = policyWith({ stage: 'full', percent: 100 }, { defaults: { route: 'usual', on_missing_signal: 'error' } })
    expect(createRouter(policy).route({ id: 'x' }, { now: '2026-06-01T00:00:00Z' })).toMatchObject({ error: 'missing_signal', message: expect.stringContaining('metadata.task') })
  })
})

describe('a shadow', () => {
  it('is left out where its model serves already', () => {
    const policy = policyWith({ stage: 'full', percent: 100, shadow: { percent: 100, model: 'small' } })
    expect(asked(policy, { id: 'x' })).not.toHaveProperty('shadow')
    expect(asked(policyWith({ stage: 'full', percent: 100, shadow: { percent: 100, model: 'large' } }), { id: 'x' })).toMatchObject({ model: 'small', shadow: { model: 'large' } })
  })

  it('obeys what the request’s constraints require', () => {
    const constraints = [{ id: 'fast', when: { always: true }, require: { capabilities: ['fast'] } }]
    const models = { small: { provider: 'one', id: 's', tier: 'budget', capabilities: ['fast'] }, large: { provider: 'one', id: 'l', tier: 'premium' } }
    expect(asked(policyWith({ stage: 'full', percent: 100, shadow: { percent: 100, model: 'large' } }, { constraints, models }), { id: 'x' })).not.toHaveProperty('shadow')
  })
})

describe('a tally at its edges', () => {
  const tallied = () => createTally(policyWith({}, { providers: { one: { type: 'openai', budget: { limit_usd: 1, period: '1d' } } }, limits: { max_share: [{ tier: 'budget', percent: 60, window: '1h' }] } }))

  it('a budget is used up when it is spent to the cent, and by the most that a request may cost above it', () => {
    const tally = tallied()
    tally.record(0, { model: 'small', costUsd: 1 })
    expect(tally.state(0, {}).exhausted_providers).toEqual(['one'])
    const other = tallied()
    other.record(0, { model: 'small', costUsd: 0.75 })
    expect([other.state(0, { mostUsd: 0.25 }).exhausted_providers, other.state(0, { mostUsd: 0.26 }).exhausted_providers, other.state(86_400_000, { mostUsd: 0.26 }).exhausted_providers]).toEqual([[], ['one'], []])
  })

  it('a share is what it would be with the request to come', () => {
    const tally = tallied()
    expect(tally.state(0, {}).tier_share).toEqual({ budget: 100 })
    tally.record(0, { model: 'large', costUsd: 0 })
    expect(tally.state(0, {}).tier_share).toEqual({ budget: 50 })
  })
})

describe('lint at its edges', () => {
  it('the instant at which a policy ends is its end', () => {
    const policy = policyWith({})
    const said = (now: string): string[] => lintPolicy(policy, new Date(now)).map(({ path }) => path.join('.'))
    expect([said('2027-01-01T00:00:00Z'), said('2026-12-31T23:59:59.999Z')]).toEqual([['metadata.valid_until'], []])
  })

  it.each<[string, object]>([
    ['a classifier whose numbers would fill the memory', { classifiers: { a: { type: 'linear', ngrams: 1, dims: 1_000_000, labels: ['a', 'b', 'c', 'd', 'e'], bias: [0, 0, 0, 0, 0], idf: 'AAAA', weights: 'AAAA' } } }],
    ['fewer biases than labels', { classifiers: { a: { type: 'linear', ngrams: 1, dims: 1, labels: ['a', 'b'], bias: [0], idf: 'AACAPw==', weights: 'AACAPwAAgD8=' } } }],
    ['a field that constraints do not have', { constraints: [{ id: 'c', when: { always: true }, require: { region: ['eu'] } }] }],
    ['half a priority', { routes: [{ id: 'usual', priority: 1.5, match: { always: true }, target: { model: 'large' } }] }],
    ['two ways to combine', { routes: [{ id: 'usual', priority: 1, match: { all: [{ always: true }], any: [{ always: true }] }, target: { model: 'large' } }] }],
  ])('%s: refused', (_what, more) => expect(() => policyWith({}, more)).toThrow(/Not a valid routing policy/))
})

describe('a request that names its model', () => {
  it('means the target of its route where that has the id, though another provider serves the same id', () => {
    const models = { theirs: { provider: 'two', id: 'same-1', tier: 'budget' }, ours: { provider: 'one', id: 'same-1', tier: 'premium' } }
    const policy = policyWith({}, {
      providers: { one: { type: 'openai' }, two: { type: 'openai' } }, models,
      routes: [{ id: 'usual', priority: 1, match: { always: true }, target: { model: 'ours', as_asked: true } }],
    })
    expect(asked(policy, { id: 'x', model: 'same-1' })).toMatchObject({ model: 'ours', provider: 'one' })
    expect(asked(policy, { id: 'x', model: 'two/same-1' })).toMatchObject({ model: 'theirs', provider: 'two' })
  })
})

describe('a value of several parts', () => {
  it('is equal to one with the same parts, and to none with more or fewer', () => {
    const policy = policyWith({}, { routes: [
      { id: 'exact', priority: 1, match: { field: 'metadata.shape', in: [{ a: 1, b: [2] }] }, target: { model: 'small' } },
      { id: 'usual', priority: 9, match: { always: true }, target: { model: 'large' } },
    ] })
    const routeOf = (shape: unknown) => asked(policy, { id: 'x', metadata: { shape } as never })
    expect(routeOf({ b: [2], a: 1 })).toMatchObject({ route: 'exact' })
    for (const other of [{ a: 1 }, { a: 1, b: [2], c: 3 }, { a: 1, b: [2, 2] }, { a: 1, c: [2] }]) expect(routeOf(other)).toMatchObject({ route: 'usual' })
  })
})

describe('an instant', () => {
  it('is none on a day that its month does not have', () => {
    expect(instantMs('2028-02-29T00:00:00Z')).toBe(Date.UTC(2028, 1, 29))
    for (const day of ['2026-02-29', '2026-02-30', '2026-04-31', '2026-13-01', '2026-00-10']) expect(instantMs(`${day}T00:00:00Z`), day).toBeNaN()
  })
})

describe('tokens', () => {
  it('are a quarter of the code points, rounded up', () => {
    expect([[], ['abcd'], ['abcde'], ['ab', 'cde'], ['👍👍👍👍']].map((texts) => countTokens(texts))).toEqual([0, 1, 2, 2, 1])
  })
})

describe('a classifier', () => {
  it('of more than four million weights is refused, though it has them all', () => {
    const [dims, labels] = [1_333_334, ['a', 'b', 'c']]
    const zeros = (count: number) => Buffer.alloc(4 * count).toString('base64')
    const policy = policyWith({})
    const withWeights = (size: number) => () => loadPolicy({ ...policy, classifiers: { topics: { type: 'linear', input: 'prompt.last_user', dims: size, ngrams: 1, labels, idf: zeros(size), weights: zeros(3 * size), bias: [0, 0, 0] } } })
    expect(withWeights(dims)).toThrow('at most 4 million')
    expect(withWeights(8)).not.toThrow()
  })

  it('gives the first of labels that score alike', () => {
    const zeros = (count: number) => Buffer.from(new Float32Array(count).buffer).toString('base64')
    const classify = createClassifier({ type: 'linear', input: 'prompt.last_user', dims: 8, ngrams: 1, labels: ['b', 'a', 'c'], idf: zeros(8), weights: zeros(24), bias: [0, 0, -1] })
    expect(classify('whatever').label).toBe('b')
  })
})
