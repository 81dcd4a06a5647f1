import { describe, expect, it } from 'vitest'
import { defaultConfig, loadConfig } from '../../src/config/load.js'
import { parseConfig } from '../../src/config/parse.js'
import { AuditError } from '../../src/domain/error.js'
import { workspace } from '../support/workspace.js'

const parse = (text: string) => parseConfig(text, 'audit.config.yaml')

function faultOf(text: string): AuditError {
  try {
    parseConfig(text, 'audit.config.yaml', true)
  } catch (error) {
    if (error instanceof AuditError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

const EVERY_KEY = `version: 1
incumbent: openai/gpt-4o
candidates:
  - openai/gpt-4o-mini
  - { model: local/q, price: { input: 0.05, output: 0.1, cache_read: 0.01 } }
providers:
  local: { api: openai, base_url: http://127.0.0.1:8000/v1, api_key_env: LOCAL_KEY, max_concurrency: 64, rpm: 600, tpm: 200000, timeout_ms: 5000, budget_usd: 10, regions: [eu], compliance: [gdpr] }
models:
  gpt-4-0314: { as: local/gpt-4-0314, price: { input: 30, output: 60 } }
quality: { margin: 0.02, alpha: 0.01, max_samples: 500, control: rerun, population: log }
latency: { max_p95_ratio: 1.5 }
budget_usd: 20
check: { margin: 0.06 }
judge: { model: anthropic/claude-sonnet-4-5, rubric: short }
gold: metadata.expected
tasks:
  - { match: { label: tickets }, validator: { name: label, labels: [a, b], tolerance: 0.1 }, gold: metadata.g, incumbent: openai/gpt-4o, candidates: [openai/o], margin: 0.01, alpha: 0.02, max_samples: 50, control: logged, skip: true }
  - { match: { id: t_1 }, validator: exact }
constraints:
  - { id: c, when: { field: metadata.data_class, in: [phi, 1, true] }, require: { compliance: [hipaa], regions: [eu] } }
redact: [email, phone, card, iban, secret]
`

describe('the configuration', () => {
  it('takes every key from snake case to camel case', () => {
    expect(parse(EVERY_KEY)).toEqual({
      version: 1, incumbent: 'openai/gpt-4o',
      candidates: [{ model: 'openai/gpt-4o-mini', price: undefined }, { model: 'local/q', price: { input: 0.05, output: 0.1, cacheRead: 0.01 } }],
      providers: { local: { api: 'openai', baseUrl: 'http://127.0.0.1:8000/v1', apiKeyEnv: 'LOCAL_KEY', maxConcurrency: 64, rpm: 600, tpm: 200_000, timeoutMs: 5000, budgetUsd: 10, regions: ['eu'], compliance: ['gdpr'] } },
      models: { 'gpt-4-0314': { as: 'local/gpt-4-0314', price: { input: 30, output: 60 } } },
      quality: { margin: 0.02, alpha: 0.01, maxSamples: 500, control: 'rerun', controlShare: 1, population: 'log', design: 'sequential', fdr: false, reserve: 0, decidableOnly: false },
      latency: { maxP95Ratio: 1.5 }, budgetUsd: 20, check: { margin: 0.06 }, policy: { maxBudgetShare: 60, rollout: 'full' }, judge: { model: 'anthropic/claude-sonnet-4-5', rubric: 'short', force: false }, labels: 'audit.labels.jsonl', validators: [], strategies: [], strategySamples: 0, gold: 'metadata.expected',
      tasks: [
        { match: { label: 'tickets' }, validator: { name: 'label', labels: ['a', 'b'], tolerance: 0.1 }, gold: 'metadata.g', incumbent: 'openai/gpt-4o', candidates: [{ model: 'openai/o', price: undefined }], margin: 0.01, alpha: 0.02, maxSamples: 50, control: 'logged', skip: true },
        { match: { id: 't_1' }, validator: { name: 'exact', labels: undefined, tolerance: undefined }, skip: false, maxSamples: undefined },
      ],
      constraints: [{ id: 'c', when: { field: 'metadata.data_class', in: ['phi', 1, true] }, require: { compliance: ['hipaa'], regions: ['eu'] } }],
      sources: [], redact: ['email', 'phone', 'card', 'iban', 'secret'],
    })
  })

  it('has the defaults of the contract', () => {
    expect(parse('version: 1')).toEqual(defaultConfig())
    expect(defaultConfig()).toMatchObject({ candidates: [], quality: { margin: 0.03, alpha: 0.05, maxSamples: 1000, control: 'auto', population: 'traffic' }, check: { margin: 0.05 }, budgetUsd: undefined, tasks: [], constraints: [], redact: [] })
  })

  it.each([
    ['a key on top', 'version: 1\nbudget_ usd: 5\n'.replace('_ ', '-'), 2, 'budget_usd'],
    ['a key of quality', 'version: 1\nquality:\n  margn: 0.02\n', 3, 'margin'],
    ['a key of a provider', 'version: 1\nproviders:\n  local:\n    api: openai\n    baseurl: http://x\n', 5, 'base_url'],
    ['a key of a candidate', 'version: 1\ncandidates:\n  - { model: a/b, prize: { input: 1, output: 1 } }\n', 3, 'price'],
    ['a key of a task', 'version: 1\ntasks:\n  - match: { label: x }\n    golden: y\n', 4, 'gold'],
    ['a key of a condition', 'version: 1\nconstraints:\n  - when: { feild: a, eq: b }\n    require: { compliance: [x] }\n', 3, 'field'],
  ])('names line and nearest key for a typo in %s', (_, text, line, suggestion) => {
    const { message, code, exitCode } = faultOf(text)
    expect({ code, exitCode }).toEqual({ code: 'config/invalid', exitCode: 2 })
    expect(message).toContain(`audit.config.yaml:${line}:`)
    expect(message).toContain(`"${suggestion}"`)
  })

  it('lists what is known where nothing is near', () => {
    expect(faultOf('version: 1\nzzzzzzzz: 1\n').message).toContain('Known here: version, incumbent')
  })

  it.each([
    ['margin 0', 'quality: { margin: 0 }', 'quality.margin'], ['margin 1', 'quality: { margin: 1 }', 'quality.margin'], ['alpha of a half', 'quality: { alpha: 0.5 }', 'quality.alpha'],
    ['max_samples of a fraction', 'quality: { max_samples: 1.5 }', 'quality.max_samples'], ['a negative price', 'candidates: [{ model: a/b, price: { input: -1, output: 1 } }]', 'candidates.0.price.input'],
    ['a price without output', 'candidates: [{ model: a/b, price: { input: 1 } }]', 'output'], ['a budget of nothing', 'budget_usd: 0', 'budget_usd'], ['an infinite budget', 'budget_usd: .inf', 'budget_usd'], ['a text for a number', 'budget_usd: lots', 'budget_usd'],
    ['a file as address', 'providers: { a: { api: openai, base_url: "file:///etc/passwd" } }', 'base_url'], ['a key for the name of its variable', 'providers: { a: { api: openai, api_key_env: sk-123-456 } }', 'environment variable'],
    ['an unknown api', 'providers: { a: { api: cohere } }', 'providers.a.api'], ['a concurrency of 0', 'providers: { a: { api: openai, max_concurrency: 0 } }', 'max_concurrency'],
    ['two operators', 'constraints: [{ when: { field: a, eq: 1, ne: 2 }, require: { regions: [eu] } }]', 'exactly one'], ['no operator', 'constraints: [{ when: { field: a }, require: { regions: [eu] } }]', 'exactly one'],
    ['another version', 'version: 2', 'version'], ['an unknown redaction', 'redact: [everything]', 'redact.0'],
  ])('refuses %s', (_, line, named) => {
    const text = line.startsWith('version') ? line : `version: 1\n${line}\n`
    const { message } = faultOf(text)
    expect(message).toContain(named)
    expect(message).toMatch(/audit\.config\.yaml:[12]:/)
    expect(message).not.toContain('sk-123-456')
  })

  it.each([
    ['a key that stands twice', 'version: 1\nbudget_usd: 1\nbudget_usd: 2\n', 3], ['a bracket that is not closed', 'version: 1\ncandidates: [a\n', 2],
    ['two documents', 'version: 1\n---\nversion: 1\n', 2], ['tabs as indent', 'version: 1\nquality:\n\tmargin: 1\n', 3],
  ])('names the line of YAML with %s', (_, text, line) => {
    const { message, code } = faultOf(text)
    expect(code).toBe('config/yaml')
    expect(Number(/:(\d+):/.exec(message)?.[1])).toBeGreaterThanOrEqual(line)
  })

  it.each(['', '[]', 'text', '42', '- version: 1'])('that is no map with a version is refused: %s', (text) => {
    expect(faultOf(text).exitCode).toBe(2)
  })

  it.each([
    ['nothing in the file', '', 'version: must be 1 and is missing'], ['a text for a number', 'version: 1\nquality: { margin: "3%" }\n', 'quality.margin: must be a number, and is text'],
    ['a bound that is not kept', 'version: 1\nquality: { margin: 3 }\n', 'quality.margin: must be below 1, and is 3'], ['a bound from below', 'version: 1\nbudget_usd: -1\n', 'budget_usd: must be above 0, and is -1'],
    ['a part of a whole', 'version: 1\nquality: { max_samples: 1.5 }\n', 'quality.max_samples: must be a whole number, and is 1.5'], ['no finite number', 'version: 1\nbudget_usd: .inf\n', 'budget_usd: must be a number, and is'],
    ['a choice', 'version: 1\nquality: { control: always }\n', 'quality.control: must be one of logged, rerun, auto'], ['a match of nothing', 'version: 1\ntasks: [{ match: {}, margin: 0.1 }]\n', 'tasks.0.match: needs id or label'],
    ['a price without output', 'version: 1\ncandidates: [{ model: openai/x, price: { input: 1 } }]\n', 'price.output: must be a number and is missing'],
    ['a list for a map', 'version: 1\nquality: [1]\n', 'quality: must be a map of keys, and is a list'],
    ['a candidate of no provider', 'version: 1\ncandidates: [gpt-4o-mini]\n', 'candidates.0: "gpt-4o-mini" names no provider: write it as provider/model, e.g. openai/gpt-4o-mini'],
    ['a candidate of an unknown provider', 'version: 1\ncandidates: [opneai/x]\n', 'Did you mean "openai"?'],
    ['one in a task', 'version: 1\ntasks: [{ match: { id: t_1 }, candidates: [nope/x] }]\n', 'tasks.0.candidates.0: "nope/x": there is no provider "nope". Add it: providers: { nope:'],
    ['a match of a misspelt key', 'version: 1\ntasks: [{ match: { lable: x } }]\n', 'tasks.0.match: needs id or label'], ['a match of two', 'version: 1\ntasks: [{ match: { id: t_1, label: x } }]\n', '"label" in tasks.0.match does not go with the other keys there'],
    ['a key without its unit', 'version: 1\nbudget: 5\n', 'unknown key "budget". Did you mean "budget_usd"?'], ['two documents', 'version: 1\n---\nversion: 1\n', '2: a second document begins here (---), and one is read'],
    ['a tag of another tool', 'version: 1\nincumbent: !env MODEL\n', '2: a tag (!…) that is not known here'],
    ['UTF-16', 'v\u0000e\u0000r\u0000', 'holds NUL bytes'],
  ])('says in words what is wrong: %s', (_, text, words) => {
    const { message } = faultOf(text)
    expect(message).toContain(words)
    expect(message).not.toMatch(/Invalid|Too (?:big|small)|undefined/)
  })

  it.each([
    ['as the name of a provider', 'providers: { KEY: nope }'], ['as a key on top', 'KEY: 5'], ['as a candidate', 'candidates: [KEY]'], ['as an alias', 'incumbent: *KEY'], ['in a pattern', 'redact: [{ name: a, pattern: "KEY(" }]'], ['as a variable', 'providers: { a: { api: openai, api_key_env: KEY } }'],
  ])('never shows a key that stands in the wrong place: %s', (_, line) => {
    const key = 'sk-proj-a1B2c3D4e5F6g7H8i9J0'
    const { exitCode, message, way } = faultOf(`version: 1\n${line.replace('KEY', key)}\n`)
    expect(exitCode).toBe(2)
    expect(`${message}${way}`).not.toContain(key)
  })

  it('takes what an anchor holds, merged or whole', () => {
    expect(parse('version: 1\ncheck: &own { margin: 0.1 }\nquality: { <<: *own, alpha: 0.1 }\n')).toMatchObject({ check: { margin: 0.1 }, quality: { margin: 0.1, alpha: 0.1 } })
  })

  it('asks for no provider where nobody is to be asked: a candidate and its price are enough to inspect', () => {
    expect(parseConfig('version: 1\ncandidates: [{ model: nope/x, price: { input: 1, output: 2 } }]\n', 'audit.config.yaml').candidates).toMatchObject([{ model: 'nope/x' }])
  })

  it('tells of a provider only what is wrong with it', () => {
    expect(faultOf('version: 1\nproviders: { a: { api: openai, base_url: "http://x/", rpm: 0 } }\n').message).toBe('audit.config.yaml:2: providers.a.rpm: must be above 0, and is 0')
    expect(faultOf('version: 1\nproviders: { a: { api: openai } }\n').message).toContain('needs a base_url')
    expect(faultOf('version: 1\nproviders: { a: { api: openai, base_url: "http://x/", api_key: sk-123-456 } }\n').message).toMatch(/no key stands in this file; api_key_env names/)
  })

  it('knows every key that the schema has', () => {
    expect(faultOf('version: 1\nstrategie: []\n').message).toContain('Did you mean "strategies"?')
    expect(faultOf('version: 1\nquality: { zzzzzzz: 1 }\n').message).toMatch(/Known here: .*horizon/)
    expect(faultOf('version: 1\nmodels: { a: { zzzzzzz: 1 } }\n').message).toMatch(/Known here: .*omit/)
  })

  it('does not take a key of every object for one of its own', () => {
    expect(faultOf('version: 1\nconstructor: 1\n').message).toContain('unknown key "constructor"')
    expect(faultOf('version: 1\n__proto__: { budget_usd: 1 }\n').message).toContain('__proto__')
  })
})

describe('the file', () => {
  it('may be missing when it is the default, and not when it was named', async () => {
    using space = workspace()
    expect(await loadConfig(space.path('none.yaml'), false)).toEqual(defaultConfig())
    await expect(loadConfig(space.path('none.yaml'), true)).rejects.toMatchObject({ code: 'config/unreadable', exitCode: 2, message: expect.stringContaining('none.yaml') as string })
    await expect(loadConfig(space.directory, false)).rejects.toMatchObject({ message: expect.stringContaining('it is a directory') as string })
    expect((await loadConfig(space.write('c.yaml', 'version: 1\nbudget_usd: 3\n'), true)).budgetUsd).toBe(3)
  })
})
