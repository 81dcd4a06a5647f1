import { describe, expect, it } from 'vitest'
import type { LlmCall, ParsedRecord } from '../../src/domain/call.js'
import { recordsOf, workspace } from './workspace.js'

/** What one record becomes, read as a line of a log. */
async function readAll(...records: readonly object[]): Promise<readonly ParsedRecord[]> {
  await using space = await workspace()
  return await recordsOf(await space.write('log.jsonl', records.map((record) => JSON.stringify(record)).join('\n')))
}

async function call(record: object): Promise<LlmCall> {
  const [first] = await readAll(record)
  if (first?.kind !== 'call') throw new Error(`no call: ${JSON.stringify(first)}`)
  return first.call
}

const said = (role: string, value: string) => ({ role, parts: [{ type: 'text', text: value }] })
const messages = [{ role: 'system', content: 'Name the river.' }, { role: 'user', content: 'Bonn?' }]
const asked = [said('system', 'Name the river.'), said('user', 'Bonn?')]
const request = { model: 'gpt-4o', messages }
const response = { id: 'c1', object: 'chat.completion', created: 1_760_000_000, model: 'gpt-4o-x', choices: [{ index: 0, message: { role: 'assistant', content: 'Rhine' }, finish_reason: 'stop' }], usage: { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 } }
const ownSystem = { model: 'claude-x', max_tokens: 9, system: [{ type: 'text', text: 'Name the river.', cache_control: { type: 'ephemeral' } }], messages: [{ role: 'user', content: 'Bonn?' }] }
const chunk = (choice: object) => ({ id: 'k', object: 'chat.completion.chunk', created: 1_760_000_000, model: 'm', choices: [{ index: 0, ...choice }] })
const chunks = [chunk({ delta: { content: 'Rhi' }, finish_reason: null }), chunk({ delta: { content: 'ne' }, finish_reason: 'stop' })]
const python = String.raw`[{'role': 'system', 'content': 'Name the river.'}, {'role': 'user', 'content': "Bonn?", 'name': None}]`

describe('requests of one API with an answer of another', () => {
  const spend = { request_id: 'r', call_type: 'anthropic_messages', spend: 0.1, prompt_tokens: 10, completion_tokens: 2, startTime: '2026-01-01 00:00:00', endTime: '2026-01-01 00:00:01', model: 'claude-x', model_group: 'c', metadata: {}, messages: {}, proxy_server_request: ownSystem, response }
  it.each([
    ['LiteLLM spend logs', spend],
    ['LiteLLM payloads', { id: 'p', call_type: 'anthropic_messages', response_cost: 0.1, startTime: 1, endTime: 2, model: 'claude-x', messages: ownSystem.messages, model_parameters: { system: 'Name the river.' }, hidden_params: {}, response }],
    ['Portkey', { ai_org: 'anthropic', ai_model: 'claude-x', request: { body: ownSystem }, response: { body: response }, is_success: true }],
    ['Helicone', { response_id: 'h', response_status: 200, request_properties: {}, request_body: ownSystem, response_body: response, provider: 'ANTHROPIC' }],
    ['pairs', { request: ownSystem, response }],
    ['pairs of the Responses API', { request: { model: 'gpt-4o', instructions: 'Name the river.', input: 'Bonn?' }, response }],
    ['pairs answered by Anthropic', { request, response: { type: 'message', role: 'assistant', model: 'claude-x', content: [{ type: 'text', text: 'Rhine' }], stop_reason: 'end_turn', usage: { input_tokens: 10, output_tokens: 2 } } }],
  ])('keep their system prompt: %s', async (_, record) => {
    expect(await call(record)).toMatchObject({ request: { messages: asked }, output: { text: 'Rhine', finishReason: 'stop' }, usage: { inputTokens: 10, outputTokens: 2 } })
  })
})

describe('pairs', () => {
  it.each([
    ['chunks beside the request', { request, chunks }],
    ['chunks in a body', { request: { body: request }, response: { status: 200, body: chunks.map((one) => `data: ${JSON.stringify(one)}\n\n`) } }],
    ['chunks under a name', { request, response: { chunks } }],
    ['payload', { payload: request, response }],
    ['params and result', { kwargs: request, result: response }],
    ['texts of JSON', { request_json: JSON.stringify(request), response_json: JSON.stringify(response) }],
    ['a request as Python writes it', { request: `{'model': 'gpt-4o', 'stream': False, 'messages': ${python}}`, response: JSON.stringify(response) }],
    ['a HAR whose answer is base64', { startedDateTime: '2026-01-01T00:00:00Z', time: 812, request: { url: 'https://api.example/v1', postData: { text: JSON.stringify(request) } }, response: { status: 200, content: { encoding: 'base64', text: Buffer.from(JSON.stringify(response)).toString('base64') } } }],
  ])('are found: %s', async (_, record) => {
    const found = await call(record)
    expect(found).toMatchObject({ format: 'openai-chat', requestModel: 'gpt-4o', request: { messages: asked }, output: { text: 'Rhine', finishReason: 'stop' } })
    if ('startedDateTime' in record) expect(found.latencyMs).toBe(812)
    expect(Object.keys(found.metadata).filter((key) => key !== 'url')).toEqual([])
  })
  it('take no word about a call for its answer', async () => {
    expect(await readAll({ request, response: null, output: 'failed' }, { request, result: 'done' })).toMatchObject([{ reason: 'no-output' }, { reason: 'no-output' }])
    expect((await call({ request, completion: 'Rhine' })).output.text).toBe('Rhine')
  })
  it('take the tokens of the record where the response has none', async () => {
    expect((await call({ ...request, response: { role: 'assistant', content: 'Rhine' }, usage: { inputTokens: 5, outputTokens: 3 } })).usage).toEqual({ inputTokens: 5, outputTokens: 3 })
    expect((await call({ request: { ...request, stream: true }, response: chunks, prompt_tokens: '1,005', completion_tokens: 3 })).usage).toEqual({ inputTokens: 1005, outputTokens: 3 })
    expect((await call({ request, response, prompt_tokens: 99 })).usage).toEqual({ inputTokens: 10, outputTokens: 2 })
  })
  it('count reasoning once, wherever the server counts it', async () => {
    const usage = (more: object) => ({ request, response: { ...response, usage: { prompt_tokens: 10, completion_tokens: 20, completion_tokens_details: { reasoning_tokens: 15 }, ...more } } })
    expect((await call(usage({ total_tokens: 45 }))).usage).toMatchObject({ outputTokens: 35, reasoningOutputTokens: 15 })
    expect((await call(usage({ total_tokens: 30 }))).usage).toMatchObject({ outputTokens: 20, reasoningOutputTokens: 15 })
  })
  it('read text completions, whole and streamed, and refuse what is no prompt of one text', async () => {
    const completion = (more: object) => ({ request: { model: 'i', prompt: 'Bonn?', ...more }, response: { object: 'text_completion', model: 'i', choices: [{ index: 0, text: 'Rhine', finish_reason: 'stop' }], usage: { prompt_tokens: 1, completion_tokens: 1 } } })
    expect(await call(completion({}))).toMatchObject({ request: { messages: [said('user', 'Bonn?')] }, output: { text: 'Rhine' } })
    expect(await call({ request: { model: 'i', prompt: ['Bonn?'] }, response: [chunk({ text: 'Rhi', finish_reason: null }), chunk({ text: 'ne', finish_reason: 'stop' })] })).toMatchObject({ output: { text: 'Rhine' } })
    expect(await readAll(completion({ prompt: [1, 2] }), completion({ prompt: ['a', 'b'] }), completion({ suffix: 'x' }))).toMatchObject([1, 2, 3].map(() => ({ reason: 'unknown-format', traffic: { usage: { inputTokens: 1 } } })))
  })
  it.each([
    ['https://host.example/v1beta/models/gemini-2.0-flash:generateContent', 'gemini-2.0-flash'],
    ['/openai/deployments/chat-eu/chat/completions?api-version=1', 'chat-eu'],
    ['/model/eu.amazon.nova-lite-v1%3A0/converse', 'eu.amazon.nova-lite-v1:0'],
    ['/models/%zz/x', '%zz'],
  ])('take the model that only the address names: %s', async (url, model) => {
    expect((await call({ url, request: { messages, contents: undefined }, response: { ...response, model: '' } })).requestModel).toBe(model)
    expect((await call({ url, request, response })).requestModel).toBe('gpt-4o')
  })
  it('in camel case, with usage under other names', async () => {
    const choices = [{ index: 0, message: { role: 'assistant', content: null, toolCalls: [{ id: 'a', function: { name: 'find', arguments: '{' } }] }, finishReason: 'length' }]
    expect(await call({ request, response: { model: 'x', choices, usage: { promptTokens: 10, completionTokens: 2 } } })).toMatchObject({ output: { toolCalls: [{ name: 'find' }], finishReason: 'length' }, usage: { inputTokens: 10, outputTokens: 2 } })
    expect((await call({ request, response: { model: 'x', choices, usage: { input_tokens: 10, output_tokens: 2 } } })).usage).toEqual({ inputTokens: 10, outputTokens: 2 })
    expect((await call({ request, response: { model: 'x', choices, usage: { input_tokens: 10, output_tokens: 2, cache_read_input_tokens: 4 } } })).usage.inputTokens).toBeUndefined()
  })
  it.each([
    [{ latencyInMs: 812 }, { latencyMs: 812 }], [{ llm_latency_seconds: '0.812' }, { latencyMs: 812 }], [{ total_duration_ms: 812 }, { latencyMs: 812 }],
    [{ createdAt: { $date: '2026-01-02T03:04:05Z' } }, { startedAt: '2026-01-02T03:04:05.000Z' }], [{ createdAt: { $date: { $numberLong: '1767323045000' } } }, { startedAt: '2026-01-02T03:04:05.000Z' }],
    [{ response_cost: '0.01' }, { costUsd: 0.01 }], [{ cost: { input: 0.004, total: 0.01 } }, { costUsd: 0.01 }],
  ])('with %j beside them', async (more, expected) => {
    expect(await call({ request, response, ...more })).toMatchObject({ ...expected, metadata: {} })
    expect(Object.keys((await call({ request, response, ...more })).metadata)).toEqual([])
  })
  it('take times and tags as OpenPipe names them', async () => {
    expect(await call({ input: request, output: response, tags: { feature: 'maps' }, requestedAt: '2026-01-01T00:00:00', receivedAt: '2026-01-01T00:00:02' })).toMatchObject({ latencyMs: 2000, startedAt: '2026-01-01T00:00:00.000Z', metadata: { feature: 'maps' } })
  })
})

describe('tables', () => {
  it.each([
    [{ 'Prompt Text': 'Bonn?', 'Model Output': 'Rhine', 'Model ID': 'm', 'Prompt Token Count': '10', 'Completion Token Count': '2' }],
    [{ user_message: 'Bonn?', assistant_message: 'Rhine', llm: 'm', usage: { promptTokens: 10, completionTokens: 2 } }],
    [{ request: 'Bonn?', reply: 'Rhine', deployment_name: 'm', usage: '{"input_tokens":10,"output_tokens":2,"input_tokens_details":{"cached_tokens":4}}' }],
    [{ prompt: 'Bonn?', completion: ['Rhine'], model: 'm', usage: { promptTokenCount: 10, candidatesTokenCount: 2 } }],
    [{ messages: [{ role: 'user', content: 'Bonn?' }, { role: 'assistant', content: 'Rhine' }], model: 'm', usage: { prompt_tokens: 10, completion_tokens: 2 } }],
  ])('under other names: %j', async (record) => {
    expect(await call(record)).toMatchObject({ requestModel: 'm', request: { messages: [said('user', 'Bonn?')] }, output: { text: 'Rhine' }, usage: { inputTokens: 10, outputTokens: 2 } })
  })
  it('with lists as Python writes them, and cut ones', async () => {
    expect((await call({ messages: python, response: 'Rhine', model: 'm' })).request.messages).toEqual(asked)
    expect((await call({ messages: String.raw`[{'role': 'user', 'content': 'It\'s \x41\u00e9\U0001F600\n"1"'}]`, response: 'Rhine', model: 'm' })).request.messages).toEqual([said('user', 'It\'s Aé😀\n"1"')])
    expect((await call({ prompt: 'Bonn?', response: `{'river': 'Rhine'}`, model: 'm' })).output.text).toBe(`{'river': 'Rhine'}`)
    expect(await readAll({ prompt: python.slice(0, 50), response: 'x', model: 'm' }, { request: '{"model":"m","messages":[{"role":"us', response: 'x', model: 'm' })).toMatchObject([{ reason: 'truncated' }, { reason: 'truncated' }])
  })
  it('with the tool calls in a column', async () => {
    expect(await call({ prompt: 'Bonn?', completion: null, model: 'm', tool_calls: [{ id: 'a', type: 'function', function: { name: 'find', arguments: '{}' } }] })).toMatchObject({ output: { text: '', toolCalls: [{ name: 'find', arguments: '{}' }] } })
  })
})

describe('gateways and trace tools', () => {
  const span = (attributes: object, more: object = {}) => ({ traceId: 't', spanId: 's', name: 'chat', startTime: [1_760_000_000, 5_000_000], endTime: [1_760_000_001, 5_000_000], attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm', ...attributes }, ...more })
  const run = (more: object) => ({ id: 'l', run_type: 'llm', trace_id: 't', inputs: { messages: [{ role: 'user', content: 'Bonn?' }] }, extra: { metadata: { ls_model_name: 'm' } }, ...more })
  const portkey = { ai_org: 'openai', ai_model: 'gpt-4o', request: { body: request }, response: { body: response } }
  const helicone = { response_id: 'h', response_status: 200, request_properties: {}, request_body: request, provider: 'OPENAI' }

  it('LiteLLM: the marker of newer versions cuts a text too, and the metadata of the request counts', async () => {
    const payload = (content: string) => ({ id: 'p', call_type: 'acompletion', response_cost: 0.1, prompt_tokens: 5, startTime: 1, endTime: 2, model: 'm', messages: [{ role: 'user', content }], model_parameters: {}, hidden_params: {}, metadata: { requester_metadata: { feature: 'maps' } }, response })
    expect(await readAll(payload('a ... (litellm_truncated skipped 900 chars. Raise MAX_STRING_LENGTH to keep more.) ... b'))).toMatchObject([{ reason: 'truncated', traffic: { costUsd: 0.1 } }])
    expect((await call(payload('Bonn?'))).metadata).toMatchObject({ feature: 'maps' })
  })
  it('Portkey: metadata in columns, 0 for no success, other endpoints', async () => {
    expect((await call({ ...portkey, 'metadata.key': ['team'], 'metadata.value': ['maps'] })).metadata).toEqual({ team: 'maps' })
    expect(await readAll({ ...portkey, is_success: 0 }, { ...portkey, request: { url: 'https://api.example/v1/embeddings', body: { model: 'e', input: 'x' } } })).toMatchObject([{ reason: 'error' }, { reason: 'not-a-call' }])
  })
  it('Helicone: streams under a name of their own', async () => {
    expect((await call({ ...helicone, response_body: { streamed_data: chunks } })).output.text).toBe('Rhine')
    expect((await call({ ...helicone, response_body: { streamed_data: chunks.map((one) => `data: ${JSON.stringify(one)}`).join('\n\n') } })).output.text).toBe('Rhine')
  })
  it('Langfuse: usage in an object of its own, Gemini’s system prompt in its config', async () => {
    const observation = { id: 'o', traceId: 't', type: 'GENERATION', startTime: '2026-01-01T00:00:00Z', parentObservationId: null, model: 'm', input: { contents: [{ role: 'user', parts: [{ text: 'Bonn?' }] }], config: { system_instruction: 'Name the river.' } }, output: 'Rhine' }
    expect(await call({ ...observation, usage: { input: 10, output: 2, total: 12, unit: 'TOKENS' } })).toMatchObject({ request: { messages: asked }, usage: { inputTokens: 10, outputTokens: 2 } })
    expect((await call({ ...observation, inputUsage: 10, outputUsage: 2, totalUsage: 12 })).usage).toEqual({ inputTokens: 10, outputTokens: 2 })
  })
  it('LangSmith: a call that stands in the content and beside it is one; a traced function returns a text', async () => {
    const generation = { message: { kwargs: { content: [{ type: 'text', text: 'Let me see.' }, { type: 'tool_use', id: 'q', name: 'find', input: { a: 1 } }], tool_calls: [{ id: 'q', name: 'find', args: { a: 1 } }] } } }
    expect((await call(run({ outputs: { generations: [[generation]] } }))).output).toMatchObject({ text: 'Let me see.', toolCalls: [{ name: 'find', arguments: '{"a":1}' }] })
    expect((await call(run({ outputs: { output: 'Rhine' } }))).output.text).toBe('Rhine')
    expect((await call(run({ outputs: { river: 'Rhine' } }))).output.text).toBe('{"river":"Rhine"}')
  })
  it('OpenTelemetry: parts as JSON text, events in an attribute, times of JavaScript’s SDK', async () => {
    const indexed = { 'gen_ai.prompt.0.role': 'user', 'gen_ai.prompt.0.content': JSON.stringify([{ type: 'text', text: 'Bonn?' }]), 'gen_ai.completion.0.role': 'assistant', 'gen_ai.completion.0.content': 'Rhine' }
    expect(await call(span(indexed))).toMatchObject({ request: { messages: [said('user', 'Bonn?')] }, startedAt: '2025-10-09T08:53:20.005Z', latencyMs: 1000 })
    expect((await call(span({ ...indexed, 'gen_ai.prompt.0.content': '[{"type":"order","text":"Bonn?"}]' }))).request.messages).toEqual([said('user', '[{"type":"order","text":"Bonn?"}]')])
    const events = [{ 'event.name': 'gen_ai.system.message', content: 'Name the river.' }, { 'event.name': 'gen_ai.user.message', content: 'Bonn?' }, { 'event.name': 'gen_ai.choice', index: 0, message: { role: 'assistant', content: 'Rhine' } }]
    expect(await call(span({ events: JSON.stringify(events) }))).toMatchObject({ request: { messages: asked }, output: { text: 'Rhine' } })
  })
  it('PostHog: tool calls among the parts', async () => {
    expect((await call({ event: '$ai_generation', properties: { $ai_model: 'm', $ai_input: [{ role: 'user', content: 'Bonn?' }], $ai_output_choices: [{ role: 'assistant', content: [{ type: 'function', id: 'a', function: { name: 'find', arguments: { x: 1 } } }] }] } })).output.toolCalls).toEqual([{ name: 'find', arguments: '{"x":1}' }])
  })
})
