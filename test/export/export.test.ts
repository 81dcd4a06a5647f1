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
  openrouter: objects({ policy: text, version: { type: 'integer' }, valid_until: text, presets: { type: 'array', items: objects({ label: text, slug: { type: 'string', pattern: '^[a-z0-9-]+$' }, body: objects({ model: { type: 'string', pattern: '/' }, models: { type: 'array' }, temperature: { type: 'number' }, max_tokens: { type: 'integer' }, provider: objects({ allow_fallbacks: { type: 'boolean' }, require_parameters: { type: 'boolean' }, data_collection: { enum: ['allow', 'deny'] }, zdr: { type: 'boolean' }, max_price: objects({ prompt: text, completion: text }) }, ['allow_fallbacks']) }, ['model', 'provider']) }) } }),
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

describe('kinds of providers', () => {
  const of = (type: string): PolicyDocument => exampleShop({ constraints: [], providers: { ...exampleShop().providers, cheap: { ...exampleShop().providers['cheap'], type } } })

  it.each<[(typeof TARGETS)[number], string, string]>([
    ['litellm', 'azure', 'model: azure/small-1'], ['litellm', 'bedrock', 'model: bedrock/small-1'], ['litellm', 'gemini', 'model: gemini/small-1'], ['litellm', 'compatible', 'model: openai/small-1'], ['litellm', 'openai-responses', 'model: openai/responses/small-1'],
    ['portkey', 'azure', '"provider":"azure-openai"'], ['portkey', 'azure', '"azure_deployment_id":"small-1"'], ['portkey', 'bedrock', '"provider":"bedrock"'], ['portkey', 'gemini', '"provider":"google"'],
    ['bifrost', 'azure', '"provider": "azure"'], ['bifrost', 'bedrock', '"provider": "bedrock"'], ['bifrost', 'gemini', '"provider": "gemini"'],
    ['openrouter', 'gemini', '"google/small-1"'], ['vllm-semantic-router', 'gemini', 'api_format: openai'],
  ])('%s asks %s by its name', (target, type, written) => {
    expect(textOf(of(type), target)).toContain(written)
  })

  it.each<[(typeof TARGETS)[number], string]>([['claude-code-router', 'bedrock'], ['claude-code-router', 'azure'], ['vllm-semantic-router', 'bedrock'], ['portkey', 'openai-responses']])('%s cannot ask %s, and says so instead of guessing', (target, type) => {
    expect(() => exportPolicy(of(type), target)).toThrow(new RegExp(`cannot ask the provider "cheap" of the kind ${type}`))
  })

  it('says what a kind needs, and that an unknown one is unknown', () => {
    for (const target of ['litellm', 'portkey', 'bifrost', 'envoy'] as const) expect(lossesOf(of('bedrock'), target)).toContain('application providers.cheap')
    for (const target of ['litellm', 'portkey', 'bifrost', 'envoy', 'openrouter', 'claude-code-router'] as const) expect(exportPolicy(of('unknown'), target).report.lossy.map(({ message }) => message).join()).toContain('does not say who serves its models')
  })

  it('sends no request of Bedrock or Gemini to the address of another protocol', () => {
    expect(textOf(of('gemini'), 'litellm')).not.toContain('https://cheap.example')
    expect(textOf(of('bedrock'), 'portkey')).not.toContain('https://cheap.example')
  })
})

describe('cascades and splits', () => {
  const [labels] = exampleShop().routes
  const cascade = exampleShop({
    constraints: [],
    routes: [{ ...labels, fallback: [{ model: 'large', on: ['low_confidence', 'timeout'] }], escalate: { low_confidence: { signal: 'mean_logprob', below: -0.4 } } }, exampleShop().routes.at(-1)],
  })

  it.each(['litellm', 'portkey', 'bifrost', 'claude-code-router', 'envoy', 'openrouter'] as const)('%s: a cascade becomes the model that it ends with, for nobody showed that the first one can do alone', (target) => {
    const { report } = exportPolicy(cascade, target)
    expect(report.labels['labels']?.model).toBe('large')
    expect(lossesOf(cascade, target)).toContain('dropped routes.labels.escalate.low_confidence')
  })

  it('vllm-semantic-router holds it: both models, the bound of the log-probability, and no more', () => {
    const { routing } = parse(textOf(cascade, 'vllm-semantic-router')) as { routing: { decisions: { name: string; modelRefs: { model: string }[]; algorithm: object }[] } }
    expect(routing.decisions[0]).toMatchObject({ modelRefs: [{ model: 'small' }, { model: 'large' }], algorithm: { type: 'confidence', confidence: { confidence_method: 'avg_logprob', threshold: -0.4, escalation_order: 'small_to_large' } } })
    expect(routing.decisions[1]?.algorithm).toEqual({ type: 'static' })
    expect(lossesOf(cascade, 'vllm-semantic-router').join()).not.toContain('low_confidence')
  })

  it('flagd hands it to the application, which calls', () => {
    const { flags } = JSON.parse(textOf(cascade, 'flagd')) as { flags: Record<string, { variants: Record<string, object> }> }
    expect(flags['llm-route.labels']?.variants['target']).toMatchObject({ model: 'cheap/small-1', fallbacks: ['dear/large-1'], fallback_on: ['low_confidence,timeout'], escalate: { low_confidence: { below: -0.4 } } })
  })

  it('a constraint that takes the end of a cascade away leaves no label, and not the first model alone', () => {
    const eu = { ...cascade, constraints: [{ id: 'us', when: { always: true }, require: { capabilities: ['cheap'] } }], models: { ...cascade.models, small: { ...cascade.models['small'], capabilities: ['cheap'] } } } as PolicyDocument
    expect(exportPolicy(eu, 'litellm').report.refusedLabels).toContain('labels@us')
    expect(exportPolicy(eu, 'flagd').report.labels['labels@us']?.model).toBe('small')
  })

  it('a split is the application’s: it asks the classifier and sets the label', () => {
    const split = exampleShop({ constraints: [], classifiers: { hard: { type: 'external' } }, routes: [{ ...labels, match: { all: [{ field: 'metadata.task', eq: 'labels' }, { classifier: 'hard', label: 'easy', min_score: 0.8 }] } }, exampleShop().routes.at(-1)] })
    for (const target of TARGETS) expect(lossesOf(split, target)).toEqual(expect.arrayContaining(['application classifiers', 'application routes.labels.match']))
  })
})

describe('what rounding may do', () => {
  const at = (percent: number): PolicyDocument => exampleShop({ constraints: [], routes: exampleShop().routes.map((route) => (route.rollout ? { ...route, rollout: { ...route.rollout, percent } } : route)) })

  it('a share in whole percent is never more than the policy allows', () => {
    expect(textOf(at(99.7), 'envoy')).toMatch(/weight: 99\n[^]*weight: 1\n/)
    expect(textOf(at(99.7), 'litellm')).toMatch(/weight: 99\n/)
    expect(textOf(at(0.7), 'litellm')).not.toMatch(/half--target/)
    expect((JSON.parse(textOf(at(99.7), 'flagd')) as { flags: Record<string, { targeting: unknown }> }).flags['llm-route.half']?.targeting).toMatchObject({ if: [{}, 'expired', { fractional: [{}, ['target', 99], ['otherwise', 1]] }] })
    expect(textOf(at(0.7), 'portkey')).toContain('"weight":0.006999999999999999')
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
    const monthly = exampleShop({ constraints: [], providers: { ...exampleShop().providers, dear: { type: 'openai', budget: { limit_usd: 5, period: '1mo' } } } })
    // Its minutes are m, its months M.
    expect(textOf(monthly, 'bifrost')).toContain('"reset_duration": "1M"')
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
    const twins = exampleShop({ constraints: [], routes: [{ ...exampleShop().routes[0], id: 'a.b' }, { ...exampleShop().routes[0], id: 'a-b' }, exampleShop().routes.at(-1)] })
    expect((JSON.parse(textOf(twins, 'openrouter')) as typeof value).presets.map((one) => one.slug)).toEqual(['a-b', 'a-b-2', 'usual', 'default'])
    expect(faults('openrouter', { ...value, presets: [{ slug: 'Labels', body: {} }] })).not.toEqual([])
  })
})
