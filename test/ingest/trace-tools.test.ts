import { describe, expect, it } from 'vitest'
import type { JsonObject, JsonValue } from '../../src/domain/json.js'
import { isJsonObject } from '../../src/domain/json.js'
import { readFile } from 'node:fs/promises'
import { callFrom, exclusionOf, fixture, parseOne, recordsOf } from './workspace.js'
import { readLog } from './variants/variant.js'

/** Model calls wait for those around them, so that they come after the rest. */
const outcomes = async (log: string): Promise<readonly string[]> => (await recordsOf(fixture(log))).map((record) => (record.kind === 'call' ? 'call' : record.reason))

async function firstOf(log: string): Promise<JsonObject> {
  const value: unknown = JSON.parse((await readFile(fixture(log), 'utf8')).split('\n')[0] ?? '')
  if (!isJsonObject(value)) throw new Error('no object')
  return value
}

const withInner = (record: JsonObject, key: string, changes: JsonObject): JsonObject => ({ ...record, [key]: { ...(isJsonObject(record[key]) ? record[key] : {}), ...changes } })

describe('LangSmith', () => {
  it('reads its log', async () => {
    expect(await outcomes('langsmith.jsonl')).toEqual(['not-a-call', 'evaluation', 'error', 'call', 'no-text', 'call'])
    expect(callFrom(await firstOf('langsmith.jsonl'))).toMatchObject({
      id: 'run-1', provider: 'openai', requestModel: 'gpt-4o', responseModel: 'gpt-4o-2024-08-06', latencyMs: 1500, timeToFirstTokenMs: 300, costUsd: 0.00021, conversationId: 'th-4', tags: ['prod'],
      usage: { inputTokens: 60, cacheReadInputTokens: 32, outputTokens: 6, reasoningOutputTokens: 2 },
      request: { messages: [{ role: 'system', parts: [{ text: 'Translate to Polish.' }] }, { role: 'user', parts: [{ text: 'good evening' }] }], temperature: 0.2, tools: [{ name: 'dictionary' }] },
      output: { text: 'dobry wieczór', finishReason: 'stop' }, metadata: { tenant: 'acme', scores: { stars: 4 } },
    })
  })
  it('does not take the project for a conversation, nor the class of a chain for a task', async () => {
    const record = await firstOf('langsmith.jsonl')
    const call = callFrom(withInner(record, 'extra', { metadata: {} }))
    expect(call.conversationId).toBeUndefined()
    expect(call.metadata).not.toHaveProperty('run_name')
    expect(callFrom({ ...record, name: 'triage' }).metadata['run_name']).toBe('triage')
  })
  it('reads tool calls of LangChain once, though content and message both hold them, and prompts of text models', async () => {
    const record = await firstOf('langsmith.jsonl')
    const message = { lc: 1, type: 'constructor', id: ['x', 'AIMessage'], kwargs: { content: [{ type: 'tool_use', id: 'a', name: 'f', input: { x: 1 } }], tool_calls: [{ name: 'f', args: { x: 1 }, id: 'a', type: 'tool_call' }], response_metadata: { stop_reason: 'tool_use' } } }
    expect(callFrom({ ...record, outputs: { generations: [[{ text: '', message }]] } }).output).toEqual({ text: '', toolCalls: [{ name: 'f', arguments: '{"x":1}' }], finishReason: 'tool_calls' })
    expect(callFrom({ ...record, inputs: { prompts: ['Once upon'] }, outputs: { generations: [[{ text: ' a time', generation_info: { finish_reason: 'length' } }]] } })).toMatchObject({ output: { text: ' a time', finishReason: 'length' }, request: { messages: [{ role: 'user', parts: [{ text: 'Once upon' }] }] } })
    expect(exclusionOf({ ...record, inputs: { messages: [[{ type: 'human', content: 'a' }], [{ type: 'human', content: 'b' }]] } })).toMatch(/^unknown-format: the record holds several prompts/)
  })
  it('zeros for everything are unknown', async () => {
    const record = await firstOf('langsmith.jsonl')
    expect(callFrom({ ...record, outputs: { messages: [{ role: 'assistant', content: 'x' }] }, prompt_tokens: 0, completion_tokens: 0, total_tokens: 0, total_cost: null }).usage).toEqual({})
  })
})

describe('PostHog', () => {
  it('reads its log', async () => {
    expect(await outcomes('posthog.jsonl')).toEqual(['call', 'not-a-call', 'no-text', 'error'])
    expect(callFrom(await firstOf('posthog.jsonl'))).toMatchObject({
      provider: 'anthropic', latencyMs: 1200, timeToFirstTokenMs: 300, startedAt: '2026-05-04T10:00:01.800Z', conversationId: 'ps-1', usage: { inputTokens: 65, cacheReadInputTokens: 50, cacheWriteInputTokens: 5, outputTokens: 6 },
      output: { text: 'A duck walks in.', finishReason: 'stop' }, metadata: { feature: 'jokes', user_id: 'user-7' },
    })
  })
  it('the event says whether its input holds the cache', async () => {
    const record = await firstOf('posthog.jsonl')
    const tokens = { $ai_provider: 'openai', $ai_input_tokens: 100, $ai_cache_read_input_tokens: 50, $ai_cache_creation_input_tokens: null }
    expect(callFrom(withInner(record, 'properties', tokens)).usage.inputTokens).toBe(100)
    expect(callFrom(withInner(record, 'properties', { ...tokens, $ai_cache_reporting_exclusive: true })).usage.inputTokens).toBe(150)
    expect(callFrom(withInner(record, 'properties', { ...tokens, $ai_provider: 'anthropic', $ai_cache_reporting_exclusive: false })).usage.inputTokens).toBe(100)
  })
  it('keeps the cost of events without text', async () => {
    const records = await recordsOf(fixture('posthog.jsonl'))
    expect(records[2]).toMatchObject({ traffic: { usage: { inputTokens: 100, outputTokens: 20 }, latencyMs: 2000, requestModel: 'gpt-4o' } })
  })
  it('knows an image that was taken out', async () => {
    const record = await firstOf('posthog.jsonl')
    expect(exclusionOf(withInner(record, 'properties', { $ai_input: [{ role: 'user', content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: '[base64 image redacted]' } }] }] }))).toMatch(/^truncated/)
  })
})

describe('Datadog', () => {
  it('reads its log: nanodollars, times by magnitude', async () => {
    expect(await outcomes('datadog.jsonl')).toEqual(['not-a-call', 'error', 'call', 'no-text'])
    const record = await firstOf('datadog.jsonl')
    expect(callFrom(record)).toMatchObject({
      costUsd: 0.0000087, latencyMs: 1500, startedAt: '2026-05-04T10:00:00.000Z', usage: { inputTokens: 30, cacheReadInputTokens: 16, outputTokens: 7 }, tags: ['env:prod', 'feature:catalog'],
      metadata: { span_name: 'describe-product', feature: 'catalog' }, request: { temperature: 0.3, maxOutputTokens: 50, tools: [{ name: 'lookup', parameters: { type: 'object' } }] },
    })
    expect(callFrom(withInner(record, 'attributes', { start_ns: 1777888800000000000, duration: 1500 }))).toMatchObject({ startedAt: '2026-05-04T10:00:00.000Z', latencyMs: 1500 })
    expect(callFrom(withInner(record, 'attributes', { duration: 5_000_000 }))).not.toHaveProperty('latencyMs')
  })
  it('reads results of tools and the shape of its intake', async () => {
    const record = await firstOf('datadog.jsonl')
    const input = { messages: [{ role: 'user', content: 'W?' }, { role: 'assistant', content: '', tool_calls: [{ name: 'w', arguments: { c: 1 }, tool_id: 't' }] }, { role: 'user', content: '', tool_results: [{ name: 'w', result: 'rain', tool_id: 't' }] }] }
    const roles = (value: JsonValue): readonly string[] => callFrom(value).request.messages.map(({ role }) => role)
    expect(roles(withInner(record, 'attributes', { input }))).toEqual(['user', 'assistant', 'tool'])
    expect(callFrom({ span_id: 's', start_ns: 1777888800000000000, duration: 1500000000, meta: { kind: 'llm', model_name: 'm', input: { value: 'Hi' }, output: { value: 'Hello' } }, metrics: { input_tokens: 5, output_tokens: 1 } })).toMatchObject({ format: 'datadog', requestModel: 'm', output: { text: 'Hello' } })
  })
})

describe('MLflow', () => {
  it('reads its log', async () => {
    expect(await outcomes('mlflow.jsonl')).toEqual(['not-a-call', 'error', 'call'])
    const records = await recordsOf(fixture('mlflow.jsonl'))
    expect(records[2]).toMatchObject({ call: { id: 'm-1', latencyMs: 800, costUsd: 0.0002, usage: { inputTokens: 11, outputTokens: 3 }, conversationId: 'ms-1', metadata: { feature: 'faq', user_id: 'user-7' }, request: { messages: [{ role: 'user' }], tools: [{ name: 'hours' }], temperature: 0 }, output: { text: 'At nine.', finishReason: 'stop' } } })
  })
  it('counts a model within a model once, and reads a chat whose input is not logged', () => {
    const attributes = (kind: string, more: Record<string, JsonValue> = {}): JsonObject => ({ 'mlflow.spanType': JSON.stringify(kind), ...Object.fromEntries(Object.entries(more).map(([key, value]) => [key, JSON.stringify(value)])) })
    const inner = { 'mlflow.chat.messages': [{ role: 'user', content: 'Hi' }, { role: 'assistant', content: 'Hello' }], 'mlflow.spanOutputs': 'Hello', 'mlflow.llm.model': 'm' }
    const records = readLog([{ info: {}, data: { spans: [{ span_id: 'a', attributes: attributes('LLM', inner) }, { span_id: 'b', parent_id: 'a', attributes: attributes('CHAT_MODEL', inner) }] } }])
    expect(records).toMatchObject([{ reason: 'duplicate' }, { call: { requestModel: 'm', output: { text: 'Hello' }, request: { messages: [{ parts: [{ text: 'Hi' }] }] } } }])
  })
})

describe('Weave', () => {
  it('reads its logs, leaves alone', async () => {
    expect(await outcomes('weave.jsonl')).toEqual(['not-a-call', 'error', 'call'])
    expect(callFrom(await firstOf('weave.jsonl'))).toMatchObject({ requestModel: 'gpt-4o', responseModel: 'gpt-4o-2024-08-06', latencyMs: 700, costUsd: 0.000035, usage: { inputTokens: 10, outputTokens: 1 }, metadata: { feature: 'rhymes' } })
    expect(await recordsOf(fixture('weave.csv'))).toMatchObject([{ call: { output: { text: 'hat' }, request: { messages: [{ parts: [{ text: 'Rhyme with cat' }] }] } } }])
  })
  it.each(['openai.chat.completions.create', 'anthropic.Messages.create', 'anthropic.AsyncMessages.create', 'openai.responses.create', 'litellm.acompletion', 'google.genai.models.Models.generate_content', 'mistralai.chat.complete', 'langchain.Llm.ChatOpenAI'])('knows %s for a call', async (name) => {
    expect(exclusionOf({ ...(await firstOf('weave.jsonl')), op_name: `weave:///e/p/op/${name}:hash` })).toBe('call')
  })
  it.each(['answer', 'rag.generate', 'openai.embeddings.create', 'Evaluation.predict_and_score'])('and %s for none', async (name) => {
    expect(exclusionOf({ ...(await firstOf('weave.jsonl')), op_name: `weave:///e/p/op/${name}:hash` })).toMatch(/^not-a-call/)
  })
})

describe('Braintrust', () => {
  it('reads its log', async () => {
    expect(await outcomes('braintrust.jsonl')).toEqual(['not-a-call', 'evaluation', 'error', 'cached', 'call'])
    expect(callFrom(await firstOf('braintrust.jsonl'))).toMatchObject({ latencyMs: 750, timeToFirstTokenMs: 200, startedAt: '2026-05-04T10:00:00.500Z', costUsd: 0.00003, output: { text: 'Lima', finishReason: 'stop' }, request: { temperature: 0 }, metadata: { feature: 'geo', expected: 'Lima', scores: { exact: 1 } }, tags: ['web'] })
  })
})

describe('conversations', () => {
  it('make one call each, of their first answer', async () => {
    expect(await outcomes('conversations.jsonl')).toEqual(['call', 'context-missing', 'call'])
    const records = await recordsOf(fixture('conversations.jsonl'))
    expect(records[0]).toMatchObject({ call: { id: 'c-1', requestModel: 'unknown', output: { text: 'Ahoy' }, request: { messages: [{ role: 'system' }, { role: 'user', parts: [{ text: 'Hello' }] }] }, metadata: { turns: 2 }, usage: {} } })
    expect(records[2]).toMatchObject({ call: { id: 'c-3', requestModel: 'gpt-4-0314', output: { text: 'Pong' }, metadata: { turns: 1, language: 'English' } } })
  })
  it('without a question or an answer are none', () => {
    expect(exclusionOf({ id: 'x', conversations: [{ from: 'human', value: 'Hi' }] })).toMatch(/^no-output/)
    expect(exclusionOf({ id: 'x', conversations: [{ from: 'system', value: 'Hi' }] })).toMatch(/^no-prompt/)
  })
})

it('takes the results of promptfoo, as a file or by line, for no traffic', async () => {
  expect(await outcomes('promptfoo.jsonl')).toEqual(['evaluation', 'evaluation', 'evaluation'])
  expect(parseOne(await firstOf('promptfoo.jsonl'))).not.toHaveProperty('traffic')
})
