import { describe, expect, it } from 'vitest'
import { retryAfterMs } from '../../src/providers/rate-facts.js'
import { safeMessage } from '../../src/providers/safe-message.js'
import { ask } from '../support/call.js'
import { closedPort, failure, startModelServer, type Reply } from '../support/model-server.js'
import { attempt, failureOf, KEY } from '../support/provider.js'

describe.each(['openai', 'anthropic'] as const)('%s: an attempt without completion', (api) => {
  const faultOf = async (reply: Reply) => {
    await using server = await startModelServer(() => reply)
    const error = await failureOf(attempt(api, server.url, ask('x')))
    expect(server.seen, 'the SDK itself tries only once').toHaveLength(1)
    return error
  }

  it.each([
    [400, 'bad_request', false], [401, 'auth', false], [403, 'auth', false], [404, 'not_found', false], [408, 'timeout', true], [409, 'bad_request', true], [413, 'bad_request', false],
    [422, 'bad_request', false], [429, 'rate_limit', true], [500, 'server_error', true], [502, 'server_error', true], [503, 'server_error', true], [504, 'timeout', true], [529, 'server_error', true],
  ] as const)('HTTP %i is %s, worth another attempt: %s', async (status, kind, retriable) => {
    expect(await faultOf(failure(status))).toMatchObject({ kind, retriable })
  })

  it('says how long to wait, in milliseconds', async () => {
    expect((await faultOf(failure(429, { 'retry-after': '7' }))).retryAfterMs).toBe(7000)
    expect((await faultOf(failure(429, { 'retry-after-ms': '250', 'retry-after': '7' }))).retryAfterMs).toBe(250)
    expect((await faultOf(failure(429))).retryAfterMs).toBeUndefined()
  })

  it.each([
    ['a body that is no JSON', { kind: 'raw', text: 'oops {' }],
    ['a body of another type', { kind: 'raw', text: '<html>', contentType: 'text/html' }],
    ['an empty object', { kind: 'json', body: {} }],
    ['a list', { kind: 'json', body: [] }],
    ['no choice', { kind: 'json', body: { choices: [], content: null } }],
  ] satisfies [string, Reply][])('%s is malformed, may be charged, and is worth another attempt', async (_, reply) => {
    expect(await faultOf(reply)).toMatchObject({ kind: 'malformed', retriable: true, maybeCharged: true })
  })

  it('a connection that breaks may have been charged, one that is refused was not', async () => {
    expect(await faultOf({ kind: 'reset' })).toMatchObject({ kind: 'connection', retriable: true, maybeCharged: true })
    expect(await faultOf({ kind: 'truncated' })).toMatchObject({ retriable: true, maybeCharged: true })
    expect(await failureOf(attempt(api, `http://127.0.0.1:${await closedPort()}`, ask('x')))).toMatchObject({ kind: 'connection', maybeCharged: false })
  })

  it('a server that says nothing is timed out and may charge all the same', async () => {
    await using server = await startModelServer(() => ({ kind: 'hang' }))
    expect(await failureOf(attempt(api, server.url, ask('x'), { timeoutMs: 50 }))).toMatchObject({ kind: 'timeout', retriable: true, maybeCharged: true })
  })

  it('an interruption ends it with the reason of the interruption', async () => {
    const stop = new AbortController()
    await using server = await startModelServer(() => {
      stop.abort(new Error('interrupted'))
      return { kind: 'hang' }
    })
    await expect(attempt(api, server.url, ask('x'), { signal: stop.signal })).rejects.toThrow('interrupted')
  })

  it('does not repeat the key that the server repeats', async () => {
    const error = await faultOf(failure(401, {}, `Incorrect API key provided: ${KEY}. See sk-proj-abcdefghijkl\u001b[31m\nsecond line`))
    expect(error.message).not.toContain(KEY)
    expect(error.message).not.toContain('abcdefghijkl')
    expect(error.message).toMatch(/^[^\p{Cc}]*$/u)
  })
})

describe('retry-after', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')
  const of = (headers: Record<string, string>) => retryAfterMs(headers, now)
  it.each([
    [{ 'retry-after': '1.5' }, 1500], [{ 'retry-after': '0' }, 0], [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, 30_000], [{ 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' }, 0],
    [{ 'retry-after': '-5' }, undefined], [{ 'retry-after': 'soon' }, undefined], [{ 'retry-after-ms': 'x', 'retry-after': '2' }, 2000], [{ 'retry-after-ms': '-1', 'retry-after': '2' }, 2000], [{}, undefined],
  ])('%o is %s ms', (headers, expected) => {
    expect(of(headers as Record<string, string>)).toBe(expected)
  })
  it('is unknown without headers', () => {
    expect(retryAfterMs({}, now)).toBeUndefined()
  })
})

describe('a message that is safe to show', () => {
  it('is one line of at most 200 characters without direction marks', () => {
    const text = safeMessage(`a\r\n\u202eb${'c'.repeat(500)}`, [])
    expect(text).toMatch(/^a bc+$/)
    expect(text).toHaveLength(200)
  })
  it('loses every copy of the secret', () => {
    expect(safeMessage('x hush y hush', ['hush'])).toBe('x <key> y <key>')
  })
})
