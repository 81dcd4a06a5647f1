import { describe, expect, it } from 'vitest'
import type { ChatRequest } from '../../src/domain/message.js'
import { ask } from '../support/call.js'
import { answer, startModelServer } from '../support/model-server.js'
import { attempt, failureOf, KEY } from '../support/provider.js'

const full: ChatRequest = {
  messages: [
    { role: 'system', parts: [{ type: 'text', text: 'Be brief.' }] },
    { role: 'user', parts: [{ type: 'text', text: 'What is this?' }, { type: 'image', url: 'data:image/png;base64,iVBORw0KGgo=' }, { type: 'image', url: 'https://example.org/a.png' }, { type: 'file', mediaType: 'application/pdf', data: 'JVBERg==' }] },
    { role: 'assistant', parts: [{ type: 'text', text: 'I look.' }, { type: 'tool_call', id: 't1', name: 'look', arguments: '{"q":"x"}' }, { type: 'tool_call', id: 't2', name: 'look', arguments: '{}' }] },
    { role: 'tool', parts: [{ type: 'tool_result', toolCallId: 't1', text: 'a fox' }] },
    { role: 'tool', parts: [{ type: 'tool_result', toolCallId: 't2', text: 'no', isError: true }] },
    { role: 'user', parts: [{ type: 'text', text: 'And now?' }] },
  ],
  tools: [{ name: 'look', description: 'looks', parameters: { type: 'object', properties: { q: { type: 'string' } } } }],
  toolChoice: 'required', parallelToolCalls: false,
  responseFormat: { type: 'json_schema', name: 'thing', schema: { type: 'object' } },
  temperature: 0.5, topP: 0.9, topK: 3, stop: ['END'],
}

describe('the body on the wire', () => {
  it('says all that the request says', async () => {
    await using server = await startModelServer(() => answer('x'))
    await attempt('anthropic', server.url, full)
    expect(server.seen[0]?.path).toBe('/v1/messages')
    expect(server.seen[0]?.body).toEqual({
      model: 'small', max_tokens: 77, system: 'Be brief.',
      messages: [
        { role: 'user', content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
          { type: 'image', source: { type: 'url', url: 'https://example.org/a.png' } },
          { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERg==' } },
        ] },
        { role: 'assistant', content: [{ type: 'text', text: 'I look.' }, { type: 'tool_use', id: 't1', name: 'look', input: { q: 'x' } }, { type: 'tool_use', id: 't2', name: 'look', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'a fox' }, { type: 'tool_result', tool_use_id: 't2', content: 'no', is_error: true }, { type: 'text', text: 'And now?' }] },
      ],
      tools: [{ name: 'look', description: 'looks', input_schema: { type: 'object', properties: { q: { type: 'string' } } } }],
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
      output_config: { format: { type: 'json_schema', schema: { type: 'object' } } },
      temperature: 0.5, top_p: 0.9, top_k: 3, stop_sequences: ['END'],
    })
  })

  it('says nothing that the request does not say, but for the cap', async () => {
    await using server = await startModelServer(() => answer('x'))
    await attempt('anthropic', server.url, ask('hello'))
    expect(server.seen[0]?.body).toEqual({ model: 'small', max_tokens: 77, messages: [{ role: 'user', content: 'hello' }] })
  })

  it('holds no key; a header does', async () => {
    await using server = await startModelServer(() => answer('x'))
    await attempt('anthropic', server.url, full)
    expect(JSON.stringify(server.seen[0]?.body)).not.toContain(KEY)
    expect(JSON.stringify(server.seen[0]?.headers)).toContain(KEY)
  })

  it.each([
    ['any JSON object', { responseFormat: { type: 'json_object' } }],
    ['a temperature above 1', { temperature: 1.5 }],
    ['a file that is no PDF', { messages: [{ role: 'user', parts: [{ type: 'file', mediaType: 'audio/wav', data: 'AA==' }] }] }],
  ] satisfies [string, Partial<ChatRequest>][])('is not sent at all with what the API cannot express: %s', async (_, change) => {
    await using server = await startModelServer(() => answer('x'))
    const error = await failureOf(attempt('anthropic', server.url, ask('x', change)))
    expect(error).toMatchObject({ kind: 'unsupported', retriable: false, maybeCharged: false })
    expect(server.seen).toHaveLength(0)
  })

  it('names the tool that must be called', async () => {
    await using server = await startModelServer(() => answer('x'))
    for (const [choice, expected] of [['auto', { type: 'auto' }], ['none', { type: 'none' }], [{ name: 'f' }, { type: 'tool', name: 'f' }]] as const) {
      await attempt('anthropic', server.url, ask('x', { tools: [{ name: 'f' }], toolChoice: choice }))
      expect(server.seen.at(-1)?.body['tool_choice']).toEqual(expected)
    }
  })
})

describe('an answer', () => {
  const completionOf = async (body: object) => {
    await using server = await startModelServer(() => ({ kind: 'json', body: { id: 'm', type: 'message', role: 'assistant', model: 'small-2026', stop_sequence: null, content: [], ...body } }))
    return await attempt('anthropic', server.url, ask('x'))
  }

  it('with text and usage is read; the cache is a part of the input', async () => {
    const usage = { input_tokens: 10, output_tokens: 30, cache_read_input_tokens: 60, cache_creation_input_tokens: 5 }
    expect(await completionOf({ content: [{ type: 'text', text: 'ur' }, { type: 'text', text: 'gent' }], stop_reason: 'end_turn', usage })).toEqual({
      output: { text: 'urgent', toolCalls: [], finishReason: 'stop' },
      usage: { inputTokens: 75, outputTokens: 30, cacheReadInputTokens: 60, cacheWriteInputTokens: 5 },
      responseModel: 'small-2026',
    })
  })

  it('of tool calls, of a refusal, cut at its length, without usage', async () => {
    const tools = await completionOf({ content: [{ type: 'tool_use', id: 't', name: 'look', input: { q: 1 } }], stop_reason: 'tool_use' })
    expect(tools).toMatchObject({ output: { text: '', toolCalls: [{ name: 'look', arguments: '{"q":1}' }], finishReason: 'tool_calls' }, usage: {} })
    const ends = { refusal: 'refusal', max_tokens: 'length', stop_sequence: 'stop', model_context_window_exceeded: 'length', pause_turn: 'other' }
    for (const [reason, finish] of Object.entries(ends)) expect((await completionOf({ content: [{ type: 'text', text: 'a' }], stop_reason: reason })).output.finishReason).toBe(finish)
  })
})
