import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { createPolicyClient, RoutingRefused } from '../../src/policy/client/index.js'
import type { DecisionLine } from '../../src/policy/client/index.js'
import { loadPolicy } from '../../src/policy/index.js'
import { answer, failure, startModelServer } from '../support/model-server.js'
import type { ModelServer, Reply, SeenRequest } from '../support/model-server.js'

const FALLBACK = ['rate_limit', 'timeout', 'server_error', 'context_length', 'refusal', 'validation_failure', 'low_confidence']

function policyWith(route: object = {}): ReturnType<typeof loadPolicy> {
  return loadPolicy({
    apiVersion: 'llm-routing-policy/v1', kind: 'RoutingPolicy', metadata: { id: 'shop', version: 7, created_at: '2026-01-01T00:00:00Z', valid_until: '2099-01-01T00:00:00Z' },
    defaults: { route: 'usual' },
    providers: { cheap: { type: 'openai', regions: ['us'] }, dear: { type: 'anthropic', regions: ['us'] } },
    models: { small: { provider: 'cheap', id: 'small-1', tier: 'budget', price_per_1m: { input: 1, output: 2 } }, large: { provider: 'dear', id: 'large-1', tier: 'premium' } },
    constraints: [{ id: 'eu', when: { field: 'user.region', eq: 'eu' }, require: { regions: ['eu'] } }],
    routes: [
      { id: 'labels', priority: 1, match: { field: 'prompt.system', starts_with: 'Sort' }, target: { model: 'small', params: { temperature: 0 }, max_output_tokens: 9 }, fallback: [{ model: 'large', on: FALLBACK }], ...route },
      { id: 'usual', priority: 9, match: { always: true }, target: { model: 'large' } },
    ],
  })
}

function clientFor(server: ModelServer, route?: object): { readonly create: ReturnType<typeof createPolicyClient>['create']; readonly lines: DecisionLine[]; readonly spans: Record<string, string | number>[] } {
  const lines: DecisionLine[] = []
  const spans: Record<string, string | number>[] = []
  const { create } = createPolicyClient({
    policy: policyWith(route),
    clients: { cheap: new OpenAI({ apiKey: 'sk-test', baseURL: `${server.url}/v1` }), dear: new Anthropic({ apiKey: 'sk-test', baseURL: server.url }) },
    log: (line) => { lines.push(line) },
    tracer: { startSpan: (name) => { const span: Record<string, string | number> = { name }; return { setAttribute: (key, value) => { span[key] = value }, end: () => { spans.push(span) } } } },
  })
  return { create, lines, spans }
}

const BODY = { model: 'large-1', messages: [{ role: 'system', content: 'Sort it.' }, { role: 'user', content: 'a secret parcel' }] }
const small = (reply: Reply) => ({ model }: SeenRequest): Reply => (model === 'small-1' ? reply : answer('by the large one'))

describe('the client', () => {
  it('sends a request where the policy says, with its parameters, and logs the decision without a word of it', async () => {
    await using server = await startModelServer(small(answer('routine')))
    const { create, lines, spans } = clientFor(server)
    const routed = await create(BODY, { id: 'r1' })
    expect([routed.model, routed.decision.route]).toEqual(['small', 'labels'])
    expect(server.seen[0]?.body).toMatchObject({ model: 'small-1', temperature: 0, max_tokens: 9 })
    expect(lines).toEqual([expect.objectContaining({ event: 'llm.route', policy: 'shop', policy_version: 7, request_id: 'r1', route: 'labels', model: 'small', outcome: 'served', input_tokens: 20, output_tokens: 2, cost_usd: 0.000024 })])
    expect(JSON.stringify([lines, spans])).not.toMatch(/secret|Sort|sk-test/)
    expect(spans[0]).toMatchObject({ name: 'chat small-1', 'gen_ai.usage.input_tokens': 20, 'llm_routing.route': 'labels', 'llm_routing.policy_version': 7 })
  })

  it('leaves out what a model refuses, and only for that model', async () => {
    await using server = await startModelServer(small(failure(429)))
    const policy = policyWith({ target: { model: 'small' } })
    const { create } = createPolicyClient({
      policy: { ...policy, models: { ...policy.models, small: { ...policy.models['small'], omit_params: ['temperature', 'top_p'] } as never } },
      clients: { cheap: new OpenAI({ apiKey: 'sk-test', baseURL: `${server.url}/v1` }), dear: new Anthropic({ apiKey: 'sk-test', baseURL: server.url }) },
      log: () => {},
    })
    const routed = await create({ ...BODY, temperature: 0.2, stop: ['END'] })
    expect(routed.model).toBe('large')
    expect(server.seen.map(({ model, body }) => [model, body['temperature']])).toEqual([['small-1', undefined], ['large-1', 0.2]])
    expect(server.seen[0]?.body['stop']).toEqual(['END'])
  })

  it.each<[string, Reply, object | undefined, string]>([
    ['a rate limit', failure(429), undefined, 'rate_limit'],
    ['a broken server', failure(500), undefined, 'server_error'],
    ['a reset connection', { kind: 'reset' }, undefined, 'server_error'],
    ['a hanging server', { kind: 'hang' }, { target: { model: 'small', timeout_ms: 1500 } }, 'timeout'],
    ['a prompt that is too long', failure(400, {}, 'maximum context length is 8'), undefined, 'context_length'],
    ['a refusal', { kind: 'json', body: { choices: [{ finish_reason: 'content_filter', message: { content: 'no' } }] } }, undefined, 'refusal'],
    ['an answer that is no JSON', answer('routine'), { escalate: { validation_failure: { required: ['label'] } } }, 'validation_failure'],
    ['doubt', { kind: 'json', body: { choices: [{ finish_reason: 'stop', message: { content: 'x' }, logprobs: { content: [{ logprob: -2 }, { logprob: -1 }] } }] } }, { escalate: { low_confidence: { signal: 'mean_logprob', below: -1 } } }, 'low_confidence'],
  ])('falls back after %s, across wire formats', async (_what, reply, route, outcome) => {
    await using server = await startModelServer(small(reply))
    const { create, lines, spans } = clientFor(server, route)
    const routed = await create(BODY)
    expect(spans[0]?.['llm_routing.fallback_reason']).toBe(outcome)
    expect([routed.model, routed.response['content']]).toEqual(['large', [{ type: 'text', text: 'by the large one' }]])
    expect(lines[0]?.attempts).toEqual([{ model: 'small', outcome }, { model: 'large', outcome: outcome === 'validation_failure' ? outcome : 'served' }])
    expect(server.seen.at(-1)?.body).toMatchObject({ model: 'large-1', system: 'Sort it.', messages: [{ role: 'user', content: 'a secret parcel' }] })
  })

  it('asks a model again as often as the route allows before it escalates', async () => {
    await using server = await startModelServer(({ index }) => answer(index === 0 ? 'nonsense' : '{"label": 1}'))
    const { create, lines, spans } = clientFor(server, { escalate: { validation_failure: { required: ['label'], max_attempts: 2 } } })
    expect((await create(BODY)).model).toBe('small')
    expect(spans[0]).not.toHaveProperty('llm_routing.fallback_reason')
    expect(lines[0]?.attempts.map((one) => one.outcome)).toEqual(['validation_failure', 'served'])
  })

  it('gives an error on where no fallback is for it, and sends nothing where nobody may serve', async () => {
    await using server = await startModelServer(small(failure(400, {}, 'bad temperature')))
    const { create, lines } = clientFor(server)
    await expect(create(BODY)).rejects.toThrow('bad temperature')
    expect(lines[0]).toMatchObject({ outcome: 'error', model: 'small' })
    const sent = server.seen.length
    await expect(create(BODY, { user: { region: 'eu' } })).rejects.toThrow(RoutingRefused)
    expect(server.seen.length).toBe(sent)
  })

  it('does not send tools over a wire that would lose them', async () => {
    await using server = await startModelServer(small(failure(429)))
    const { create, lines } = clientFor(server)
    await expect(create({ ...BODY, tools: [{ type: 'function', function: { name: 'f' } }] })).rejects.toThrow('no client can send')
    expect(lines[0]?.attempts.at(-1)).toEqual({ model: 'large', outcome: 'not sendable' })
  })

  it('takes bodies of the Messages format, too', async () => {
    await using server = await startModelServer(small(answer('routine')))
    const { create } = clientFor(server)
    const routed = await create({ model: 'large-1', max_tokens: 5, system: [{ type: 'text', text: 'Sort it.' }], messages: [{ role: 'user', content: 'x' }] }, {}, 'anthropic')
    expect([routed.model, server.seen[0]?.api, server.seen[0]?.body['max_tokens']]).toEqual(['small', 'openai', 9])
  })
})
