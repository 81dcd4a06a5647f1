import { loadPolicy } from '../../src/policy/index.js'
import type { PolicyDocument } from '../../src/policy/index.js'

/** A policy that asks something of every target; `changes` replace its parts. */
export function exampleShop(changes: object = {}): PolicyDocument {
  return loadPolicy({
    apiVersion: 'llm-routing-policy/v1', kind: 'RoutingPolicy', metadata: { id: 'shop', version: 3, created_at: '2026-01-01T00:00:00Z', valid_until: '2099-01-01T00:00:00Z' },
    defaults: { route: 'usual' },
    providers: {
      cheap: { type: 'openai', base_url: 'https://cheap.example/v1', api_key_env: 'CHEAP_KEY', regions: ['us'], budget: { limit_usd: 20, period: '1d' } },
      dear: { type: 'openai', base_url: 'https://dear.example/v1', api_key_env: 'DEAR_KEY', regions: ['eu', 'us'] },
    },
    models: {
      small: { provider: 'cheap', id: 'small-1', tier: 'budget', price_per_1m: { input: 0.1, output: 0.4 } },
      large: { provider: 'dear', id: 'large-1', tier: 'premium', price_per_1m: { input: 3, output: 15 } },
    },
    constraints: [{ id: 'eu', when: { field: 'user.region', eq: 'eu' }, require: { regions: ['eu'] } }],
    routes: [
      { id: 'labels', priority: 1, match: { field: 'metadata.task', eq: 'labels' }, target: { model: 'small', params: { temperature: 0 }, timeout_ms: 500, max_output_tokens: 9 }, fallback: [{ model: 'large', on: ['rate_limit', 'timeout', 'server_error'] }], evidence: { n: 210, metric: 'label@1', difference: -0.01 } },
      { id: 'half', priority: 2, match: { field: 'metadata.task', eq: 'half' }, target: { model: 'small' }, fallback: [{ model: 'large', on: ['timeout'] }], rollout: { stage: 'canary', percent: 10, key: 'user.id', salt: 's' } },
      { id: 'only', priority: 3, match: { field: 'metadata.task', eq: 'only' }, target: { model: 'small' } },
      { id: 'usual', priority: 9, match: { always: true }, target: { model: 'large', as_asked: true } },
    ],
    limits: { max_share: [{ tier: 'budget', percent: 60 }] },
    ...changes,
  })
}
