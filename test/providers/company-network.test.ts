import { afterEach, describe, expect, it, vi } from 'vitest'
import { createClient } from '../../src/providers/index.js'
import { ask } from '../support/call.js'
import { certificateFor, companyNetwork } from '../support/company-network.js'
import { failureOf, KEY } from '../support/provider.js'
import { workspace } from '../support/workspace.js'

const HOST = 'models.company.test'
const ANSWER = { model: 'small-1', usage: { prompt_tokens: 2, completion_tokens: 1 }, choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'blue' } }] }
const space = workspace()
const tls = certificateFor(HOST, space)

async function complete(caFile: string | undefined, headers: Record<string, string> = {}) {
  const client = await createClient({ name: 'company', api: 'openai', baseUrl: `https://${HOST}/v1`, timeoutMs: 20_000, ...(caFile === undefined ? {} : { caFile }) }, { apiKey: KEY, headers })
  try {
    return await client.complete('small', ask('Which colour?'), 10, new AbortController().signal)
  } finally {
    client.close()
  }
}

afterEach(() => vi.unstubAllEnvs())

describe.skipIf(!tls)('a server behind a company\'s proxy, with a certificate of the company (skipped: openssl is not installed)', () => {
  const parts = tls ?? { key: '', cert: '', caFile: '' }

  it('is reached through HTTPS_PROXY, with the proxy\'s credentials, the company\'s authority and its headers', async () => {
    await using network = await companyNetwork(parts, ANSWER)
    vi.stubEnv('HTTPS_PROXY', `http://team:word@127.0.0.1:${network.proxyPort}`)
    vi.stubEnv('NO_PROXY', '')
    const { output } = await complete(parts.caFile, { 'x-cost-centre': '42' })
    expect(output.text).toBe('blue')
    expect(network.tunnels).toEqual([{ target: `${HOST}:443`, authorization: `Basic ${Buffer.from('team:word').toString('base64')}` }])
    expect(network.requests[0]).toMatchObject({ host: HOST, authorization: `Bearer ${KEY}`, 'x-cost-centre': '42' })
  })

  it('is not believed without the authority, and the message says what is missing', async () => {
    await using network = await companyNetwork(parts, ANSWER)
    vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${network.proxyPort}`)
    const error = await failureOf(complete(undefined))
    expect(error).toMatchObject({ kind: 'connection', maybeCharged: false })
    expect(error.message).toMatch(/certificate/i)
    expect(error.message).toContain('ca_file')
    expect(network.requests).toEqual([])
  })

  it('is not reached where the proxy is down, and no message holds a key or the proxy\'s password', async () => {
    vi.stubEnv('HTTPS_PROXY', 'http://team:pass-word-1@127.0.0.1:1')
    const error = await failureOf(complete(parts.caFile))
    expect(error).toMatchObject({ kind: 'connection', maybeCharged: false })
    expect(error.message).not.toMatch(/pass-word-1|sk-test/)
  })

  it('goes past the proxy where NO_PROXY names the host', async () => {
    await using network = await companyNetwork(parts, ANSWER)
    vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${network.proxyPort}`)
    vi.stubEnv('NO_PROXY', '.company.test')
    expect((await failureOf(complete(parts.caFile))).message).toMatch(/ENOTFOUND|EAI_AGAIN/)
    expect(network.tunnels).toEqual([])
  })
})

describe('a certificate file', () => {
  it('that cannot be read ends with its name', async () => {
    await expect(complete(space.path('nowhere.pem'))).rejects.toThrow('nowhere.pem')
  })
})
