import { readFileSync } from 'node:fs'
import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/domain/json.js'
import { createPolicyClient, RoutingRefused } from '../../src/policy/client/index.js'
import type { CallContext } from '../../src/policy/client/index.js'
import { policyFromYaml } from '../../src/policy/lint-file.js'
import { answer, failure, startModelServer } from '../support/model-server.js'
import type { ModelServer } from '../support/model-server.js'

/** A client that routes by one of the example policies, against a server that plays all its providers. */
function clientOf(example: string, server: ModelServer, now = '2026-06-10T12:00:00Z'): (body: JsonObject, context?: CallContext) => Promise<string> {
  const name = `${example}.policy.yaml`
  const openai = new OpenAI({ apiKey: 'sk-test', baseURL: `${server.url}/v1`, maxRetries: 0 })
  const { create } = createPolicyClient({ policy: policyFromYaml(readFileSync(new URL(`../../fixtures/policy/${name}`, import.meta.url), 'utf8'), name), clients: { cloud: openai, house: openai }, clock: () => Date.parse(now) })
  return async (body, context = {}) => {
    const { decision, model } = await create({ model: 'asked', ...body }, context)
    return `${decision.route}: ${model}`
  }
}

const says = (...texts: readonly string[]): JsonObject => ({ messages: texts.map((content, at) => ({ role: at % 2 === 0 ? 'user' : 'assistant', content })) })
const IMAGE: JsonObject = { messages: [{ role: 'user', content: [{ type: 'text', text: 'What is this?' }, { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }] }] }

describe('the runtime with the example policies', () => {
  it('sends follow-ups that contradict or complain, and long conversations, up', async () => {
    await using server = await startModelServer(() => answer('so'))
    const ask = clientOf('follow-ups', server)
    expect(await ask(says('No, that is wrong'))).toBe('usual: quick')
    expect(await ask(says('Sum it up', 'Done.', 'No, that is wrong'))).toBe('contradicted: strong')
    expect(await ask(says('Sum it up', 'Done.', 'This is useless'))).toBe('complained: strong')
    expect(await ask(says(...Array.from({ length: 17 }, (_, at) => `turn ${at}`)))).toBe('long: strong')
    expect(server.seen.map(({ model }) => model)).toEqual(['quick-1', 'strong-1', 'strong-1', 'strong-1'])
  })

  it('looks at the hour where the policy says it is, and falls back by day and night', async () => {
    await using server = await startModelServer(({ model }) => (model === 'night-1' ? failure(503) : answer('so')))
    const report = { metadata: { task: 'report' } }
    expect(await clientOf('hours', server, '2026-06-10T19:59:00Z')(says('Write it'), report)).toBe('usual: strong')
    expect(await clientOf('hours', server, '2026-06-10T20:00:00Z')(says('Write it'), report)).toBe('nights: strong')
    expect(server.seen.map(({ model }) => model)).toEqual(['strong-1', 'night-1', 'strong-1'])
  })

  it('serves tiers by their models, holds the share of the cheap one, and refuses what a day may not cost', async () => {
    await using server = await startModelServer(() => answer('so'))
    const ask = clientOf('tiers', server)
    expect(await ask(says('Hello'), { user: { id: 'a', tier: 'gold' } })).toBe('paying: strong')
    const served: string[] = []
    for (let at = 0; at < 40; at++) served.push(await ask(says('Hello'), { user: { id: `u${at}`, tier: 'free' } }))
    expect(new Set(served)).toEqual(new Set(['free: quick', 'usual: strong']))
    const cheap = server.seen.filter(({ model }) => model === 'quick-1').length
    expect(cheap / server.seen.length).toBeLessThan(0.8)
    expect(cheap / server.seen.length).toBeGreaterThan(0.7)
  })

  it('never shows an image to a model that does not see, whatever fails', async () => {
    await using server = await startModelServer(({ model }) => (model === 'seeing-1' ? failure(429) : answer('so')))
    const ask = clientOf('images', server)
    expect(await ask(says('Hello'))).toBe('usual: quick')
    expect(await ask(IMAGE)).toBe('images: strong')
    expect(await ask(IMAGE, { metadata: { task: 'caption' } })).toBe('captions: strong')
    expect(server.seen.slice(1).map(({ model }) => model)).toEqual(['seeing-1', 'strong-1', 'seeing-1', 'strong-1'])
  })

  it('sends code to the model for code with its parameters, and fails over to one that knows code alone', async () => {
    await using server = await startModelServer(({ model, index }) => (model === 'coder-1' && index > 0 ? failure(500) : answer('so')))
    const ask = clientOf('code', server)
    expect(await ask(says('Why?\n```\nx = 1\n```'))).toBe('code: coder')
    expect(server.seen[0]?.body).toMatchObject({ model: 'coder-1', temperature: 0 })
    expect(await ask(says('def f(x): return x'))).toBe('code: strong')
    expect(server.seen.map(({ model }) => model)).toEqual(['coder-1', 'coder-1', 'strong-1'])
    await using broken = await startModelServer(() => failure(500))
    await expect(clientOf('code', broken)(says('def f(x): return x'))).rejects.not.toBeInstanceOf(RoutingRefused)
    expect(broken.seen.map(({ model }) => model)).not.toContain('quick-1')
  })
})
