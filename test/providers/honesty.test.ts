import { describe, expect, it } from 'vitest'
import type { ChatRequest } from '../../src/domain/message.js'
import { configSchema } from '../../src/config/schema.js'
import { endpointOf } from '../../src/providers/index.js'
import { toMessagesBody } from '../../src/providers/wire/anthropic-messages.js'
import { toChatBody } from '../../src/providers/wire/openai-chat.js'
import { ask } from '../support/call.js'
import { startModelServer } from '../support/model-server.js'
import { attempt, failureOf } from '../support/provider.js'

/** True when the option shows in the body, or the body is refused as not expressible. */
function isHonest(body: () => object, trace: RegExp): boolean {
  try {
    return trace.test(JSON.stringify(body()))
  } catch (error) {
    return (error as { kind?: string }).kind === 'unsupported'
  }
}

describe('a request is never quietly made a different one', () => {
  const openai = (request: Partial<ChatRequest>) => () => toChatBody('m', ask('x', request), 5, 'compatible')
  const anthropic = (request: Partial<ChatRequest>) => () => toMessagesBody('m', ask('x', request), 5)

  it('OpenAI: the effort of reasoning is sent', () => {
    expect(isHonest(openai({ reasoningEffort: 'high' }), /reasoning_effort/)).toBe(true)
  })
  it('OpenAI: top-k is sent or refused', () => {
    expect(isHonest(openai({ topK: 1 }), /top_k/)).toBe(true)
  })
  it('Anthropic: penalties and the effort of reasoning are refused', () => {
    expect(isHonest(anthropic({ frequencyPenalty: 1.5 }), /penalty/)).toBe(true)
    expect(isHonest(anthropic({ presencePenalty: 1.5 }), /penalty/)).toBe(true)
    expect(isHonest(anthropic({ reasoningEffort: 'high' }), /effort|thinking/)).toBe(true)
  })
  it('Anthropic: one tool call at a time is asked for without a tool choice, too', () => {
    expect(isHonest(anthropic({ tools: [{ name: 'f' }], parallelToolCalls: false }), /disable_parallel_tool_use/)).toBe(true)
  })
  it('Anthropic: arguments that are no JSON object are not replaced by an empty one', () => {
    const messages: ChatRequest['messages'] = [...ask('x').messages, { role: 'assistant', parts: [{ type: 'tool_call', id: 't', name: 'f', arguments: '{"city": "Bre' }] }]
    expect(isHonest(() => toMessagesBody('m', { messages }, 5), /Bre/)).toBe(true)
  })
})

describe('an answer', () => {
  it.each([
    ['content as a list of parts', { content: [{ type: 'text', text: 'urgent' }] }],
    ['content as a number', { content: 42 }],
    ['tool arguments as an object', { content: null, tool_calls: [{ id: 't', type: 'function', function: { name: 'f', arguments: { a: 1 } } }] }],
  ])('with %s is read as text or refused as malformed', async (_, message) => {
    await using server = await startModelServer(() => ({ kind: 'json', body: { id: 'c', object: 'chat.completion', created: 0, model: 'm', choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: 'stop' }] } }))
    const outcome = await attempt('openai', server.url, ask('x')).catch((error: { kind?: string }) => error.kind)
    if (outcome === 'malformed') return
    const completion = outcome as Exclude<typeof outcome, string | undefined>
    expect(typeof completion.output.text).toBe('string')
    for (const call of completion.output.toolCalls) expect(typeof call.arguments).toBe('string')
  })

  it('that is no JSON is not quoted in the message: it is raw model text', async () => {
    await using server = await startModelServer(() => ({ kind: 'raw', text: 'Patient Doe has flu' }))
    expect((await failureOf(attempt('openai', server.url, ask('x')))).message).not.toContain('Patient')
  })
})

describe('a secret', () => {
  it('in the address does not get into a message', async () => {
    const error = await failureOf(attempt('openai', 'http://someone:hunter2@127.0.0.1:9', ask('x')))
    expect(error.message).not.toContain('hunter2')
  })
  it('of another provider never goes to api.openai.com because its base_url was forgotten', () => {
    const config = configSchema.safeParse({ version: 1, providers: { groq: { api: 'openai', api_key_env: 'GROQ_KEY' } } }).data
    expect(config ? endpointOf('groq', config.providers['groq'], {})?.baseUrl : 'refused').not.toContain('api.openai.com')
  })
})
