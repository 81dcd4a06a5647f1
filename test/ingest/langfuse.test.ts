import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../src/domain/json.js'
import { callFrom, exclusionOf, fixture, parseOne, recordsOf, workspace } from './workspace.js'

const row = (changes: Record<string, JsonValue> = {}): Record<string, JsonValue> => ({
  id: 'o', traceId: 't', startTime: '2026-05-04T10:00:00.000Z', endTime: '2026-05-04T10:00:02.000Z', type: 'GENERATION', parentObservationId: null,
  input: [{ role: 'user', content: 'Hi' }], output: 'Hello', model: 'gpt-4o', usageDetails: { input: 10, output: 2, total: 12 }, ...changes,
})

it('reads rows, JSON Lines and JSON of the pages alike', async () => {
  const [csv, jsonl] = await Promise.all([recordsOf(fixture('langfuse.csv')), recordsOf(fixture('langfuse.jsonl'))])
  expect(csv.map((record) => (record.kind === 'call' ? 'call' : record.reason))).toEqual(['not-a-call', 'call', 'redacted', 'error', 'call'])
  expect(jsonl.map((record) => (record.kind === 'call' ? 'call' : record.reason))).toEqual(['not-a-call', 'call', 'redacted', 'error', 'call'])
  expect(csv[1]).toMatchObject({
    call: {
      id: 'obs-1', format: 'langfuse', requestModel: 'gpt-4o-mini-2024-07-18', latencyMs: 2500, timeToFirstTokenMs: 400, costUsd: 0.0000036, startedAt: '2026-05-04T10:00:00.000Z',
      usage: { inputTokens: 20, outputTokens: 1 }, conversationId: 's-3', tags: ['web', 'en'], output: { text: 'billing' },
      request: { messages: [{ role: 'system' }, { role: 'user' }], temperature: 0 },
      metadata: { team: 'support', generation_name: 'route-ticket', prompt_name: 'router', user_id: 'user-7', scores: { quality: 0.9 } },
    },
  })
  expect(csv[1]).not.toHaveProperty('call.request.maxOutputTokens')
  expect(csv[4]).toMatchObject({ call: { request: { messages: [{ parts: [{ text: 'Say hi twice' }] }] } } })
})

it('keeps what a row with removed media says about cost', () => {
  const record = parseOne(row({ input: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: '@@@langfuseMedia:type=image/png|id=1|source=x@@@' } }] }], totalCost: 0.01, costDetails: { total: 0.01 } }))
  expect(record).toMatchObject({ kind: 'excluded', reason: 'redacted', traffic: { requestModel: 'gpt-4o', costUsd: 0.01, usage: { inputTokens: 10, outputTokens: 2 } } })
})

it('reads latencies in seconds and in milliseconds', () => {
  expect(callFrom(row({ endTime: null, latency: 1.5, timeToFirstToken: '0.25' }))).toMatchObject({ latencyMs: 1500, timeToFirstTokenMs: 250 })
  expect(callFrom(row({ endTime: null, latencyMs: 1500, timeToFirstTokenMs: 250 }))).toMatchObject({ latencyMs: 1500, timeToFirstTokenMs: 250 })
})

it('reads the shapes of blob storage and tables, whose times are UTC', () => {
  const blob = { id: 'b', trace_id: 't', start_time: '2026-05-04 10:00:00.500000', end_time: '2026-05-04 10:00:01.000000', type: 'GENERATION', provided_model_name: 'gpt-4o', model_parameters: '{"temperature":0.5}', usage_details: { input: 4, output: 1 }, input: '"Hi"', output: '{"a":1}', tool_definitions: {}, metadata: {} }
  expect(callFrom(blob)).toMatchObject({ startedAt: '2026-05-04T10:00:00.500Z', latencyMs: 500, request: { temperature: 0.5 }, output: { text: '{"a":1}' } })
  expect(callFrom({ ...blob, metadata_names: ['feature'], metadata_values: ['faq'] }).metadata['feature']).toBe('faq')
  expect(exclusionOf({ ...blob, is_deleted: 1 })).toMatch(/^not-a-call: the row was deleted/)
})

it('counts the last version of a row of the table once', async () => {
  await using space = await workspace()
  const version = (id: string, second: number, changes: Record<string, JsonValue> = {}): string => JSON.stringify({ id, trace_id: 't', start_time: '2026-05-04 10:00:00', type: 'GENERATION', provided_model_name: 'gpt-4o', usage_details: {}, input: '"Hi"', output: `v${second}`, event_ts: `2026-05-04 10:00:0${second}`, is_deleted: 0, ...changes })
  const records = await recordsOf(await space.write('a.jsonl', [version('a', 2), version('b', 1), version('a', 3), version('a', 1), version('c', 1), version('c', 2, { is_deleted: 1 })].join('\n')))
  expect(records.map((record) => (record.kind === 'call' ? record.call.output.text : `${record.reason}:${record.source.line}`)).toSorted()).toEqual(['duplicate:1', 'duplicate:4', 'duplicate:5', 'not-a-call:6', 'v1', 'v3'])
})

it('knows what is no call: spans, traces', () => {
  expect(exclusionOf(row({ type: 'SPAN' }))).toMatch(/^not-a-call: an observation of type SPAN/)
  expect(exclusionOf(row({ type: 'EMBEDDING' }))).toMatch(/^not-a-call/)
  expect(exclusionOf({ id: 't', timestamp: '2026-05-04T10:00:00Z', name: 'chat', input: 'Hi', output: 'Hello', bookmarked: false, public: false, tags: [] })).toMatch(/^not-a-call: a trace/)
})

it('takes the observations out of a downloaded trace', () => {
  expect(callFrom({ id: 't', timestamp: '2026-05-04T10:00:00Z', name: 'chat', userId: 'u', observations: [row()], scores: [] }).metadata).toMatchObject({ user_id: 'u', trace_name: 'chat' })
})

it('does not take the names of libraries for tasks', () => {
  for (const name of ['ChatOpenAI', 'OpenAI-generation', 'litellm-acompletion', 'AzureChatOpenAI', 'ChatAnthropic', 'ai.generateText.doGenerate']) expect(callFrom(row({ name })).metadata, name).not.toHaveProperty('generation_name')
  for (const name of ['answer', 'chatbot-reply', 'rag-answer', 'summarize', 'open-ticket']) expect(callFrom(row({ name })).metadata, name).toHaveProperty('generation_name', name)
})

it('an unset cost of 0 is unknown', () => {
  expect(callFrom(row({ totalCost: 0, costDetails: {} }))).not.toHaveProperty('costUsd')
  expect(callFrom(row({ totalCost: 0, costDetails: { total: 0 } })).costUsd).toBe(0)
})

describe('usage whose convention depends on the sending library', () => {
  const words = (count: number): string => 'word '.repeat(count)
  const usage = (usageDetails: JsonValue, input: JsonValue = 'Hi') => {
    const { usage: read, metadata } = callFrom(row({ usageDetails, input }))
    return { ...read, note: metadata['usage_note'] !== undefined }
  }
  it('more cached than input: the cache stands beside it', () => {
    expect(usage({ input: 300, input_cached_tokens: 1024, output: 12, total: 1336 })).toEqual({ inputTokens: 1324, outputTokens: 12, cacheReadInputTokens: 1024, note: false })
  })
  it('a total of input and output alone: the cache is inside', () => {
    expect(usage({ input: 1500, cache_read_input_tokens: 1024, output: 12, total: 1512 })).toEqual({ inputTokens: 1500, outputTokens: 12, cacheReadInputTokens: 1024, note: false })
  })
  it('else the size of the text decides, either way', () => {
    expect(usage({ input: 1900, input_cached_tokens: 1800, output: 1, total: 3701 }, words(1500))).toMatchObject({ inputTokens: 1900, note: false })
    expect(usage({ input: 1900, input_cached_tokens: 1800, output: 1, total: 3701 }, words(3000))).toMatchObject({ inputTokens: 3700, note: false })
  })
  it('else it is unknown, and says so', () => {
    expect(usage({ input: 17_903, input_cached_tokens: 17_817, output: 5, total: 35_725 })).toEqual({ outputTokens: 5, note: true })
    expect(usage({ input: 1900, input_cached_tokens: 1800, output: 1 }, [{ role: 'user', content: [{ type: 'text', text: words(1500) }, { type: 'image_url', image_url: { url: 'https://x.example/a.png' } }] }])).toEqual({ outputTokens: 1, note: true })
  })
  it('reasoning beside the output, or inside it', () => {
    expect(usage({ input: 10, output: 1, output_reasoning: 300 })).toMatchObject({ outputTokens: 301, reasoningOutputTokens: 300 })
    expect(usage({ input: 10, output: 301, output_reasoning_tokens: 300, total: 311 })).toMatchObject({ outputTokens: 301, reasoningOutputTokens: 300 })
  })
})
