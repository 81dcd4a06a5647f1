import { describe, expect, it } from 'vitest'
import { configSchema } from '../../src/config/schema.js'
import { endpointOf } from '../../src/providers/index.js'

const configured = (name: string, provider: object) => configSchema.parse({ version: 1, providers: { [name]: provider } }).providers[name]

describe('an endpoint', () => {
  it('is built in for the two providers, and needs their keys', () => {
    expect(endpointOf('openai', undefined, {})).toEqual({ name: 'openai', api: 'openai', baseUrl: 'https://api.openai.com/v1', apiKeyEnv: 'OPENAI_API_KEY', timeoutMs: 120_000 })
    expect(endpointOf('anthropic', undefined, {})).toMatchObject({ api: 'anthropic', baseUrl: 'https://api.anthropic.com', apiKeyEnv: 'ANTHROPIC_API_KEY' })
  })
  it('is elsewhere when the environment or, with more weight, the configuration says so', () => {
    const env = { OPENAI_BASE_URL: 'http://proxy/v1/' }
    expect(endpointOf('openai', undefined, env)?.baseUrl).toBe('http://proxy/v1')
    expect(endpointOf('openai', configured('openai', { api: 'openai', base_url: 'http://own/v1//' }), env)?.baseUrl).toBe('http://own/v1')
  })
  it('of one\'s own server needs a key only when one is named', () => {
    expect(endpointOf('lab', configured('lab', { api: 'openai', base_url: 'http://lab/v1' }), {})).toEqual({ name: 'lab', api: 'openai', baseUrl: 'http://lab/v1', timeoutMs: 120_000 })
    expect(endpointOf('lab', configured('lab', { api: 'openai', base_url: 'http://lab/v1', api_key_env: 'LAB_KEY', timeout_ms: 9 }), {})).toMatchObject({ apiKeyEnv: 'LAB_KEY', timeoutMs: 9 })
  })
  it.each(['nobody', 'constructor', 'toString', '__proto__'])('of "%s" is unknown', (name) => {
    expect(endpointOf(name, undefined, {})).toBeUndefined()
  })
})
