import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../src/domain/json.js'
import { readRecords } from '../../src/ingest/index.js'
import { statedCount } from '../../src/ingest/read/number.js'
import { anthropicUsage, geminiUsage, inclusiveUsage, openaiUsage } from '../../src/ingest/read/usage.js'
import { bucketUsage } from '../../src/ingest/transcript/bucket-usage.js'
import { callFrom, chatPair, exclusionOf } from './workspace.js'

const NO_TEXT: readonly JsonValue[] = [null, 42, true, { value: 'Hi' }, ['Hi']]
const claude = (changes: Record<string, JsonValue>): JsonValue => ({
  request: { model: 'claude-sonnet-4-5', max_tokens: 10, messages: [{ role: 'user', content: 'Hi' }], ...changes },
  response: { id: 'm', type: 'message', role: 'assistant', model: 'claude-sonnet-4-5', content: [{ type: 'text', text: 'Hello' }], stop_reason: 'end_turn', usage: { input_tokens: 8, output_tokens: 2 } },
})
const gemini = (parts: JsonValue): JsonValue => ({ request: { model: 'gemini-2.5-flash', systemInstruction: { parts: [{ text: 'Be brief' }] }, contents: [{ role: 'user', parts }] }, response: { candidates: [{ content: { role: 'model', parts: [{ text: 'Hello' }] }, finishReason: 'STOP' }] } })

describe('a part that holds no text where it should', () => {
  it.each(NO_TEXT)('refuses the call: %j', (text) => {
    const system = { role: 'system', content: 'Be brief' }
    expect(exclusionOf(chatPair({ request: { messages: [system, { role: 'user', content: [{ type: 'text', text }] }] } }))).toMatch(/^unknown-format: a part/)
    expect(exclusionOf(chatPair({ message: { content: [{ type: 'text', text }] } }))).toMatch(/^unknown-format: a part/)
    expect(exclusionOf(claude({ system: [{ type: 'text', text }] }))).toMatch(/^unknown-format: a part/)
    expect(exclusionOf({ messages: [{ type: 'human', content: [{ type: 'text', text }] }], response: 'Hello', model: 'm' })).toMatch(/^unknown-format: a part/)
  })
  it('refuses what is neither a text nor a part, and takes a bare text for one', () => {
    expect(exclusionOf(chatPair({ request: { messages: [{ role: 'user', content: ['Hi', 7] }] } }))).toMatch(/^unknown-format: the content/)
    expect(exclusionOf(gemini([{ text: 'Hi' }, 7]))).toMatch(/^unknown-format: the content/)
    expect(callFrom(gemini(['Hi'])).request.messages.at(-1)?.parts).toEqual([{ type: 'text', text: 'Hi' }])
    expect(callFrom(claude({ messages: [{ role: 'user', content: ['Hi'] }] })).request.messages.at(-1)?.parts).toEqual([{ type: 'text', text: 'Hi' }])
  })
})

describe('a message that holds nothing', () => {
  const system = { role: 'system', content: 'Be brief' }
  it('refuses the call when the user should have said it, wherever the words may stand', () => {
    expect(exclusionOf(chatPair({ request: { messages: [system, { role: 'user', content: null }] } }))).toMatch(/^unknown-format: a message of the user holds nothing/)
    expect(exclusionOf(chatPair({ request: { messages: [system, { role: 'user', parts: [{ type: 'text', text: 'Hi' }] }] } }))).toMatch(/^unknown-format/)
    expect(exclusionOf(claude({ messages: [{ role: 'user', content: [] }] }))).toMatch(/^unknown-format/)
    expect(exclusionOf(gemini([]))).toMatch(/^unknown-format/)
  })
  it('is no reason where the assistant only called a tool, or said nothing', () => {
    const call = callFrom(chatPair({ request: { messages: [{ role: 'user', content: 'Hi' }, { role: 'assistant', content: null }, { role: 'user', content: 'Hello?' }] } }))
    expect(call.request.messages).toHaveLength(3)
  })
})

describe('a stream', () => {
  const stream = (...deltas: readonly JsonValue[]): string => deltas.map((delta, at) => `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', model: 'm', choices: [{ index: 0, delta, finish_reason: at === deltas.length - 1 ? 'stop' : null }] })}\n\n`).join('')
  const streamed = (...deltas: readonly JsonValue[]): JsonValue => ({ request: { model: 'm', messages: [{ role: 'user', content: 'Hi' }] }, response: stream(...deltas) })
  it('whose contents are lists is put together like one of texts', () => {
    expect(callFrom(streamed({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] }] }, { content: [{ type: 'text', text: 'Hel' }] }, { content: 'lo' })).output.text).toBe('Hello')
  })
  it('in which a content is something else is refused', () => {
    expect(exclusionOf(streamed({ content: 'Hel' }, { content: { text: 'lo' } }))).toMatch(/^unknown-format/)
  })
  it('that lacks the beginning of a block is cut', () => {
    const events = [{ type: 'message_start', message: { id: 'm', role: 'assistant', model: 'claude', content: [] } }, { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello' } }, { type: 'message_delta', delta: { stop_reason: 'end_turn' } }]
    expect(exclusionOf({ request: { model: 'claude', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] }, response: events })).toMatch(/^truncated/)
  })
})

describe('a count that is none', () => {
  it.each([-1, 1.5, 1e300, 'many', true, {}, []])('is told from one that is absent: %j', (value) => {
    expect(statedCount(value)).toBeNaN()
    expect(anthropicUsage({ input_tokens: 10, output_tokens: 8, cache_read_input_tokens: value })).toEqual({ outputTokens: 8 })
    expect(geminiUsage({ promptTokenCount: 40, candidatesTokenCount: 8, thoughtsTokenCount: value })).toEqual({ inputTokens: 40 })
    expect(openaiUsage({ prompt_tokens: 40, completion_tokens: 8, prompt_tokens_details: { cached_tokens: value } })).toEqual({ inputTokens: 40, outputTokens: 8 })
    expect(openaiUsage({ prompt_tokens: 40, completion_tokens: 8, total_tokens: 148, completion_tokens_details: { reasoning_tokens: value } })).toEqual({ inputTokens: 40 })
    expect(inclusiveUsage({ input: statedCount(value), output: 8, cacheRead: 4 })).toEqual({ outputTokens: 8 })
  })
  it.each([undefined, null, '', ' ', 'None', 'nan', 'NULL'])('is not what says nothing: %j', (value) => {
    expect(statedCount(value)).toBeUndefined()
  })
  it('leaves the whole unknown where the convention is not known', () => {
    const { usage, ambiguous } = bucketUsage({ input: 40, cacheRead: Number.NaN, output: 8, reasoning: Number.NaN }, { input: 40, output: 8 })
    expect(usage).toEqual({})
    expect(ambiguous).toBe(true)
  })
})

describe('costs', () => {
  it('of which one is none are unknown', async () => {
    const row = { generation_id: 'g', model_permaslug: 'openai/gpt-4o', tokens_prompt: 1, tokens_completion: 1, byok_usage_inference: 0 }
    expect(await callCost({ ...row, cost_total: 0.2 })).toBe(0.2)
    for (const cost_total of [-5, 1e300, [], 'much']) expect(await callCost({ ...row, cost_total })).toBeUndefined()
  })
  it('in another currency are unknown', () => {
    expect(callFrom({ prompt: 'Hi', response: 'Hello', model: 'm', cost: 2, currency: 'usd' }).costUsd).toBe(2)
    expect(callFrom({ prompt: 'Hi', response: 'Hello', model: 'm', cost: 2, currency: 'EUR' }).costUsd).toBeUndefined()
  })
})

async function outcomes(text: string): Promise<readonly string[]> {
  const all: string[] = []
  for await (const record of readRecords(['-'], { stdin: Readable.from([Buffer.from(text)]) })) all.push(record.kind === 'call' ? record.call.output.text : record.reason)
  return all
}

async function callCost(row: JsonValue): Promise<number | undefined> {
  for await (const record of readRecords(['-'], { stdin: Readable.from([Buffer.from(JSON.stringify(row))]) })) if (record.kind === 'excluded') return record.traffic?.costUsd
  return undefined
}

describe('a record', () => {
  it('over many lines with an empty list before its texts is not lost', async () => {
    expect(await outcomes(JSON.stringify({ name: 'x', events: [], prompt: 'Hi', response: 'Hello', model: 'm' }, undefined, 2))).toEqual(['Hello'])
  })
  it('in which nothing lies is counted', async () => {
    expect(await outcomes(`${JSON.stringify({ resourceSpans: [null] })}\n${JSON.stringify({ prompt: 'Hi', response: 'Hello', model: 'm' })}\n`)).toEqual(['not-a-call', 'Hello'])
  })
  it('that a query returned as cells is read, on a line and over many', async () => {
    const rows = { results: [[{ field: '@timestamp', value: '2026-05-04 10:00:00' }, { field: '@message', value: JSON.stringify({ prompt: 'Hi', response: 'Hello', model: 'm' }) }]] }
    for (const text of [JSON.stringify(rows), JSON.stringify(rows, undefined, 2)]) expect(await outcomes(text)).toEqual(['Hello'])
  })
})

describe('a row in capitals', () => {
  const upper = (row: Record<string, JsonValue>): Record<string, JsonValue> => Object.fromEntries(Object.entries(row).map(([key, value]) => [key.toUpperCase(), value]))
  const batch = { status: '', processed_time: '2026-05-04T10:00:00.123+00:00', request: { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] }, response: { modelVersion: 'gemini-2.5-flash', candidates: [{ content: { role: 'model', parts: [{ text: 'Hello' }] }, finishReason: 'STOP' }], usageMetadata: { promptTokenCount: 4, candidatesTokenCount: 2 } } }
  it('stays one of the tool that wrote it, with the price that it pays', () => {
    const [plain, capitals] = [callFrom(batch), callFrom({ ...upper(batch), day: '2026-05-04' })]
    expect(plain).toMatchObject({ format: 'gemini-batch', serviceTier: 'batch' })
    expect(capitals).toMatchObject({ format: 'gemini-batch', serviceTier: 'batch', usage: plain.usage })
  })
})
