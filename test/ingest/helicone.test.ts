import { expect, it } from 'vitest'
import type { JsonValue } from '../../src/domain/json.js'
import { callFrom, exclusionOf, fixture, parseOne, recordsOf } from './workspace.js'

const row = (changes: Record<string, JsonValue> = {}): Record<string, JsonValue> => ({
  response_id: 'r', response_status: 200, request_id: 'q', request_created_at: '2026-05-04 10:00:00.000', request_path: '/v1/chat/completions', request_properties: {}, provider: 'OPENAI',
  request_body: { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] }, response_body: { object: 'chat.completion', model: 'gpt-4o-2024-08-06', choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }] },
  prompt_tokens: 8, completion_tokens: 1, delay_ms: 500, cost: 0.001, ...changes,
})

it('hands the bodies to the readers of their providers', async () => {
  const records = await recordsOf(fixture('helicone.jsonl'))
  expect(records.map((record) => (record.kind === 'call' ? 'call' : record.reason))).toEqual(['call', 'call', 'no-text', 'cached', 'error'])
  expect(records[1]).toMatchObject({ call: { provider: 'anthropic', request: { messages: [{ role: 'system' }, { role: 'user' }], maxOutputTokens: 64 }, usage: { inputTokens: 1005, cacheReadInputTokens: 1000, outputTokens: 4 } } })
  expect(records[0]).toMatchObject({ call: { latencyMs: 900, timeToFirstTokenMs: 120, conversationId: 'hs-1', metadata: { Feature: 'geo', user_id: 'user-7' }, startedAt: '2026-05-04T10:00:00.000Z' } })
  expect(records[2]).toMatchObject({ traffic: { usage: { inputTokens: 9, outputTokens: 2 } } })
})

it('reads cells whose quotes were doubled twice, and keeps what they say about cost', async () => {
  const [record] = await recordsOf(fixture('helicone.csv'))
  expect(record).toMatchObject({ kind: 'excluded', reason: 'no-output', traffic: { requestModel: 'gpt-4o', responseModel: 'gpt-4o-2024-08-06', costUsd: 0.0000425, usage: { inputTokens: 9, outputTokens: 2 } } })
})

it('counts the cache beside the prompt, and knows when an export leaves it out', () => {
  expect(callFrom(row({ prompt_cache_read_tokens: 100, prompt_cache_write_tokens: 10 })).usage).toMatchObject({ inputTokens: 118, cacheReadInputTokens: 100, cacheWriteInputTokens: 10 })
  const asking = row({ request_body: { model: 'c', messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi', cache_control: { type: 'ephemeral' } }] }] }, response_body: null })
  expect(parseOne(asking)).toMatchObject({ traffic: { usage: { outputTokens: 1 } } })
  expect(parseOne(asking)).not.toHaveProperty('traffic.usage.inputTokens')
})

it('reads the billionths of a dollar of its table', () => {
  const { response_status: status, response_id: _, ...rest } = row()
  expect(callFrom({ ...rest, status: status ?? null, organization_id: 'o', cost: 1_000_000, delay_ms: null, latency: 640 })).toMatchObject({ costUsd: 0.001, latencyMs: 640 })
})

it('excludes failures, other endpoints and cached answers', () => {
  expect(exclusionOf(row({ response_status: 500 }))).toBe('error: HTTP 500')
  expect(exclusionOf(row({ response_status: -2 }))).toMatch(/^error/)
  expect(exclusionOf(row({ request_path: '/v1/embeddings' }))).toMatch(/^not-a-call/)
  expect(exclusionOf(row({ cache_reference_id: 'other' }))).toMatch(/^cached/)
  expect(exclusionOf(row({ cache_reference_id: '00000000-0000-0000-0000-000000000000' }))).toBe('call')
})
