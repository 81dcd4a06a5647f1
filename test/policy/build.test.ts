import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Recognizer } from '../../src/domain/task.js'
import { buildPolicy } from '../../src/policy/build.js'
import { createRouter } from '../../src/policy/index.js'
import type { RoutingDecision } from '../../src/policy/index.js'
import { exportPolicy } from '../../src/policy/export/index.js'
import { lintPolicy } from '../../src/policy/lint.js'
import { withDigest } from '../../src/policy/digest.js'
import { buildInput, candidate, kept, task, taskResult } from './result-fixture.js'
import { schemaFaults } from './schema.js'

const now = '2026-06-02T00:00:00Z'
const moved = taskResult()

function routeOf(built: ReturnType<typeof buildPolicy>, request: Parameters<ReturnType<typeof createRouter>['route']>[0]): RoutingDecision {
  const outcome = createRouter(built.document).route(request, { now })
  if ('error' in outcome) throw new Error(outcome.message)
  return outcome
}

describe('buildPolicy', () => {
  it('routes a certified task to its model, falls back to the incumbent, and leaves everything else alone', () => {
    const built = buildPolicy(buildInput([moved]))
    expect(built.warnings).toEqual([])
    const hit = routeOf(built, { metadata: { task: moved.id } })
    expect([hit.route, hit.modelId, hit.provider]).toEqual(['ticket-classification', 'gpt-4o-mini', 'openai'])
    expect(hit.fallbacks.map((step) => [step.modelId, step.on])).toEqual([['gpt-4o', ['rate_limit', 'timeout', 'server_error', 'context_length']]])
    expect(routeOf(built, {}).modelId).toBe('gpt-4o')
    expect(built.document.metadata.valid_until).toBe('2026-08-30T00:00:00Z')
    expect(built.document.limits).toEqual({ max_share: [{ tier: 'budget', percent: 60, window: '1h' }] })
    expect(built.document.alerts?.map((alert) => [alert.metric, alert.change_percent])).toEqual([['cost_per_request', { above: 20 }], ['quality', { below: -5 }], ['latency_p99', { above: 100 }], ['error_rate', { above: 100 }]])
    expect(built.document.models['openai-gpt-4o-mini']).toMatchObject({ tier: 'budget', price_per_1m: { input: 0.15, output: 0.6 } })
    expect(built.document.models['openai-gpt-4o']).toMatchObject({ tier: 'premium', price_per_1m: { cache_read: 1.25 } })
  })

  it('carries what a model is to be asked without, to gateways too, and the document stays sound', () => {
    const { document } = buildPolicy(buildInput([moved], { omitted: { 'openai/gpt-4o-mini': ['temperature'] } }))
    expect(document.models['openai-gpt-4o-mini']?.omit_params).toEqual(['temperature'])
    expect(document.models['openai-gpt-4o']?.omit_params).toBeUndefined()
    expect(schemaFaults(document)).toEqual([])
    expect(lintPolicy(document, new Date(now)).filter(({ severity }) => severity === 'error')).toEqual([])
    const written = exportPolicy(document, 'litellm').files.map(({ text }) => text).join('')
    expect(written).toMatch(/additional_drop_params:\s+- temperature/)
    expect(exportPolicy(document, 'portkey').report.lossy).toContainEqual(expect.objectContaining({ field: 'models.openai-gpt-4o-mini.omit_params', how: 'application' }))
  })

  it('says how much the share cap holds back, and leaves it out where it is not wanted', () => {
    const dear = taskResult({ share: 0.8 })
    expect(buildPolicy(buildInput([dear])).warnings.join()).toContain('would serve 80 %')
    expect(buildPolicy(buildInput([dear], { maxBudgetShare: null }))).toMatchObject({ warnings: [], document: { routes: [{}, {}] } })
    expect(buildPolicy(buildInput([dear], { maxBudgetShare: null })).document.limits).toBeUndefined()
    expect(createRouter(buildPolicy(buildInput([moved])).document).route({ metadata: { task: moved.id }, model: 'gpt-4o' }, { now, state: { tier_share: { budget: 61 } } })).toMatchObject({ route: 'incumbent', modelId: 'gpt-4o', reason: 'share_cap' })
  })

  it('begins a rollout where the configuration says, and outside it a task keeps its own incumbent', () => {
    const built = buildPolicy(buildInput([taskResult({ incumbent: 'anthropic/large' })], { stage: 'canary' }))
    expect(built.document.routes[0]?.rollout).toMatchObject({ stage: 'canary', percent: 1, cutover: { steps: [1, 10, 50, 100] }, rollback: { keep_previous: '14d' } })
    expect(routeOf(built, { metadata: { task: moved.id } })).toMatchObject({ modelId: 'large', reason: 'rollout' })
    expect(schemaFaults(withDigest(built.document))).toEqual([])
    expect(lintPolicy(built.document, new Date(now))).toEqual([])
    expect(buildPolicy(buildInput([moved], { stage: 'shadow' })).document.routes[0]?.rollout).toMatchObject({ stage: 'shadow', percent: 5 })
  })

  it('writes the evidence of the audit into the route', () => {
    const [route] = buildPolicy(buildInput([moved])).document.routes
    expect(route?.evidence).toEqual({
      n: 137, metric: 'label@1', candidate: 0.955, incumbent: 0.962, difference: -0.007, interval: [-0.03, 0.02], e_value: 20.4, margin: 0.03, alpha: 0.05,
      cost_per_request_usd: { incumbent: 0.016, candidate: 0.00012 }, savings_usd: 7.9, savings_interval_usd: [7.5, 8], target: 'traffic', price_date: '2026-06-01', task_id: moved.id, run_id: '3f9c21ab',
    })
  })

  it('is valid against the published schema and free of lint', () => {
    const built = buildPolicy(buildInput([moved, kept({ incumbent: 'anthropic/large' })], { constraints: [{ when: { field: 'metadata.data_class', eq: 'phi' }, require: { compliance: ['HIPAA'], regions: ['us'] } }], providers: { openai: { api: 'openai', baseUrl: 'https://api.example/v1', regions: ['us'], compliance: ['hipaa'] } } }))
    expect(schemaFaults(withDigest(built.document))).toEqual([])
    expect(lintPolicy(withDigest(built.document), new Date(now))).toEqual([])
    expect(built.document.constraints).toEqual([{ id: 'metadata.data_class-phi', when: { field: 'metadata.data_class', eq: 'phi' }, require: { compliance: ['hipaa'], regions: ['us'] } }])
  })

  it.each<[string, Parameters<typeof taskResult>[0]]>([
    ['the wealth is short of 1/α', { candidates: [candidate({ eValue: 19.9 })] }],
    ['the verdict is not non-inferior', { candidates: [candidate({ verdict: 'inconclusive' })] }],
    ['the candidate is not viable', { candidates: [candidate({ viable: false, notViableBecause: 'latency' })] }],
    ['it was not certified', { candidates: [candidate({ reason: 'data' })] }],
    ['the model was never tried', { candidates: [] }],
    ['a cascade was chosen', { decision: { ...moved.decision, strategy: 'cascade' } }],
  ])('never moves traffic when %s', (_why, over) => {
    const built = buildPolicy(buildInput([taskResult(over)]))
    expect(built.document.routes.map((route) => route.id)).toEqual(['incumbent'])
    expect(built.warnings).toHaveLength(1)
  })

  it('builds no route where the log was the target, and needs no warning for it', () => {
    const built = buildPolicy(buildInput([taskResult({ target: 'log' })]))
    expect([built.document.routes.length, built.warnings.length]).toEqual([1, 0])
  })

  it.each<[string, Partial<ReturnType<typeof task>> | undefined]>([
    ['imprecise recognisers', { recognition: { precision: 0.9899, recall: 1 } }],
    ['no recognisers', { recognizers: [], recognition: { precision: 1, recall: 0 } }],
    ['an unknown task', undefined],
    ['one recogniser that cannot be written, though another can', { recognizers: [{ kind: 'field', field: 'task', value: 'x' }, { kind: 'field', field: 'a b', value: 'x' }] }],
    ['a prefix that everything starts with', { recognizers: [{ kind: 'prefix', text: '' }] }],
    ['keywords that everything holds', { recognizers: [{ kind: 'keywords', all: [] }] }],
  ])('keeps the incumbent and says so with %s', (_why, over) => {
    const built = buildPolicy(buildInput([moved], { tasks: over === undefined ? [] : [task(moved.id, over)] }))
    expect(built.document.routes.map((route) => route.id)).toEqual(['incumbent'])
    expect(built.warnings[0]).toContain(moved.label)
  })

  it.each<Recognizer>([{ kind: 'prefix', text: 'Sort', withoutSystem: true }, { kind: 'keywords', all: ['sort', 'parcel'], withoutSystem: true }])('a recogniser of bare prompts leaves those with a system message alone: %j', (recognizer) => {
    const built = buildPolicy(buildInput([moved], { tasks: [task(moved.id, { recognizers: [recognizer] })] }))
    const prompt = { last_user: 'Sort the parcel' }
    expect(routeOf(built, { request: { has_system: false }, prompt } as never).modelId).toBe('gpt-4o-mini')
    expect(routeOf(built, { prompt: { ...prompt, system: 'You are a poet.' } }).modelId).toBe('gpt-4o')
  })

  it.each<[Recognizer, Parameters<typeof routeOf>[1]]>([
    [{ kind: 'fingerprint', fingerprints: ['tf1:0123456789ab'] }, { prompt: { fingerprint: 'tf1:0123456789ab' } }],
    [{ kind: 'prefix', text: 'Classify the' }, { prompt: { last_user: 'Classify the ticket' } }],
    [{ kind: 'prefix', text: 'Classify the', withoutSystem: true }, { prompt: { last_user: 'Classify the ticket' } }],
    [{ kind: 'prefix', text: 'You classify', of: 'system' }, { prompt: { system: 'You classify tickets.', last_user: 'a ticket' } }],
    [{ kind: 'keywords', all: ['which category', 'ticket'] }, { prompt: { last_user: 'Ticket: x. Which category?' } }],
    [{ kind: 'field', field: 'metadata.task', value: 7 }, { metadata: { task: 7 } }],
  ])('recognises by %o', (recognizer, request) => {
    const built = buildPolicy(buildInput([moved], { tasks: [task(moved.id, { recognizers: [recognizer] })] }))
    expect(routeOf(built, request).modelId).toBe('gpt-4o-mini')
  })

  it('keeps a task on an incumbent that is not the default one, by task and by the model asked for', () => {
    const other = kept({ incumbent: 'anthropic/large' })
    const built = buildPolicy(buildInput([moved, other], { loggedNames: { 'anthropic/large': ['large-2026'] } }))
    expect(routeOf(built, { metadata: { task: other.id } }).route).toBe('keep-summaries')
    for (const model of ['large', 'anthropic/large', 'large-2026']) expect(routeOf(built, { model }).modelId).toBe('large')
    expect(routeOf(built, { model: 'gpt-4o' }).modelId).toBe('gpt-4o')
  })

  it('does not read a model name that two providers serve as either of them', () => {
    const built = buildPolicy(buildInput([kept({ incumbent: 'azure/gpt-4o' })], { tasks: [] }))
    expect(routeOf(built, { model: 'gpt-4o' }).provider).toBe('openai')
    expect(routeOf(built, { model: 'azure/gpt-4o' }).provider).toBe('azure')
    expect(built.warnings.join(' ')).toContain('"azure" is not configured')
  })

  it('gives tasks of one name ids of their own, and any name a valid one', () => {
    const labels = ['Über-Klasse!', 'uber klasse', 'incumbent', '…', 'x'.repeat(200)]
    const built = buildPolicy(buildInput(labels.map((label, at) => taskResult({ id: `t_00000000000${at}`, label }))))
    expect(built.document.routes.map((route) => route.id)).toEqual(['uber-klasse', 'uber-klasse-2', 'incumbent-2', 't_000000000003', 'x'.repeat(56), 'incumbent'])
  })

  it('writes no secret', () => {
    const built = buildPolicy(buildInput([moved], { providers: { openai: { api: 'openai', baseUrl: 'https://me:pw123@api.example/v1?api-key=sk-1&api-version=2#frag', apiKeyEnv: 'sk-live-123' } } }))
    expect(JSON.stringify(built.document)).not.toMatch(/pw123|sk-/)
    expect(built.document.providers['openai']).toEqual({ type: 'compatible', base_url: 'https://api.example/v1?api-version=2' })
    expect(built.warnings).toHaveLength(1)
  })

  it('moves only requests that ask for the incumbent where part of the task asks for another model: about that part nothing was shown', () => {
    const built = buildPolicy(buildInput([taskResult({ excluded: { 'other-model': 40 } })]))
    const ask = (model?: string) => routeOf(built, { metadata: { task: moved.id }, ...(model === undefined ? {} : { model }) }).modelId
    expect([ask('gpt-4o'), ask('openai/gpt-4o')]).toEqual(['gpt-4o-mini', 'gpt-4o-mini'])
    expect([ask('gpt-4-turbo'), ask()], 'what asks for another model keeps it').toEqual(['gpt-4-turbo', 'gpt-4o'])
    expect(schemaFaults(built.document)).toEqual([])
    expect(routeOf(buildPolicy(buildInput([moved])), { metadata: { task: moved.id }, model: 'gpt-4-turbo' }).modelId, 'where nobody asks for another').toBe('gpt-4o-mini')
  })

  it('refuses a constraint that no request can be checked against, and warns of one that the incumbent cannot meet', () => {
    expect(() => buildPolicy(buildInput([moved], { constraints: [{ when: { field: 'data.class', eq: 1 }, require: {} }] }))).toThrow(/"data.class"/)
    const built = buildPolicy(buildInput([moved], { constraints: [{ when: { field: 'metadata.x', eq: 'y' }, require: { compliance: ['hipaa'] } }] }))
    expect(built.warnings[0]).toContain('leaves no model')
    expect(createRouter(built.document).route({ metadata: { x: 'y', task: moved.id } }, { now })).toMatchObject({ error: 'no_eligible_model' })
  })

  it('whatever the result says, a request reaches a model other than its incumbent only through a certificate', () => {
    fc.assert(fc.property(
      fc.array(fc.record({
        verdict: fc.constantFrom('non-inferior' as const, 'inconclusive' as const), viable: fc.boolean(), eValue: fc.constantFrom(0, 19.99, 20, Infinity),
        strategy: fc.constantFrom('single' as const, 'cascade' as const, 'incumbent' as const), precision: fc.constantFrom(0.5, 0.98, 0.99, 1), target: fc.constantFrom('traffic' as const, 'log' as const),
        incumbent: fc.constantFrom('openai/gpt-4o', 'anthropic/large'), label: fc.string(),
      }), { maxLength: 6 }),
      (specs) => {
        const results = specs.map((spec, at) => taskResult({ id: `t_00000000000${at}`, label: spec.label, target: spec.target, incumbent: spec.incumbent, candidates: [candidate({ verdict: spec.verdict, viable: spec.viable, eValue: spec.eValue })], decision: { ...moved.decision, strategy: spec.strategy } }))
        const built = buildPolicy(buildInput(results, { tasks: specs.map((spec, at) => task(`t_00000000000${at}`, { recognition: { precision: spec.precision, recall: 1 } })) }))
        if (schemaFaults(withDigest(built.document)).length > 0) return false
        return specs.every((spec, at) => {
          const { modelId } = routeOf(built, { metadata: { task: `t_00000000000${at}` }, model: spec.incumbent })
          const certified = spec.verdict === 'non-inferior' && spec.viable && spec.eValue >= 20 && spec.strategy === 'single' && spec.precision >= 0.99 && spec.target === 'traffic'
          return modelId === (certified ? 'gpt-4o-mini' : spec.incumbent.split('/')[1])
        })
      },
    ), { numRuns: 200 })
  })
})
