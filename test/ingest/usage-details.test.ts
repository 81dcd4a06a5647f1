import { describe, expect, it } from 'vitest'
import { callFrom, chatPair, parseOne } from './workspace.js'
import type { JsonValue } from '../../src/domain/json.js'

const openai = (usage: JsonValue) => callFrom(chatPair({ response: { usage }, message: { content: 'Rhine' } }))
const attributes = (fields: Readonly<Record<string, string | number>>) => Object.entries(fields).map(([key, value]): JsonValue => ({ key, value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value } }))
const span = (name: string, fields: Readonly<Record<string, string | number>>) => callFrom({ resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ spans: [{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), name, startTimeUnixNano: '1764000000000000000', endTimeUnixNano: '1764000001500000000', attributes: attributes(fields), status: {} }] }] }] })
const claude = { model: 'claude-x', max_tokens: 9, messages: [{ role: 'user', content: 'Bonn?' }] }
const answered = (usage: JsonValue, content: JsonValue = [{ type: 'text', text: 'Rhine' }]) => ({ id: 'm', type: 'message', role: 'assistant', model: 'claude-x', content, stop_reason: 'end_turn', usage })
const written = { input_tokens: 10, cache_creation_input_tokens: 1000, cache_read_input_tokens: 500, cache_creation: { ephemeral_5m_input_tokens: 200, ephemeral_1h_input_tokens: 800 }, output_tokens: 50 }

describe('reasoning beside the output is part of it', () => {
  it.each([
    ['a chat completion', openai({ prompt_tokens: 100, completion_tokens: 10, total_tokens: 150, completion_tokens_details: { reasoning_tokens: 40 } })],
    ['a span of the AI SDK 5', span('ai.generateText.doGenerate', { 'ai.operationId': 'ai.generateText.doGenerate', 'ai.model.id': 'gemini-x', 'ai.model.provider': 'google.generative-ai', 'ai.prompt.messages': '[{"role":"user","content":[{"type":"text","text":"Bonn?"}]}]', 'ai.response.text': 'Rhine', 'ai.usage.inputTokens': 100, 'ai.usage.outputTokens': 10, 'ai.usage.reasoningTokens': 40, 'ai.usage.totalTokens': 150 })],
    ['a span of OpenTelemetry', span('chat x', { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gemini-x', 'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"Bonn?"}]}]', 'gen_ai.output.messages': '[{"role":"assistant","parts":[{"type":"text","content":"Rhine"}]}]', 'gen_ai.usage.input_tokens': 100, 'gen_ai.usage.output_tokens': 10, 'gen_ai.usage.reasoning.output_tokens': 40, 'gen_ai.usage.total_tokens': 150 })],
    ['a span of OpenInference', span('x', { 'openinference.span.kind': 'LLM', 'llm.model_name': 'gemini-x', 'llm.input_messages.0.message.role': 'user', 'llm.input_messages.0.message.content': 'Bonn?', 'llm.output_messages.0.message.role': 'model', 'llm.output_messages.0.message.content': 'Rhine', 'llm.token_count.prompt': 100, 'llm.token_count.completion': 10, 'llm.token_count.completion_details.reasoning': 40, 'llm.token_count.total': 150 })],
  ])('%s', (_, { usage, output }) => {
    expect(usage).toEqual({ inputTokens: 100, outputTokens: 50, reasoningOutputTokens: 40 })
    expect(output.text).toBe('Rhine')
  })
  it('only where no other sum gives the total', () => {
    expect(openai({ prompt_tokens: 100, completion_tokens: 50, total_tokens: 150, completion_tokens_details: { reasoning_tokens: 40 } }).usage).toEqual({ inputTokens: 100, outputTokens: 50, reasoningOutputTokens: 40 })
    expect(openai({ prompt_tokens: 100, completion_tokens: 50, completion_tokens_details: { reasoning_tokens: 40 } }).usage).toMatchObject({ outputTokens: 50 })
  })
})

describe('tokens written to a cache for an hour', () => {
  it.each([
    ['Anthropic', { request: claude, response: answered(written) }],
    ['Anthropic, streamed', { request: claude, response: [{ type: 'message_start', message: { ...answered({ ...written, output_tokens: 1 }), content: [] } }, { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }, { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Rhine' } }, { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 50 } }, { type: 'message_stop' }] }],
    ['LiteLLM', { request_id: 'l', call_type: 'acompletion', spend: 0.1, prompt_tokens: 1510, completion_tokens: 50, startTime: '2026-01-01 00:00:00', endTime: '2026-01-01 00:00:01', model: 'claude-x', metadata: { usage_object: { prompt_tokens: 1510, completion_tokens: 50, cache_read_input_tokens: 500, cache_creation_input_tokens: 1000, prompt_tokens_details: { cache_creation_token_details: { ephemeral_1h_input_tokens: 800 } } } }, messages: {}, proxy_server_request: claude, response: chatPair()['response'] ?? {} }],
    ['Bedrock', { schemaType: 'ModelInvocationLog', timestamp: '2026-01-01T00:00:00Z', requestId: 'b', operation: 'Converse', modelId: 'anthropic.claude-x', input: { inputBodyJson: { messages: [{ role: 'user', content: [{ text: 'Bonn?' }] }] }, inputTokenCount: 10, cacheReadInputTokenCount: 500, cacheWriteInputTokenCount: 1000 }, output: { outputBodyJson: { output: { message: { role: 'assistant', content: [{ text: 'Rhine' }] } }, stopReason: 'end_turn', usage: { inputTokens: 10, outputTokens: 50, cacheDetails: [{ ttl: '5m', inputTokens: 200 }, { ttl: '1h', inputTokens: 800 }] } }, outputTokenCount: 50 } }],
  ] as const)('are told apart: %s', (_, record) => {
    expect(callFrom(record as unknown as JsonValue).usage).toEqual({ inputTokens: 1510, outputTokens: 50, cacheReadInputTokens: 500, cacheWriteInputTokens: 1000, cacheWriteHourInputTokens: 800 })
  })
  it('are no more than all that was written', () => {
    expect(callFrom({ request: claude, response: answered({ input_tokens: 10, cache_creation_input_tokens: 5, cache_creation: { ephemeral_1h_input_tokens: 800 }, output_tokens: 5 }) }).usage.cacheWriteHourInputTokens).toBeUndefined()
  })
})

describe('usage by the names of one server', () => {
  it('reads cached tokens beside the counts, and counts of a last chunk in a place of its own', () => {
    expect(openai({ prompt_tokens: 100, completion_tokens: 20, cached_tokens: 64 }).usage).toEqual({ inputTokens: 100, outputTokens: 20, cacheReadInputTokens: 64 })
    const chunk = (fields: Record<string, JsonValue>) => ({ id: 'k', object: 'chat.completion.chunk', created: 1_760_000_000, model: 'm', ...fields })
    const stream = [chunk({ choices: [{ index: 0, delta: { content: 'Rhine' }, finish_reason: null }] }), chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], x_groq: { usage: { prompt_tokens: 11, completion_tokens: 3 } } })]
    expect(callFrom({ request: { model: 'm', messages: [{ role: 'user', content: 'Bonn?' }] }, response: stream }).usage).toEqual({ inputTokens: 11, outputTokens: 3 })
  })
  it.each([
    [{ cost: 0.04, is_byok: false, cost_details: { upstream_inference_cost: null } }, 0.04],
    [{ cost: 0.002, is_byok: true, cost_details: { upstream_inference_cost: 0.04 } }, 0.042],
    [{ cost: 0.002, is_byok: true }, undefined],
    [{ cost: { input_tokens_cost: 0.0001, request_cost: 0.005, total_cost: 0.006 } }, 0.006],
    [{ cost: { input_tokens_cost: 0.0001 } }, undefined],
  ])('reads the whole cost of %j', (cost, expected) => {
    expect(openai({ prompt_tokens: 1, completion_tokens: 1, ...cost }).costUsd).toBe(expected)
  })
  it('knows a premium by its speed', () => {
    expect(callFrom({ request: claude, response: answered({ input_tokens: 1, output_tokens: 1, service_tier: 'standard', speed: 'fast' }) }).serviceTier).toBe('priority')
    expect(callFrom({ request: claude, response: answered({ input_tokens: 1, output_tokens: 1, service_tier: 'standard', speed: 'standard' }) }).serviceTier).toBe('standard')
  })
})

describe('sources that come with a question', () => {
  it('are text, block by block and with their address', () => {
    const content = [{ type: 'document', title: 'T', source: { type: 'content', content: [{ type: 'text', text: 'One.' }, { type: 'text', text: 'Two.' }] } }, { type: 'search_result', title: 'Rivers', source: 'https://example.org/r', content: [{ type: 'text', text: 'The Rhine.' }] }, { type: 'text', text: 'Bonn?' }]
    const texts = callFrom({ request: { ...claude, messages: [{ role: 'user', content }] }, response: answered({ input_tokens: 1, output_tokens: 1 }, [{ type: 'text', text: 'Rhi', citations: [{ type: 'char_location', cited_text: 'no' }] }, { type: 'text', text: 'ne' }]) })
    expect(texts.request.messages[0]?.parts).toEqual(['One.', 'Two.', 'Rivers\nhttps://example.org/r\nThe Rhine.', 'Bonn?'].map((text) => ({ type: 'text', text })))
    expect(texts.output.text).toBe('Rhine')
  })
  it('are kept for cost alone where only an id names them', () => {
    for (const block of [{ type: 'image', source: { type: 'file', file_id: 'f' } }, { type: 'document', source: { type: 'file', file_id: 'f' } }]) {
      expect(parseOne({ request: { ...claude, messages: [{ role: 'user', content: [block] }] }, response: answered({ input_tokens: 3, output_tokens: 1 }) })).toMatchObject({ reason: 'truncated', traffic: { usage: { inputTokens: 3 } } })
    }
  })
  it('name conversation and task in spans that LangSmith writes', () => {
    expect(span('ChatOpenAI', { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm', 'gen_ai.prompt': '[{"role":"user","content":"Bonn?"}]', 'gen_ai.completion': '{"role":"assistant","content":"Rhine"}', 'langsmith.metadata.thread_id': 'th', 'langsmith.metadata.feature': 'rivers' })).toMatchObject({ conversationId: 'th', metadata: { feature: 'rivers' } })
  })
})
