import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkPolicy, createRouter, loadPolicy } from '../../src/policy/index.js'
import { lintPolicy } from '../../src/policy/lint.js'
import { policyFromYaml } from '../../src/policy/lint-file.js'
import { parsePolicyYaml } from '../../src/policy/policy-yaml.js'
import { schemaFaults } from './schema.js'

const text = readFileSync(new URL('../../fixtures/policy/conformance.policy.yaml', import.meta.url), 'utf8')
const now = new Date('2026-06-01T00:00:00Z')

type Node = Record<string, unknown>
/** What to set, by path; undefined deletes. */
type Edits = readonly (readonly [path: string, value: unknown])[]

/** The conformance policy with one thing changed. */
function changed(edits: Edits): unknown {
  const { data } = parsePolicyYaml(text, 'p.yaml')
  for (const [path, value] of edits) {
    const keys = path.split('.')
    const last = keys.pop() ?? ''
    const holder = keys.reduce<Node>((node, key) => node[key] as Node, data as Node)
    if (value === undefined) delete holder[last]
    else holder[last] = value
  }
  return data
}

describe('loadPolicy', () => {
  it('takes a sound document, which the published schema takes too', () => {
    expect(loadPolicy(changed([]))).toBeTypeOf('object')
    expect(schemaFaults(changed([]))).toEqual([])
    expect(lintPolicy(changed([]), now).filter((issue) => issue.severity === 'error')).toEqual([])
  })

  it.each<[string, Edits]>([
    ['apiVersion', [['apiVersion', 'v2']]],
    ['metadata.valid_until', [['metadata.valid_until', undefined]]],
    ['metadata.valid_from', [['metadata.valid_from', 'soon']]],
    ['metadata.id', [['metadata.id', 'Not An Id']]],
    ['defaults.route', [['defaults.route', 'nowhere']]],
    ['defaults.on_expired', [['defaults.on_expired', 'nowhere']]],
    ['models.small.provider', [['models.small.provider', 'nobody']]],
    ['models.small.tier', [['models.small.tier', 'cheap']]],
    ['routes.2.target.model', [['routes.2.target.model', 'toString']]],
    ['routes.2.fallback.0.model', [['routes.2.fallback.0.model', 'none']]],
    ['routes.2.fallback.0.on.0', [['routes.2.fallback.0.on.0', 'boredom']]],
    ['routes.2.id', [['routes.2.id', 'base']]],
    ['routes.2.match.any.0', [['routes.2.match.any.0.ne', 1]]],
    ['routes.2.match.any.0', [['routes.2.match.any.0.eq', undefined]]],
    ['routes.2.match.any.0.field', [['routes.2.match.any.0.field', 'metadata.a.b']]],
    ['routes.2.match.any.0.equals', [['routes.2.match.any.0', { field: 'env', equals: 1 }]]],
    ['routes.2.match.any', [['routes.2.match', { any: [] }]]],
    ['routes.2.match.always', [['routes.2.match', { always: false }]]],
    ['routes.2.match.regex', [['routes.2.match', { field: 'env', regex: '(a' }]]],
    ['routes.5.rollout.percent', [['routes.5.rollout.percent', 101]]],
    ['routes.5.rollout.otherwise', [['routes.5.rollout.otherwise', 'none']]],
    ['routes.8.schedule.timezone', [['routes.8.schedule.timezone', 'Mars/Base']]],
    ['routes.8.schedule.from', [['routes.8.schedule.from', '25:00']]],
    ['routes.8.schedule.days.0', [['routes.8.schedule.days.0', 'monday']]],
    ['constraints.0.require.complaince', [['constraints.0.require', { complaince: ['x'] }]]],
    ['constraints.0.require', [['constraints.0.require', undefined]]],
    ['constraints.0.when', [['constraints.0.when', true]]],
    ['limits.max_share.0.on_exceeded', [['limits.max_share.0.on_exceeded', 'none']]],
  ])('refuses a fault in %s', (path, change) => {
    expect(checkPolicy(changed(change)).map((issue) => issue.path.join('.'))).toContain(path)
    expect(() => loadPolicy(changed(change))).toThrow(path)
  })

  it.each([null, 1, 'x', [], { apiVersion: { toString: 1 }, routes: [{ id: { toString: 1 } }], classifiers: { a: { type: 'linear', labels: [{}, {}], bias: [1, 2], dims: 4, idf: { toString: 1 }, weights: [] } } }, {}, { routes: 3, providers: [], models: null }, JSON.parse('{"__proto__": {"apiVersion": "llm-routing-policy/v1"}}')])('refuses %j without a crash', (document) => {
    expect(() => loadPolicy(document)).toThrow(/Not a valid routing policy/)
  })

  it('refuses conditions nested without end', () => {
    const match = Array.from({ length: 5000 }).reduce<unknown>((inner) => ({ not: inner }), { always: true })
    expect(checkPolicy(changed([['routes.0.match', match]]))[0]?.message).toContain('nested')
  })

  it('answers missing_signal where the policy demands every signal', () => {
    const router = createRouter(loadPolicy(changed([['defaults.on_missing_signal', 'error']])))
    expect(router.route({}, { now })).toMatchObject({ error: 'missing_signal' })
    expect(() => router.route({}, { now: 'never' })).toThrow(RangeError)
  })

  it('gives the parameters of the route and the chain to the caller', () => {
    const outcome = createRouter(loadPolicy(changed([]))).route({ metadata: { task: 'label' } }, { now })
    expect(outcome).toMatchObject({ modelId: 'small-1', provider: 'north', params: { temperature: 0 }, timeoutMs: 8000, maxOutputTokens: 64, reason: 'matched', fallbacks: [{ modelId: 'medium-1', on: ['rate_limit'] }, { modelId: 'large-1' }] })
    expect(outcome.trace.at(-1)).toEqual({ step: 'candidate', subject: 'large', outcome: 'eligible' })
  })
})

describe('lintPolicy', () => {
  it.each<[string, string, Edits]>([
    ['routes.2.prority', 'Did you mean "priority"?', [['routes.2.prority', 1]]],
    ['routs', 'Did you mean "routes"?', [['routs', []]]],
    ['models.small.teir', 'Did you mean "tier"?', [['models.small.teir', 'x']]],
    ['metadata.valid_until', 'has passed', [['metadata.valid_until', '2026-05-01T00:00:00Z']]],
    ['routes.2.fallback.1.model', 'small → medium → small', [['routes.2.fallback.1.model', 'small']]],
    ['routes.5.rollout.otherwise', 'summary → translate → summary', [['routes.5.rollout.otherwise', 'translate'], ['routes.6.rollout.otherwise', 'summary']]],
    ['providers.north.base_url', 'without credentials', [['providers.north.base_url', 'https://a:b@c.example']]],
    ['providers.north.api_key_env', 'never a key', [['providers.north.api_key_env', 'sk-123']]],
  ])('finds an error at %s', (path, message, change) => {
    const found = lintPolicy(changed(change), now).find((issue) => issue.severity === 'error' && issue.path.join('.') === path)
    expect(found?.message).toContain(message)
  })

  it.each<[string, Edits]>([
    ['models.spare', [['models.spare', { provider: 'north', id: 'x', tier: 'budget' }]]],
    ['providers.spare', [['providers.spare', { type: 'openai' }]]],
    ['routes.3', [['routes.2.match', { any: [{ always: true }] }]]],
  ])('warns of %s, which has no effect', (path, change) => {
    expect(lintPolicy(changed(change), now)).toContainEqual(expect.objectContaining({ severity: 'warning', path: path.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part)) }))
  })
})

describe('policyFromYaml', () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((name, at) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefghi'[at]}`).join(',')}]`).join('\n')}\n`

  it.each([
    ['a: 1\nb: 2\na: 3\n', /p\.yaml:3:1: .*unique/],
    ['a: [1\n', /p\.yaml:\d+:\d+: /],
    ['a: !!js/function "x"\n', /p\.yaml:1:4: /],
    [bomb, /aliases/],
    ['x'.repeat(5_000_001), /larger than/],
    [text.replace('priority: 10,', 'priority: low,'), /p\.yaml:35:\d+: routes\.4\.priority must be a whole number/],
    [text.replace('regions: [eu], compliance', 'regions: [EU], compliance'), /p\.yaml:16:\d+: providers\.north\.regions\.0 must be lower-case letters/],
    [text.replace('type: openai', 'type: open-ai'), /p\.yaml:16:\d+: providers\.north\.type is "open-ai", and must be one of openai, .*Did you mean "openai"\?/],
    [text.replace('target: { model: small', 'target: { model: smal'), /p\.yaml:\d+:\d+: routes\.\d+\.target\.model is "smal", and must be one of small, medium, large\. Did you mean "small"\?/],
    [text.replace('routing-policy/v1', 'routing-policy/v7'), /p\.yaml:2:13: apiVersion is llm-routing-policy\/v7, a later version than this program knows/],
    ['', /p\.yaml:1:1: the document must be a map, with apiVersion/],
  ])('refuses %#', (yaml, message) => {
    expect(() => policyFromYaml(yaml, 'p.yaml')).toThrow(message)
  })
})
