import { describe, expect, it } from 'vitest'
import type { ChatRequest } from '../../src/domain/message.js'
import { isOpenAi, toChatBody } from '../../src/providers/wire/openai-chat.js'
import { ask } from '../support/call.js'
import { answer, startModelServer } from '../support/model-server.js'
import { attempt, KEY } from '../support/provider.js'

const IMAGE = 'data:image/png;base64,iVBORw0KGgo='

/** A request with everything that this API can say. */
const full: ChatRequest = {
  messages: [
    { role: 'system', parts: [{ type: 'text', text: 'Be brief.' }] },
    { role: 'user', parts: [{ type: 'text', text: 'What is this?' }, { type: 'image', url: IMAGE, detail: 'low' }, { type: 'file', mediaType: 'application/pdf', data: 'JVBERg==', name: 'a.pdf' }] },
    { role: 'assistant', parts: [{ type: 'tool_call', id: 't1', name: 'look', arguments: '{"q":"x"}' }] },
    { role: 'tool', parts: [{ type: 'tool_result', toolCallId: 't1', text: 'a fox' }] },
    { role: 'user', parts: [{ type: 'text', text: 'And now?' }] },
  ],
  tools: [{ name: 'look', description: 'looks', parameters: { type: 'object', properties: { q: { type: 'string' } } }, strict: true }],
  toolChoice: { name: 'look' }, parallelToolCalls: false,
  responseFormat: { type: 'json_schema', name: 'thing', schema: { type: 'object' }, strict: true },
  maxOutputTokens: 77, temperature: 0.5, topP: 0.9, stop: ['END'], seed: 7, frequencyPenalty: 0.1, presencePenalty: 0.2,
}

describe('the body on the wire', () => {
  it('says all that the request says', async () => {
    await using server = await startModelServer(() => answer('x'))
    await attempt('openai', server.url, full)
    expect(server.seen[0]?.path).toBe('/v1/chat/completions')
    expect(server.seen[0]?.body).toEqual({
      model: 'small',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: [{ type: 'text', text: 'What is this?' }, { type: 'image_url', image_url: { url: IMAGE, detail: 'low' } }, { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERg==' } }] },
        { role: 'assistant', content: null, tool_calls: [{ id: 't1', type: 'function', function: { name: 'look', arguments: '{"q":"x"}' } }] },
        { role: 'tool', tool_call_id: 't1', content: 'a fox' },
        { role: 'user', content: 'And now?' },
      ],
      tools: [{ type: 'function', function: { name: 'look', description: 'looks', parameters: { type: 'object', properties: { q: { type: 'string' } } }, strict: true } }],
      tool_choice: { type: 'function', function: { name: 'look' } }, parallel_tool_calls: false,
      response_format: { type: 'json_schema', json_schema: { name: 'thing', schema: { type: 'object' }, strict: true } },
      max_tokens: 77, temperature: 0.5, top_p: 0.9, stop: ['END'], seed: 7, frequency_penalty: 0.1, presence_penalty: 0.2,
    })
  })

  it('says nothing that the request does not say, but for the cap', async () => {
    await using server = await startModelServer(() => answer('x'))
    await attempt('openai', server.url, ask('hello'))
    expect(server.seen[0]?.body).toEqual({ model: 'small', messages: [{ role: 'user', content: 'hello' }], max_tokens: 77 })
  })

  it('names the cap as OpenAI itself wants it, at that address only', () => {
    expect(toChatBody('m', ask('x'), 5, 'openai')).toMatchObject({ max_completion_tokens: 5 })
    for (const address of ['https://api.openai.com.evil.example/v1', 'http://localhost/api.openai.com', 'http://127.0.0.1:1/v1']) expect(isOpenAi(address)).toBe(false)
    expect(isOpenAi('https://api.openai.com/v1')).toBe(true)
    expect(toChatBody('m', ask('x'), 5, 'compatible')).toMatchObject({ max_tokens: 5 })
  })

  it('asks for any JSON object when that is what was asked for', () => {
    expect(toChatBody('m', ask('x', { responseFormat: { type: 'json_object' } }), 5, 'compatible')).toMatchObject({ response_format: { type: 'json_object' } })
  })

  it('holds no key; the header does', async () => {
    await using server = await startModelServer(() => answer('x'))
    await attempt('openai', server.url, full)
    expect(JSON.stringify(server.seen[0]?.body)).not.toContain(KEY)
    expect(server.seen[0]?.headers.authorization).toBe(`Bearer ${KEY}`)
    expect(server.seen[0]?.headers['openai-organization']).toBeUndefined()
  })
})

describe('an answer', () => {
  const completionOf = async (choice: object, rest: object = {}) => {
    await using server = await startModelServer(() => ({ kind: 'json', body: { id: 'c', object: 'chat.completion', created: 0, model: 'small-2026', choices: [{ index: 0, ...choice }], ...rest } }))
    return await attempt('openai', server.url, ask('x'))
  }

  it('with text and usage is read; cached and reasoning tokens are parts of the sums', async () => {
    const usage = { prompt_tokens: 100, completion_tokens: 30, total_tokens: 130, prompt_tokens_details: { cached_tokens: 60 }, completion_tokens_details: { reasoning_tokens: 20 } }
    expect(await completionOf({ message: { role: 'assistant', content: 'urgent' }, finish_reason: 'stop' }, { usage })).toEqual({
      output: { text: 'urgent', toolCalls: [], finishReason: 'stop' },
      usage: { inputTokens: 100, outputTokens: 30, cacheReadInputTokens: 60, reasoningOutputTokens: 20 },
      responseModel: 'small-2026',
    })
  })

  it('without usage has unknown tokens, not none', async () => {
    expect((await completionOf({ message: { role: 'assistant', content: 'x' }, finish_reason: 'stop' })).usage).toEqual({})
  })

  it('of tool calls, of a refusal, of a filter, cut at its length', async () => {
    const tools = await completionOf({ message: { role: 'assistant', content: null, tool_calls: [{ id: 't', type: 'function', function: { name: 'look', arguments: '{"q":1}' } }] }, finish_reason: 'tool_calls' })
    expect(tools.output).toEqual({ text: '', toolCalls: [{ name: 'look', arguments: '{"q":1}' }], finishReason: 'tool_calls' })
    const refused = await completionOf({ message: { role: 'assistant', content: null, refusal: 'I cannot.' }, finish_reason: 'stop' })
    expect(refused.output).toEqual({ text: 'I cannot.', toolCalls: [], finishReason: 'refusal' })
    expect((await completionOf({ message: { role: 'assistant', content: 'a' }, finish_reason: 'length' })).output.finishReason).toBe('length')
    expect((await completionOf({ message: { role: 'assistant', content: '' }, finish_reason: 'content_filter' })).output.finishReason).toBe('content_filter')
    expect((await completionOf({ message: { role: 'assistant', content: 'a' }, finish_reason: 'eos_token' })).output.finishReason).toBe('other')
  })
})
