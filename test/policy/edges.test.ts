import { describe, expect, it } from 'vitest'
import { bucket, createRouter, loadPolicy } from '../../src/policy/index.js'
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
