import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { exportPolicy, TARGETS } from '../../src/policy/export/index.js'
import type { PolicyDocument } from '../../src/policy/index.js'
import { exampleShop } from './policy.js'

/** Without the route that no European request may use: a target that cannot refuse takes it, too. */
const openShop = (): PolicyDocument => exampleShop({ routes: exampleShop().routes.filter((route) => route.id !== 'only') })
const textOf = (policy: PolicyDocument, target: (typeof TARGETS)[number], at = 0): string => exportPolicy(policy, target).files[at]?.text ?? ''
const lossesOf = (policy: PolicyDocument, target: (typeof TARGETS)[number]): readonly string[] => exportPolicy(policy, target).report.lossy.map((loss) => `${loss.how} ${loss.field}`)

// Shapes restated from what each target accepts; only the part that is written here.
const objects = (properties: object, required: readonly string[] = Object.keys(properties)): object => ({ type: 'object', additionalProperties: false, required, properties })
const text = { type: 'string', minLength: 1 }
const SHAPES: Readonly<Record<string, object>> = {
  litellm: objects({
    model_list: { type: 'array', minItems: 1, items: objects({
      model_name: text,
      litellm_params: objects({ model: { type: 'string', pattern: '^(openai|anthropic)/' }, api_base: text, api_key: { type: 'string', pattern: '^os\\.environ/[A-Z_][A-Z0-9_]*$' }, weight: { type: 'integer', minimum: 1 }, timeout: { type: 'number' }, max_tokens: { type: 'integer' }, max_budget: { type: 'number' }, budget_duration: text, temperature: { type: 'number' }, input_cost_per_token: { type: 'number' }, output_cost_per_token: { type: 'number' } }, ['model']),
      model_info: { type: 'object', required: ['id'] },
    }) },
    router_settings: objects({ routing_strategy: { const: 'simple-shuffle' }, num_retries: { type: 'integer' }, enable_pre_call_checks: { type: 'boolean' }, fallbacks: { type: 'array', items: { type: 'object', minProperties: 1, maxProperties: 1, additionalProperties: { type: 'array', minItems: 1, items: text } } }, context_window_fallbacks: { type: 'array' } }, ['routing_strategy']),
  }),
  bifrost: objects({ $schema: text, governance: objects({
    budgets: { type: 'array', items: objects({ id: text, max_limit: { type: 'number' }, reset_duration: text }) },
    routing_rules: { type: 'array', items: objects({ id: text, name: text, description: text, enabled: { type: 'boolean' }, scope: { const: 'global' }, priority: { type: 'integer' }, cel_expression: text, fallbacks: { type: 'array', items: { type: 'string', pattern: '^[a-z]+/' } }, targets: { type: 'array', minItems: 1, items: objects({ provider: text, model: text, weight: { type: 'number', exclusiveMinimum: 0, maximum: 1 } }) } }) },
  }) }),
  openrouter: objects({ policy: text, version: { type: 'integer' }, valid_until: text, presets: { type: 'array', items: objects({ slug: { type: 'string', pattern: '^[a-z0-9-]+$' }, body: objects({ model: { type: 'string', pattern: '/' }, models: { type: 'array' }, temperature: { type: 'number' }, max_tokens: { type: 'integer' }, provider: objects({ allow_fallbacks: { type: 'boolean' }, require_parameters: { type: 'boolean' }, data_collection: { enum: ['allow', 'deny'] }, zdr: { type: 'boolean' }, max_price: objects({ prompt: text, completion: text }) }, ['allow_fallbacks']) }, ['model', 'provider']) }) } }),
}
const ajv = new Ajv2020({ strict: false, allErrors: true })
const faults = (target: string, value: unknown): readonly string[] => {
  const validate = ajv.compile(SHAPES[target] ?? false)
  return validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`)
}

describe('every target', () => {
  it.each(TARGETS)('%s: holds no key, says what it loses, and writes the same bytes twice', (target) => {
    const policy = openShop()
    const first = exportPolicy(policy, target)
    expect(exportPolicy(policy, target)).toEqual(first)
    expect(first.files.map((file) => file.text).join('')).toMatch(/labels@eu|labels-eu/)
    expect(lossesOf(policy, target)).toEqual(expect.arrayContaining(['pre-resolved constraints.eu', 'dropped limits.max_share', 'application routes.labels.match', 'approximated routes.usual.target.as_asked']))
    expect(first.report.labels['labels@eu']).toEqual({ route: 'labels', constraints: ['eu'], model: 'large' })
  })

  it.each(TARGETS)('%s: a label under a constraint names no model that breaks it', (target) => {
    const { files, report } = exportPolicy(openShop(), target)
    expect(Object.entries(report.labels).filter(([label, { model }]) => label.includes('@eu') && model !== 'large')).toEqual([])
    expect(files.length).toBeGreaterThan(0)
  })

  it.each(['vllm-semantic-router', 'bifrost', 'claude-code-router'] as const)('%s: cannot refuse, so a route that nobody may serve under a constraint is no export', (target) => {
    expect(() => exportPolicy(exampleShop(), target)).toThrow(/no model may serve (?:half@eu, )?only@eu/)
  })

  it.each(['litellm', 'portkey', 'flagd', 'envoy', 'openrouter'] as const)('%s: leaves such a label out, and refuses what has no label', (target) => {
    const { report, files } = exportPolicy(exampleShop(), target)
    expect(report.refusedLabels).toContain('only@eu')
    expect(files.map((file) => file.text).join('')).not.toContain('only@eu')
    expect(files.map((file) => file.text).join('')).not.toMatch(/"default":|name: default\b/)
  })

  it('refuses more constraints than labels can hold', () => {
    const constraints = Array.from({ length: 5 }, (_, at) => ({ id: `c${at}`, when: { always: true }, require: { regions: ['us'] } }))
    expect(() => exportPolicy(exampleShop({ constraints }), 'litellm')).toThrow(/5 constraints/)
  })
})

describe('litellm', () => {
  const config = parse(textOf(exampleShop(), 'litellm')) as { model_list: { model_name: string; litellm_params: Record<string, unknown> }[]; router_settings: { fallbacks: Record<string, string[]>[] } }

  it('has the shape that the proxy reads; every fallback is a group, and no group falls back to itself', () => {
    expect(faults('litellm', config)).toEqual([])
    const groups = new Set(config.model_list.map((one) => one.model_name))
    for (const [group, to] of config.router_settings.fallbacks.flatMap((one) => Object.entries(one))) expect([groups.has(group), to.every((name) => groups.has(name)), to.includes(group)]).toEqual([true, true, false])
  })

  it('is refused by the shape with a bare key, a map of fallbacks or a broken weight', () => {
    const edit = (change: (copy: typeof config) => void): readonly string[] => { const copy = structuredClone(config); change(copy); return faults('litellm', copy) }
    expect(edit((copy) => { const one = copy.model_list[0]; if (one) one.litellm_params['api_key'] = 'sk-1' })).not.toEqual([])
    expect(edit((copy) => { copy.router_settings.fallbacks = {} as never })).not.toEqual([])
    expect(edit((copy) => { const one = copy.model_list[0]; if (one) one.litellm_params['weight'] = 0.5 })).not.toEqual([])
  })

  it('splits a canary by whole weights and uses no tags', () => {
    expect(config.model_list.filter((one) => one.model_name === 'task/half').map((one) => [one.litellm_params['model'], one.litellm_params['weight']])).toEqual([['openai/small-1', 10], ['openai/large-1', 90]])
    expect(JSON.stringify(config)).not.toContain('tags')
    expect(lossesOf(exampleShop({ routes: exampleShop().routes.map((route) => (route.rollout ? { ...route, rollout: { ...route.rollout, percent: 2.5 } } : route)) }), 'litellm')).toContain('approximated routes.half.rollout.percent')
  })
})

describe('portkey', () => {
  it('asks one positive question a label, and every fallback lists its statuses', () => {
    const config = JSON.parse(textOf(openShop(), 'portkey')) as { strategy: { conditions: { query: object; then: string }[] }; targets: { name: string; strategy?: { mode: string; on_status_codes?: number[] } }[] }
    expect(config.strategy.conditions.every(({ query }) => /^\{"metadata\.task":\{"\$eq":"[^"]+"\}\}$/.test(JSON.stringify(query)))).toBe(true)
    expect(config.strategy.conditions.map(({ then }) => then).filter((name) => !config.targets.some((one) => one.name === name))).toEqual([])
    expect(config.targets.find((one) => one.name === 'labels')?.strategy).toEqual({ mode: 'fallback', on_status_codes: [408, 429, 500, 502, 503, 504] })
    expect(textOf(openShop(), 'portkey').trimEnd()).not.toContain('\n')
  })

  it('warns when the header would be too long', () => {
    const [labels] = exampleShop().routes
    const many = exampleShop({ constraints: [], routes: [...Array.from({ length: 60 }, (_, at) => ({ ...labels, id: `labels-${at}` })), exampleShop().routes.at(-1)] })
    expect(lossesOf(many, 'portkey')).toContain('application document')
    expect(lossesOf(openShop(), 'portkey')).not.toContain('application document')
  })
})

describe('vllm-semantic-router', () => {
  const config = parse(textOf(openShop(), 'vllm-semantic-router')) as { version: string; providers: { defaults: { default_model: string }; models: { name: string }[] }; routing: { signals: { metadata: { name: string; predicate: object }[] }; decisions: { name: string; priority: number; annotations: object; rules: { conditions: { type: string; name: string }[] }; modelRefs: { model: string }[] }[] } }

  it('names only signals and models that it has, one comparison each, annotations of text', () => {
    const [signals, models] = [config.routing.signals.metadata.map((one) => one.name), config.providers.models.map((one) => one.name)]
    expect(config.version).toBe('v0.3')
    for (const decision of config.routing.decisions) {
      expect(decision.rules.conditions.every(({ type, name }) => type === 'metadata' && signals.includes(name))).toBe(true)
      expect(decision.modelRefs.every(({ model }) => models.includes(model))).toBe(true)
      expect(Object.values(decision.annotations).every((value) => typeof value === 'string')).toBe(true)
      expect(Object.keys(decision).toSorted()).toEqual(['algorithm', 'annotations', 'description', 'modelRefs', 'name', 'priority', 'rules'])
    }
    expect(config.routing.signals.metadata.every(({ predicate }) => Object.keys(predicate).length === 1)).toBe(true)
    expect(models).toContain(config.providers.defaults.default_model)
  })

  it('keeps the incumbent where it cannot split, and says so', () => {
    expect(config.routing.decisions.find((one) => one.name === 'half')?.modelRefs).toEqual([{ model: 'large', use_reasoning: false }])
    expect(lossesOf(openShop(), 'vllm-semantic-router')).toContain('dropped routes.half.rollout')
  })
})

describe('bifrost', () => {
  const config = JSON.parse(textOf(openShop(), 'bifrost')) as { governance: { routing_rules: { name: string; priority: number; cel_expression: string; targets: { weight: number }[] }[] } }

  it('has the shape of rules, weights that sum to 1, no negation, and a last rule for everything', () => {
    expect(faults('bifrost', config)).toEqual([])
    for (const rule of config.governance.routing_rules) expect([rule.targets.reduce((sum, one) => sum + one.weight, 0), /^(?:headers\["x-task"\] == "[^"\\]+"|true)$/.test(rule.cel_expression)]).toEqual([1, true])
    expect(config.governance.routing_rules.at(-1)?.cel_expression).toBe('true')
    expect(JSON.stringify(config)).not.toMatch(/scope_id|!=/)
  })
})

describe('envoy', () => {
  it('splits more than 15 rules over several routes, with names of their own and a retry policy each', () => {
    const [labels] = exampleShop().routes
    const many = exampleShop({ routes: [...Array.from({ length: 20 }, (_, at) => ({ ...labels, id: `labels-${at}` })), exampleShop().routes.at(-1)] })
    const documents = parseAllDocuments(textOf(many, 'envoy')).map((one) => one.toJS() as { kind: string; metadata: { name: string }; spec: { rules?: { name: string; matches: { headers: object[] }[]; backendRefs: object[] }[]; targetRefs?: { name: string }[] } })
    const routes = documents.filter((one) => one.kind === 'AIGatewayRoute')
    expect(routes.map((one) => one.spec.rules?.length)).toEqual([15, 15, 12])
    const names = routes.flatMap((one) => one.spec.rules?.map((rule) => rule.name) ?? [])
    expect([new Set(names).size, names.includes('route-not-found'), names.every((name) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name))]).toEqual([42, false, true])
    expect(documents.filter((one) => one.kind === 'BackendTrafficPolicy').map((one) => one.spec.targetRefs?.[0]?.name)).toEqual(routes.map((one) => one.metadata.name))
  })
})

describe('openrouter', () => {
  it('is a preset a label, with prices as texts, and closed under a constraint', () => {
    const value = JSON.parse(textOf(exampleShop(), 'openrouter')) as { presets: { slug: string; body: { models?: string[]; provider: { allow_fallbacks: boolean } } }[] }
    expect(faults('openrouter', value)).toEqual([])
    expect(value.presets.find((one) => one.slug === 'labels')?.body.models).toEqual(['openai/small-1', 'openai/large-1'])
    expect(value.presets.find((one) => one.slug === 'labels-eu')?.body.provider.allow_fallbacks).toBe(false)
    expect(faults('openrouter', { ...value, presets: [{ slug: 'Labels', body: {} }] })).not.toEqual([])
  })
})
