import Anthropic from '@anthropic-ai/sdk'
import type { MessageCreateParamsNonStreaming } from '@anthropic-ai/sdk/resources/messages'
import OpenAI from 'openai'
import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generateDemo, startSimulatedModels } from '../../src/demo/index.js'
import type { SimulatedModels } from '../../src/demo/index.js'

const world = generateDemo(5)
/** First answers only: a logged repeat has an id of its own. */
const served = [...new Map(world.records.filter(({ status }) => status === 200).toReversed().map((record) => [JSON.stringify(record['request']), record])).values()]
let server: SimulatedModels

beforeAll(async () => { server = await startSimulatedModels(world) })
afterAll(async () => { await server.close() })

describe('the official clients', () => {
  it('get from the server what the log says of OpenAI chat completions', async () => {
    const client = new OpenAI({ apiKey: 'none', baseURL: `${server.url}/v1`, maxRetries: 0 })
    const logged = served.filter(({ id }) => String(id).startsWith('chatcmpl-')).slice(0, 20)
    for (const { request, response } of logged) {
      const answer = await client.chat.completions.create(request as unknown as ChatCompletionCreateParamsNonStreaming)
      expect({ choices: answer.choices, usage: answer.usage }).toMatchObject({ choices: (response as { choices?: unknown }).choices, usage: (response as { usage?: unknown }).usage })
    }
    await expect(client.chat.completions.create({ model: 'nano-1', messages: [{ role: 'user', content: 'unknown' }] })).rejects.toBeInstanceOf(OpenAI.NotFoundError)
  })

  it('get from the server what the log says of Anthropic messages', async () => {
    const client = new Anthropic({ apiKey: 'none', baseURL: server.url, maxRetries: 0 })
    const logged = served.filter(({ id }) => String(id).startsWith('msg_')).slice(0, 20)
    for (const { request, response } of logged) {
      const answer = await client.messages.create(request as unknown as MessageCreateParamsNonStreaming)
      expect({ content: answer.content, usage: answer.usage }).toMatchObject({ content: (response as { content?: unknown }).content, usage: (response as { usage?: unknown }).usage })
    }
    await expect(client.messages.create({ model: 'swift-2', max_tokens: 10, messages: [{ role: 'user', content: 'unknown' }] })).rejects.toBeInstanceOf(Anthropic.NotFoundError)
  })
})
