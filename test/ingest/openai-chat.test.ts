import { describe, expect, it } from 'vitest'
import { callFrom, chatPair, exclusionOf, fixture, recordsOf } from './workspace.js'

const chunk = (delta: object, finish: string | null = null, more: object = {}): object => ({ id: 'c1', object: 'chat.completion.chunk', model: 'gpt-4o-mini', choices: [{ index: 0, delta, finish_reason: finish }], ...more })
const sse = (...chunks: object[]): string => chunks.map((item) => `data: ${JSON.stringify(item)}\n\n`).join('')
const streamed = (response: unknown) => JSON.parse(JSON.stringify({ request: { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hi' }] }, response }))

describe('the fixture', () => {
  it('becomes calls in normal form', async () => {
    const [first, second, third] = await recordsOf(fixture('openai-pairs.jsonl'))
    expect(first).toEqual({
      kind: 'call',
      call: {
        id: 'chatcmpl-f1', source: { file: fixture('openai-pairs.jsonl'), line: 1 }, format: 'openai-chat',
        requestModel: 'gpt-4o', responseModel: 'gpt-4o-2024-08-06',
        request: {
          messages: [
            { role: 'system', parts: [{ type: 'text', text: 'Name the folder: work, home or spam.' }] },
            { role: 'user', parts: [{ type: 'text', text: 'Lunch on Sunday?' }] },
          ],
          temperature: 0, maxOutputTokens: 5,
        },
        output: { text: 'home', toolCalls: [], finishReason: 'stop' },
        usage: { inputTokens: 31, outputTokens: 1, cacheReadInputTokens: 16, reasoningOutputTokens: 0 },
        latencyMs: 412, startedAt: '2026-03-02T10:00:00.000Z',
        tags: ['task:triage', 'beta'],
        metadata: { path: '/v1/chat/completions', user_id: 'u_1', feature: 'inbox', tier: 'free', task: 'triage' },
      },
    })
    expect(second).toMatchObject({ kind: 'call', call: { id: 'chatcmpl-f2', conversationId: 'c_7', startedAt: '2026-03-02T10:01:00.000Z', output: { text: '', toolCalls: [{ name: 'weather', arguments: '{"city":"Oslo"}' }], finishReason: 'tool_calls' }, usage: { inputTokens: 40, outputTokens: 12 } } })
    expect(third).toEqual({ kind: 'excluded', reason: 'error', format: 'openai-chat', source: { file: fixture('openai-pairs.jsonl'), line: 3 }, detail: 'HTTP 429: Rate limit reached' })
  })
})

describe('envelopes', () => {
  const { request, response } = chatPair() as { request: object; response: object }
  it.each([
    ['request_body, response_body', { request_body: request, response_body: response }],
    ['requestBody, responseBody', { requestBody: request, responseBody: response }],
    ['req, res', { req: request, res: response }],
    ['input, output', { input: request, output: response }],
    ['bodies', { request: { method: 'POST', body: request }, response: { status: 200, body: response } }],
    ['JSON text', { request: JSON.stringify(request), response: JSON.stringify(response) }],
    ['JSON text of bodies', { request: { body: JSON.stringify(request) }, response: { body: JSON.stringify(response) } }],
    ['text in text', { request: JSON.stringify(JSON.stringify(request)), response: JSON.stringify(response) }],
    ['one body', { body: { request, response } }],
    ['HAR', { request: { postData: { text: JSON.stringify(request) } }, response: { status: 200, content: { text: JSON.stringify(response) } } }],
    ['flat', { ...request, response }],
    ['all in one', { ...request, ...response }],
  ])('%s', (_, record) => {
    const call = callFrom(JSON.parse(JSON.stringify(record)))
    expect(call).toMatchObject({ format: 'openai-chat', id: 'r1', output: { text: 'Hello' }, usage: { inputTokens: 8, outputTokens: 2 } })
    expect(call.request.messages).toEqual([{ role: 'user', parts: [{ type: 'text', text: 'Hi' }] }])
  })
})

describe('streams', () => {
  const chunks = [chunk({ role: 'assistant', content: 'He' }), chunk({ content: 'llo' }), chunk({}, 'stop'), { id: 'c1', choices: [], usage: { prompt_tokens: 5, completion_tokens: 2 } }]
  it.each([['text', sse(...chunks) + 'data: [DONE]\n\n'], ['an array of chunks', chunks], ['an array of lines', chunks.map((item) => `data: ${JSON.stringify(item)}`)]])('are put together from %s', (_, response) => {
    expect(callFrom(streamed(response))).toMatchObject({ id: 'c1', responseModel: 'gpt-4o-mini', output: { text: 'Hello', finishReason: 'stop' }, usage: { inputTokens: 5, outputTokens: 2 } })
  })
  it('keep usage unknown when no chunk carries it', () => {
    expect(callFrom(streamed(sse(chunk({ content: 'x' }, 'stop', { usage: null })))).usage).toEqual({})
  })
  it('keep parallel tool calls apart, with and without an index', () => {
    const piece = (index: number | undefined, id: string | undefined, name: string | undefined, text: string) => ({ tool_calls: [{ ...(index !== undefined && { index }), ...(id && { id }), function: { ...(name && { name }), arguments: text } }] })
    const expected = [{ name: 'a', arguments: '{"x":1}' }, { name: 'b', arguments: '{"y":2}' }]
    expect(callFrom(streamed([chunk(piece(0, 'i', 'a', '{"x"')), chunk(piece(1, 'j', 'b', '{"y"')), chunk(piece(0, undefined, undefined, ':1}')), chunk(piece(1, undefined, undefined, ':2}')), chunk({}, 'tool_calls')])).output.toolCalls).toEqual(expected)
    expect(callFrom(streamed([chunk(piece(undefined, 'i', 'a', '{"x":1}')), chunk(piece(undefined, 'j', 'b', '{"y":2}')), chunk({}, 'tool_calls')])).output.toolCalls).toEqual(expected)
  })
  it('take the first choice only', () => {
    const second = { id: 'c1', choices: [{ index: 1, delta: { content: 'NO' }, finish_reason: 'stop' }] }
    expect(callFrom(streamed([chunk({ content: 'yes' }), second, chunk({}, 'stop')])).output.text).toBe('yes')
  })
  it('are truncated without a finish reason, and when an event is cut', () => {
    expect(exclusionOf(streamed(sse(chunk({ content: 'He' }))))).toMatch(/^truncated: .*finish reason/)
    expect(exclusionOf(streamed(sse(chunk({ content: 'He' })) + 'data: {"id":"c1","cho'))).toMatch(/^truncated: .*cut/)
  })
  it('are errors when one is inside', () => {
    expect(exclusionOf(streamed(sse(chunk({ content: 'He' }), { error: { message: 'overloaded' } })))).toBe('error: overloaded')
  })
})

describe('answers', () => {
  it('of several choices: the first, whose tokens and cost are not known', () => {
    const call = callFrom(chatPair({ response: { choices: [{ index: 1, message: { content: 'B' }, finish_reason: 'stop' }, { index: 0, message: { content: 'A' }, finish_reason: 'stop' }], usage: { prompt_tokens: 8, completion_tokens: 4, cost: 0.1 } } }))
    expect(call.output.text).toBe('A')
    expect(call.usage).toEqual({ inputTokens: 8 })
    expect(call.costUsd).toBeUndefined()
  })
  it.each([['stop', 'stop'], ['length', 'length'], ['tool_calls', 'tool_calls'], ['content_filter', 'content_filter'], ['function_call', 'tool_calls'], ['weird', 'other']])('finish with %s', (logged, expected) => {
    expect(callFrom(chatPair({ finish: logged })).output.finishReason).toBe(expected)
  })
  it('that are refusals keep their words', () => {
    expect(callFrom(chatPair({ message: { content: null, refusal: 'I cannot.' } })).output).toEqual({ text: 'I cannot.', toolCalls: [], finishReason: 'refusal' })
  })
  it('may be bare text', () => {
    expect(callFrom({ request: { model: 'm', messages: [{ role: 'user', content: 'Hi' }] }, response: 'Hello' })).toMatchObject({ format: 'openai-chat', output: { text: 'Hello' }, usage: {} })
  })
  it('that a cut left incomplete are truncated', () => {
    expect(exclusionOf({ request: { model: 'm', messages: [{ role: 'user', content: 'Hi' }] }, response: '{"id":"x","choices":[{"mess' })).toMatch(/^truncated/)
  })
  it('carry the cost that OpenRouter puts into usage', () => {
    expect(callFrom(chatPair({ response: { usage: { prompt_tokens: 1, completion_tokens: 1, cost: 0.002 } } })).costUsd).toBe(0.002)
  })
})

describe('requests', () => {
  it('keep images, files, tools, formats and the history of tool calls', () => {
    const call = callFrom(chatPair({
      request: {
        messages: [
          { role: 'user', content: [{ type: 'text', text: 'Look' }, { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } }, { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,QUJD' } }] },
          { role: 'assistant', content: null, tool_calls: [{ id: 't1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }] },
          { role: 'tool', tool_call_id: 't1', content: 'done' },
        ],
        tools: [{ type: 'function', function: { name: 'f', description: 'does', parameters: { type: 'object' }, strict: true } }],
        tool_choice: { type: 'function', function: { name: 'f' } }, parallel_tool_calls: false, seed: 7, stop: 'END', top_p: 0.5, reasoning_effort: 'low',
        response_format: { type: 'json_schema', json_schema: { name: 'n', strict: true, schema: { type: 'object' } } },
      },
    }))
    expect(call.request).toEqual({
      messages: [
        { role: 'user', parts: [{ type: 'text', text: 'Look' }, { type: 'image', url: 'data:image/png;base64,AAAA', detail: 'low' }, { type: 'file', mediaType: 'application/pdf', data: 'QUJD', name: 'a.pdf' }] },
        { role: 'assistant', parts: [{ type: 'tool_call', id: 't1', name: 'f', arguments: '{"a":1}' }] },
        { role: 'tool', parts: [{ type: 'tool_result', toolCallId: 't1', text: 'done' }] },
      ],
      tools: [{ name: 'f', description: 'does', parameters: { type: 'object' }, strict: true }],
      toolChoice: { name: 'f' }, parallelToolCalls: false, seed: 7, stop: ['END'], topP: 0.5, reasoningEffort: 'low',
      responseFormat: { type: 'json_schema', name: 'n', strict: true, schema: { type: 'object' } },
    })
  })
  it('with a part that cannot be sent on are excluded, not shortened', () => {
    expect(exclusionOf(chatPair({ request: { messages: [{ role: 'user', content: [{ type: 'text', text: 'a' }, { type: 'hologram' }] }] } }))).toMatch(/^unknown-format: .*hologram/)
    expect(exclusionOf(chatPair({ request: { messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'file-1' } }] }] } }))).toMatch(/^truncated/)
    expect(exclusionOf(chatPair({ request: { tools: [{ type: 'web_search' }] } }))).toMatch(/^unknown-format: .*tool/)
  })
})

describe('what stands beside the pair', () => {
  it('is metadata: record, request, tags, the later wins', () => {
    const call = callFrom(chatPair({ record: { tier: 'a', plan: 'x', kind: 'record', metadata: { tier: 'b', plan: 'y' }, tags: ['tier:d', 'loose', 'User-Agent: curl', 'see:https://x'] }, request: { metadata: { tier: 'c', plan: 'z' } } }))
    expect(call.metadata).toEqual({ tier: 'd', plan: 'z', kind: 'record', see: 'https://x' })
    expect(call.tags).toEqual(['tier:d', 'loose', 'see:https://x'])
  })
  it('never takes a user for a conversation', () => {
    expect(callFrom(chatPair({ record: { user: 'u', user_id: 'u' }, request: { user: 'u' } })).conversationId).toBeUndefined()
    expect(callFrom(chatPair({ request: { metadata: { threadId: 't9' } } })).conversationId).toBe('t9')
    expect(callFrom(chatPair({ record: { sessionId: 's1' } })).conversationId).toBe('s1')
  })
  it('names the call by response id, id, request id, or place', () => {
    expect(callFrom(chatPair({ record: { id: 'own' }, response: { id: null } })).id).toBe('own')
    expect(callFrom(chatPair({ record: { request_id: 'req' }, response: { id: null } })).id).toBe('req')
    expect(callFrom(chatPair({ response: { id: null } })).id).toBe('log.jsonl:1')
  })
  it('gives model and provider', () => {
    const call = callFrom(chatPair({ request: { model: '' }, record: { provider: 'azure' } }))
    expect([call.requestModel, call.responseModel, call.provider]).toEqual(['gpt-4o-2024-08-06', 'gpt-4o-2024-08-06', 'azure'])
    expect(exclusionOf(chatPair({ request: { model: '' }, response: { model: '' } }))).toMatch(/^no-model/)
  })
})
