import { createHash, createHmac } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { describe, expect, it } from 'vitest'
import { AuditError } from '../../src/domain/error.js'
import { credentialsOf } from '../../src/pipeline/credentials.js'
import { createClient, endpointOf } from '../../src/providers/index.js'
import { ask } from '../support/call.js'
import { startWireServer } from '../support/wire-server.js'

interface Signed {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const escaped = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)

/** The signature that a request should carry, computed as the documentation of Signature Version 4 describes it, apart from what the product uses. */
function expectedSignature({ method, path, headers, text }: Signed, secret: string): { readonly sent: string | undefined; readonly expected: string } {
  const [, scope = '', names = '', sent] = /Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+), Signature=(\w+)/.exec(headers.authorization ?? '') ?? []
  const [day = '', region = '', service = ''] = scope.split('/')
  const [where = '', query = ''] = path.split('?')
  const canonical = [
    method, where.split('/').map(escaped).join('/'), query, // each segment of the path as it was sent is encoded once more
    ...names.split(';').map((name) => `${name}:${String(headers[name]).trim().replace(/ +/g, ' ')}`), '', names, sha256(text),
  ].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n')
  const key = ['aws4_request'].reduce(hmac, hmac(hmac(hmac(`AWS4${secret}`, day), region), service))
  return { sent, expected: hmac(key, toSign).toString('hex') }
}

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
const configured = (baseUrl: string) => ({ api: 'bedrock' as const, baseUrl, apiKeyEnv: undefined, maxConcurrency: undefined, rpm: undefined, tpm: undefined, timeoutMs: undefined, budgetUsd: undefined, regions: [], compliance: [] })
const address = (baseUrl: string, env: NodeJS.ProcessEnv) => {
  const endpoint = endpointOf('aws', configured(baseUrl), env)
  if (!endpoint) throw new Error('no endpoint')
  return endpoint
}

describe('a request to Bedrock without an API key', () => {
  it('is judged by a check that agrees with the example that AWS publishes', () => {
    const headers = {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8', host: 'iam.amazonaws.com', 'x-amz-date': '20150830T123600Z',
      authorization: 'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
    }
    const { sent, expected } = expectedSignature({ method: 'GET', path: '/?Action=ListUsers&Version=2010-05-08', headers, text: '' }, KEYS.AWS_SECRET_ACCESS_KEY)
    expect(expected).toBe(sent)
  })

  it('is signed: over its path with a colon, its body and the token of lent credentials', async () => {
    await using server = await startWireServer(() => ({ body: { stopReason: 'end_turn', usage: { inputTokens: 1, outputTokens: 1 }, output: { message: { role: 'assistant', content: [{ text: 'blue' }] } } } }))
    const env = { ...KEYS, AWS_SESSION_TOKEN: 'lent-token', AWS_REGION: 'eu-west-1' }
    const endpoint = address(server.url, env)
    const client = await createClient(endpoint, credentialsOf('aws', endpoint, env))
    await client.complete('anthropic.claude-3-haiku-20240307-v1:0', ask('Which colour? “Grün”'), 10, new AbortController().signal)
    client.close()
    const [seen] = server.seen
    if (!seen) throw new Error('nothing was sent')
    expect(seen.path).toBe('/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse')
    expect(seen.headers['x-amz-security-token']).toBe('lent-token')
    expect(seen.headers.authorization).toMatch(/\/eu-west-1\/bedrock\/aws4_request, SignedHeaders=[^,]*\bhost;[^,]*x-amz-date;x-amz-security-token/)
    const { sent, expected } = expectedSignature(seen, KEYS.AWS_SECRET_ACCESS_KEY)
    expect(sent).toBe(expected)
    expect(expectedSignature({ ...seen, text: `${seen.text} ` }, KEYS.AWS_SECRET_ACCESS_KEY).expected).not.toBe(sent)
  })

  it('has its region from the address, and says so where nothing tells it', () => {
    const real = address('https://bedrock-runtime.us-west-2.amazonaws.com', KEYS)
    expect(credentialsOf('aws', real, { ...KEYS, AWS_REGION: 'eu-west-1' }).aws?.region).toBe('us-west-2')
    expect(() => credentialsOf('aws', address('https://models.example.com', KEYS), KEYS)).toThrow(AuditError)
    expect(() => credentialsOf('aws', address('https://models.example.com', KEYS), KEYS)).toThrow('AWS_REGION')
  })

  it('prefers the API key, and names both ways where there is neither', () => {
    const endpoint = address('https://bedrock-runtime.us-west-2.amazonaws.com', {})
    expect(credentialsOf('aws', endpoint, { ...KEYS, AWS_BEARER_TOKEN_BEDROCK: 'token' })).toMatchObject({ apiKey: 'token' })
    expect(credentialsOf('aws', endpoint, { ...KEYS, AWS_BEARER_TOKEN_BEDROCK: 'token' }).aws).toBeUndefined()
    try {
      credentialsOf('aws', endpoint, {})
      expect.unreachable()
    } catch (error) {
      expect(String((error as AuditError).message) + String((error as AuditError).way)).toMatch(/AWS_BEARER_TOKEN_BEDROCK.*AWS_ACCESS_KEY_ID/s)
    }
  })
})
