import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/domain/json.js'
import { exportPolicy } from '../../src/policy/export/index.js'
import { bucket } from '../../src/policy/index.js'
import { answer, closedPort, failure, startModelServer } from '../support/model-server.js'
import type { ModelServer, Reply, SeenRequest } from '../support/model-server.js'
import { workspace } from '../support/workspace.js'
import { exampleShop } from './policy.js'

// The real gateways: `.ci/run` installs them beside the project, for they bring a hundred packages; AUDIT_GATEWAYS names the folder.
const folder = process.env['AUDIT_GATEWAYS'] ?? ''
const has = (name: string): boolean => folder !== '' && existsSync(join(folder, 'node_modules', name, 'package.json'))
for (const name of ['@portkey-ai/gateway', '@openfeature/flagd-core', '@musistudio/claude-code-router', '@marcbachmann/cel-js', '@openrouter/sdk']) if (!has(name)) console.warn(`skipped: ${name} is not installed (AUDIT_GATEWAYS names no folder with it)`)

/** A shop whose providers are two local servers. */
const localShop = (cheap: string, dear: string): ReturnType<typeof exampleShop> => {
  const { providers, routes } = exampleShop()
  return exampleShop({ providers: { cheap: { ...providers['cheap'], base_url: `${cheap}/v1` }, dear: { ...providers['dear'], base_url: `${dear}/v1` } }, routes: routes.filter((route) => route.id !== 'only') })
}

async function listening(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) throw new Error(`the gateway ended with ${child.exitCode}`)
    try {
      await fetch(url)
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50)) // until its port is open
    }
  }
  throw new Error('the gateway does not listen')
}

const ended = (child: ChildProcess | undefined): Promise<void> => new Promise((resolve) => {
  if (child === undefined || child.exitCode !== null) return resolve()
  child.once('exit', () => resolve())
  child.kill('SIGKILL')
})

describe.skipIf(!has('@portkey-ai/gateway'))('portkey’s gateway', () => {
  let [cheap, dear]: ModelServer[] = []
  let script: (request: SeenRequest) => Reply = () => answer('cheap')
  let child: ChildProcess | undefined
  let url = ''
  let config = ''

  beforeAll(async () => {
    cheap = await startModelServer((request) => script(request))
    dear = await startModelServer(() => answer('dear'))
    const port = await closedPort()
    url = `http://127.0.0.1:${port}/v1/chat/completions`
    child = spawn(process.execPath, [join(folder, 'node_modules/@portkey-ai/gateway/build/start-server.js'), `--port=${port}`, '--headless'], { stdio: 'ignore' })
    await listening(`http://127.0.0.1:${port}/`, child)
    config = (exportPolicy(localShop(cheap.url, dear.url), 'portkey').files[0]?.text ?? '').trim().replaceAll(/\$\{[A-Z_]+\}/g, 'sk-test')
  })
  afterAll(async () => {
    await ended(child)
    await cheap?.[Symbol.asyncDispose]()
    await dear?.[Symbol.asyncDispose]()
  })

  const ask = async (task?: string): Promise<{ readonly status: number; readonly served: string | null; readonly text: string }> => {
    const response = await fetch(url, {
      method: 'POST', body: JSON.stringify({ model: 'any', messages: [{ role: 'user', content: 'x' }] }),
      headers: { 'content-type': 'application/json', 'x-portkey-config': config, ...(task === undefined ? {} : { 'x-portkey-metadata': JSON.stringify({ task }) }) },
    })
    const body = (await response.json()) as { choices?: { message: { content: string } }[] }
    return { status: response.status, served: response.headers.get('x-portkey-last-used-option-index'), text: body.choices?.[0]?.message.content ?? '' }
  }

  it('routes by label and overrides model and parameters', async () => {
    script = () => answer('cheap')
    expect([(await ask('labels')).text, (await ask('usual')).text, (await ask('labels@eu')).text]).toEqual(['cheap', 'dear', 'dear'])
    expect(cheap?.seen.at(-1)?.body).toMatchObject({ model: 'small-1', temperature: 0, max_tokens: 9 })
    expect(dear?.seen.at(-1)?.model).toBe('large-1')
  })

  it('refuses what has no label, so that no constraint is passed by', async () => {
    const before = (cheap?.seen.length ?? 0) + (dear?.seen.length ?? 0)
    expect([(await ask()).status, (await ask('unheard-of')).status, (cheap?.seen.length ?? 0) + (dear?.seen.length ?? 0)]).toEqual([400, 400, before])
  })

  it('falls back after 429 and after a timeout, and not after 400', async () => {
    script = () => failure(429)
    expect((await ask('labels')).text).toBe('dear')
    script = () => ({ kind: 'hang' })
    expect((await ask('labels')).text).toBe('dear')
    script = () => failure(400)
    expect((await ask('labels')).status).toBe(400)
  })

  it('gives the canary its share', async () => {
    script = () => answer('cheap')
    let inside = 0
    for (let n = 0; n < 40; n++) inside += (await Promise.all(Array.from({ length: 10 }, () => ask('half')))).filter(({ text }) => text === 'cheap').length
    // Binomial(400, 0.1): mean 40, five standard deviations are 30.
    expect(Math.abs(inside - 40)).toBeLessThan(30)
  })
})

interface FlagdCore { setConfigurations: (text: string, strict?: boolean) => unknown; resolveObjectEvaluation: (key: string, otherwise: object, context: object, logger: object) => { value: JsonObject; reason: string; errorCode?: string } }

describe.skipIf(!has('@openfeature/flagd-core'))('flagd’s evaluator', () => {
  const logger = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} }
  const core = (policy: ReturnType<typeof exampleShop>): FlagdCore => {
    const { FlagdCore: Core } = createRequire(join(folder, 'package.json'))('@openfeature/flagd-core') as { FlagdCore: new (storage?: unknown, logger?: object) => FlagdCore }
    const one = new Core(undefined, logger)
    one.setConfigurations(exportPolicy(policy, 'flagd').files[0]?.text ?? '')
    return one
  }
  const modelOf = (one: FlagdCore, label: string, key = 'u'): unknown => one.resolveObjectEvaluation(`llm-route.${label}`, {}, { targetingKey: key }, logger).value['model']

  it('passes its own schemas, which it does not ask unless it is told to', () => {
    const one = core(exampleShop())
    const text = exportPolicy(exampleShop(), 'flagd').files[0]?.text ?? ''
    expect(() => one.setConfigurations(text, true)).not.toThrow()
    // Nested metadata is outside of what its schema pins down; ours is texts and numbers.
    const { flags } = JSON.parse(text) as { flags: Record<string, { metadata: object }> }
    for (const { metadata } of Object.values(flags)) expect(Object.values(metadata).every((value) => ['string', 'number', 'boolean'].includes(typeof value))).toBe(true)
    expect(() => one.setConfigurations(text.replaceAll('"ENABLED"', '"ON"'), true)).toThrow()
  })

  it('splits 20,000 keys by the share, and keeps each on its side', () => {
    const one = core(exampleShop())
    let inside = 0
    for (let n = 0; n < 20_000; n++) if (modelOf(one, 'half', `user-${n}`) === 'cheap/small-1') inside += 1
    // Binomial(20000, 0.1): five standard deviations are 212.
    expect(Math.abs(inside - 2000)).toBeLessThan(212)
    for (let n = 0; n < 200; n++) expect(modelOf(one, 'half', `user-${n}`)).toBe(modelOf(one, 'half', `user-${n}`))
  })

  it('gives target, fallbacks and parameters, and under a constraint the model that keeps it', () => {
    const one = core(exampleShop())
    expect(one.resolveObjectEvaluation('llm-route.labels', {}, { targetingKey: 'u' }, logger).value).toMatchObject({ model: 'cheap/small-1', fallbacks: ['dear/large-1'], fallback_on: ['rate_limit,timeout,server_error'], params: { temperature: 0 }, timeout_ms: 500, max_output_tokens: 9 })
    expect(modelOf(one, 'labels@eu')).toBe('dear/large-1')
  })

  it('does not know a label that nobody may serve, and falls to what is left when the policy has expired', () => {
    const metadata = { ...exampleShop().metadata, valid_until: '2026-01-02T00:00:00Z' }
    const known = core(exampleShop())
    expect(() => { if (modelOf(known, 'only@eu') !== undefined) throw new Error('served') }).not.toThrow(/served/)
    expect(modelOf(core(exampleShop({ metadata })), 'labels')).toBe('dear/large-1')
  })

  it('keeps times of day in UTC', () => {
    const routes = exampleShop().routes.map((route) => (route.id === 'labels' ? { ...route, schedule: { from: '00:00', to: '24:00' } } : route))
    const never = routes.map((route) => (route.id === 'labels' ? { ...route, schedule: { from: hourFromNow(1), to: hourFromNow(2) } } : route))
    expect([modelOf(core(exampleShop({ routes })), 'labels'), modelOf(core(exampleShop({ routes: never })), 'labels')]).toEqual(['cheap/small-1', 'dear/large-1'])
  })
})

/** HH:MM in UTC, so many hours from now. */
function hourFromNow(hours: number): string {
  return new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16)
}

describe.skipIf(!has('@musistudio/claude-code-router'))('claude-code-router 2.0.0', () => {
  it('sends each label to its provider, keeps keys on their side of a canary, and the rest on the default', async () => {
    using space = workspace()
    const seen: string[] = []
    const openAi = (name: string) => ({ model }: SeenRequest): Reply => { seen.push(`${name}/${model}`); return answer(name) }
    await using cheap = await startModelServer(openAi('cheap'))
    await using dear = await startModelServer(openAi('dear'))
    const home = join(space.directory, '.claude-code-router')
    mkdirSync(home, { recursive: true })
    const port = await closedPort()
    for (const { name, text } of exportPolicy(localShop(cheap.url, dear.url), 'claude-code-router').files) {
      const config = name === 'config.json' ? JSON.stringify({ ...(JSON.parse(text) as object), PORT: port, APIKEY: 'test-key', CUSTOM_ROUTER_PATH: join(home, 'custom-router.js') }) : text
      writeFileSync(join(home, name), config)
    }
    const child = spawn(process.execPath, [join(folder, 'node_modules/@musistudio/claude-code-router/dist/cli.js'), 'start'], { stdio: 'ignore', env: { PATH: process.env['PATH'] ?? '', HOME: space.directory, CHEAP_KEY: 'sk-a', DEAR_KEY: 'sk-b' } })
    try {
      await listening(`http://127.0.0.1:${port}/`, child)
      const ask = async (headers: Readonly<Record<string, string>>): Promise<string | undefined> => {
        await (await fetch(`http://127.0.0.1:${port}/v1/messages`, {
          method: 'POST', headers: { 'content-type': 'application/json', 'x-api-key': 'test-key', 'anthropic-version': '2023-06-01', ...headers },
          body: JSON.stringify({ model: 'claude-x', max_tokens: 10, messages: [{ role: 'user', content: 'hello' }] }),
        })).text()
        return seen.at(-1)
      }
      expect([await ask({ 'x-task': 'labels' }), await ask({ 'x-task': 'labels@eu' }), await ask({}), await ask({ 'x-task': 'toString' })]).toEqual(['cheap/small-1', 'dear/large-1', 'dear/large-1', 'dear/large-1'])
      for (const key of ['a', 'b', 'k3', 'k4', 'k5', 'k6', 'k7', 'k8', 'k9', 'k10']) expect(await ask({ 'x-task': 'half', 'x-request-key': key })).toBe(bucket('s', key) < 10 ? 'cheap/small-1' : 'dear/large-1')
    } finally {
      await ended(child)
    }
  })
})

describe.skipIf(!has('@marcbachmann/cel-js'))('a CEL engine', () => {
  it('reads every expression of Bifrost’s rules, and each holds of its own label alone', async () => {
    const { evaluate } = await import(pathToFileURL(join(folder, 'node_modules/@marcbachmann/cel-js/lib/index.js')).href) as { evaluate: (expression: string, context: object) => unknown }
    const odd = exampleShop({ routes: [...exampleShop().routes.filter((route) => route.id !== 'only'), { ...exampleShop().routes[0], id: 'a.b_c-d', priority: 4 }] })
    const { governance } = JSON.parse(exportPolicy(odd, 'bifrost').files[0]?.text ?? '') as { governance: { routing_rules: { name: string; cel_expression: string }[] } }
    const rules = governance.routing_rules
    expect(rules.length).toBeGreaterThan(6)
    for (const { name } of rules) {
      const held = rules.filter((rule) => evaluate(rule.cel_expression, { headers: { 'x-task': name } }) === true).map((rule) => rule.name)
      expect(held).toEqual([...new Set([name, 'default'])])
    }
    // Without the header an engine throws, which the gateway takes as no match: never a negation.
    expect(() => evaluate(rules[0]?.cel_expression ?? '', { headers: {} })).toThrow()
  })
})

/** Names of the wire as the SDK has them in code. */
function camel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camel)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()), camel(inner)]))
}

describe.skipIf(!has('@openrouter/sdk'))('OpenRouter’s SDK', () => {
  it('writes each preset’s body as the export has it, and refuses a broken one', async () => {
    const schemas = await import(pathToFileURL(join(folder, 'node_modules/@openrouter/sdk/esm/models/chatrequest.js')).href) as { ChatRequest$outboundSchema: { parse: (value: unknown) => unknown } }
    const { presets } = JSON.parse(exportPolicy(exampleShop(), 'openrouter').files[0]?.text ?? '') as { presets: { body: JsonObject }[] }
    const wire = (body: JsonObject): unknown => schemas.ChatRequest$outboundSchema.parse({ ...(camel(body) as object), messages: [{ role: 'user', content: 'x' }] })
    expect(presets.length).toBeGreaterThan(3)
    for (const { body } of presets) expect(wire(body)).toMatchObject(body)
    expect(() => wire({ ...presets[0]?.body, provider: { allow_fallbacks: 'no' } })).toThrow()
  })
})
