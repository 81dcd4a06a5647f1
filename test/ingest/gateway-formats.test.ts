import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { LlmCall, ParsedRecord } from '../../src/domain/call.js'
import { ingest } from '../../src/ingest/index.js'
import { failureOf, fixture, recordsOf, workspace } from './workspace.js'

async function read(name: string): Promise<{ calls: readonly LlmCall[]; outline: readonly string[]; left: readonly Extract<ParsedRecord, { kind: 'excluded' }>[] }> {
  const records = await recordsOf(fixture(name))
  return {
    calls: records.flatMap((record) => (record.kind === 'call' ? [record.call] : [])),
    outline: records.map((record) => (record.kind === 'call' ? record.call.id : record.reason)),
    left: records.filter((record) => record.kind === 'excluded'),
  }
}

const text = (role: string, value: string) => ({ role, parts: [{ type: 'text', text: value }] })

describe('Bedrock', () => {
  it('reads the bodies of each family; its counts leave the cache out', async () => {
    const { calls, outline } = await read('bedrock.jsonl')
    expect(outline).toEqual(['b1', 'b2', 'b3', 'b4', 'b5', 'context-missing', 'no-text', 'error', 'not-a-call'])
    expect(calls[0]).toMatchObject({
      provider: 'aws', requestModel: 'eu.amazon.nova-lite-v1:0', latencyMs: 333, metadata: { team: 'maps', operation: 'Converse' },
      usage: { inputTokens: 147, cacheReadInputTokens: 100, cacheWriteInputTokens: 7, outputTokens: 3 }, output: { text: 'Bonn.', finishReason: 'stop' },
    })
    expect(calls[0]?.request).toEqual({
      messages: [
        text('system', 'Tersely.'), { role: 'user', parts: [{ type: 'text', text: 'Map?' }, { type: 'image', url: 'data:image/png;base64,AAAA' }] },
        { role: 'assistant', parts: [{ type: 'tool_call', id: 't1', name: 'zoom', arguments: '{"x":1}' }] }, { role: 'tool', parts: [{ type: 'tool_result', toolCallId: 't1', text: '{"ok":true}' }] },
      ],
      tools: [{ name: 'zoom', parameters: { type: 'object' } }], toolChoice: 'required', maxOutputTokens: 50, temperature: 0,
    })
    expect(calls[1]).toMatchObject({ latencyMs: 450, timeToFirstTokenMs: 120, output: { text: 'Hey' }, usage: { inputTokens: 5, outputTokens: 2 }, request: { messages: [text('system', 'S'), text('user', 'Hi')] } })
    expect(calls[2]).toMatchObject({ output: { text: 'Four', finishReason: 'stop' }, request: { messages: [text('user', 'Two plus two?')], maxOutputTokens: 5 } })
    expect(calls[3]).toMatchObject({ output: { text: 'two' }, request: { messages: [text('system', 'Count.'), text('user', 'After one?')] } })
    expect(calls[4]).toMatchObject({ output: { text: 'Hey' }, latencyMs: 200, requestModel: 'arn:aws:bedrock:eu-west-1:000000000000:application-inference-profile/p1q2' })
  })
  it('takes large bodies from the files beside the log that it names, and leaves the call without text where one is not there', async () => {
    await using space = await workspace()
    await mkdir(join(space.directory, 'data'))
    const record = (id: string, more: object = {}) => JSON.stringify({
      schemaType: 'ModelInvocationLog', timestamp: '2026-04-01T09:00:00Z', requestId: id, operation: 'Converse', modelId: 'amazon.nova-pro-v1:0',
      input: { inputTokenCount: 50_000, inputBodyS3Path: `s3://some-bucket/AWSLogs/x/data/${id}_input.json.gz`, ...more }, output: { outputTokenCount: 8, outputBodyS3Path: `s3://some-bucket/AWSLogs/x/data/${id}_output.json` },
    })
    const answer = JSON.stringify({ output: { message: { role: 'assistant', content: [{ text: 'Rhine' }] } }, stopReason: 'end_turn' })
    const question = gzipSync(JSON.stringify({ messages: [{ role: 'user', content: [{ text: 'Bonn?' }] }] }))
    await space.write('data/a_input.json.gz', question)
    await space.write('data/a_output.json', answer)
    await space.write('b_input.json.gz', question)
    await space.write('b_output.json', answer)
    await space.write('data/d_input.json.gz', question.subarray(0, 20))
    await space.write('data/d_output.json', answer)
    const log = await space.write('log.jsonl', [record('a'), record('b'), record('c'), record('d'), record('e', { inputBodyS3Path: 's3://x/../data/..' })].join('\n'))
    const records = await recordsOf(log)
    expect(records.map((one) => (one.kind === 'call' ? one.call.id : one.reason))).toEqual(['a', 'b', 'context-missing', 'context-missing', 'context-missing'])
    expect(records[0]).toMatchObject({ call: { request: { messages: [text('user', 'Bonn?')] }, output: { text: 'Rhine' }, usage: { inputTokens: 50_000, outputTokens: 8 } } })
    expect(records[2]).toMatchObject({ traffic: { usage: { inputTokens: 50_000, outputTokens: 8 } } })
    const all = await recordsOf(space.directory)
    expect(all.filter((one) => one.kind === 'call')).toHaveLength(2)
    expect(all.filter((one) => one.kind === 'excluded' && one.reason === 'not-a-call')).toHaveLength(4)
  })
  it('keeps the counts of what lies elsewhere or was not written', async () => {
    const { left } = await read('bedrock.jsonl')
    expect(left.map(({ traffic }) => traffic?.usage)).toEqual([{ inputTokens: 50000, outputTokens: 80 }, { inputTokens: 12, outputTokens: 8 }, undefined, undefined])
    expect(left[0]?.detail).toContain('b6_input.json.gz')
  })
})

describe('LiteLLM', () => {
  it('spend logs: the prompt of the request, inclusive counts, no key and no address in the metadata', async () => {
    const { calls, outline, left } = await read('litellm-spend.jsonl')
    expect(outline).toEqual(['l1', 'l2', 'cached', 'error', 'no-text', 'truncated', 'redacted', 'not-a-call', 'l9'])
    expect(calls[0]).toMatchObject({ provider: 'openai', requestModel: 'gpt-4o-mini', costUsd: 0.002, latencyMs: 2000, timeToFirstTokenMs: 500, tags: ['feature:reply'], usage: { inputTokens: 100, cacheReadInputTokens: 64, outputTokens: 10, reasoningOutputTokens: 4 }, request: { messages: [text('system', 'Reply.'), text('user', 'Hello')] } })
    expect(JSON.stringify(calls[0]?.metadata)).not.toMatch(/hash-of-a-key|10\.0\.0\.1/)
    // A trace is no conversation.
    expect(calls[0]?.conversationId).toBeUndefined()
    expect(calls[1]).toMatchObject({ requestModel: 'anthropic/claude-haiku-4-5', usage: { inputTokens: 100, cacheReadInputTokens: 80, cacheWriteInputTokens: 5 }, request: { messages: [text('system', 'Sys'), text('user', 'Hi')] }, output: { text: 'Yo' } })
    // More from the cache than there was input: the convention is another one, so the input is unknown.
    expect(calls[2]?.usage).toEqual({ outputTokens: 10 })
    expect(left.map(({ traffic }) => traffic?.costUsd)).toEqual([undefined, undefined, 0.002, 0.002, 0.002, undefined])
  })
  it('standard payload: the latency is the end minus the start, tools and formats are parameters', async () => {
    const { calls, outline, left } = await read('litellm-standard.jsonl')
    expect(outline).toEqual(['s1', 's2', 'redacted', 'cached', 'error', 'truncated', 'no-text', 's8'])
    expect(calls[0]).toMatchObject({ latencyMs: 3500, timeToFirstTokenMs: 400, costUsd: 0.004, request: { messages: [text('system', 'Be exact.'), text('user', 'Time?')], temperature: 0, tools: [{ name: 'clock' }], responseFormat: { type: 'json_object' } } })
    expect(left.map(({ traffic }) => traffic?.costUsd)).toEqual([0.004, undefined, undefined, 0.004, 0.004])
    expect(calls[1]?.timeToFirstTokenMs).toBeUndefined()
    expect(calls[1]?.request.messages).toEqual([text('user', 'Just a text')])
    expect(calls[2]).toMatchObject({ output: { text: 'A' }, request: { messages: [text('user', 'Q')] } })
  })
})

it('OpenRouter: no text, so cost and tokens only; cancelled calls cost nothing', async () => {
  const { outline, left } = await read('openrouter.csv')
  expect(outline).toEqual(['no-text', 'no-text', 'error'])
  expect(left[0]?.traffic).toEqual({ provider: 'openrouter', requestModel: 'anthropic/claude-4.5-haiku-20251001', usage: { inputTokens: 900, outputTokens: 60, cacheReadInputTokens: 512, reasoningOutputTokens: 0 }, costUsd: 0.0012, latencyMs: 1200, timeToFirstTokenMs: 300, startedAt: '2026-02-01T10:00:00.250Z' })
  expect(left[1]?.traffic?.costUsd).toBe(0.0004)
  await using space = await workspace()
  const generation = { data: { id: 'gen-9', total_cost: 0.0005, model: 'openai/gpt-4o-mini', created_at: '2026-02-01T10:00:00Z', latency: 300, generation_time: 900, tokens_prompt: 1, tokens_completion: 1, native_tokens_prompt: 700, native_tokens_completion: 40, native_tokens_cached: 100, is_byok: false } }
  const daily = { date: '2026-02-01', model: 'x', model_permaslug: 'x/y', usage: 3, requests: 900, prompt_tokens: 5 }
  const [one, day] = await recordsOf(await space.write('g.jsonl', `${JSON.stringify(generation)}\n${JSON.stringify(daily)}`))
  expect(one).toMatchObject({ reason: 'no-text', traffic: { usage: { inputTokens: 700, outputTokens: 40, cacheReadInputTokens: 100 }, costUsd: 0.0005, latencyMs: 900 } })
  expect(day).toMatchObject({ reason: 'not-a-call' })
})

it('a log without any text says so, and what to do', async () => {
  const error = await failureOf(ingest([fixture('openrouter.csv')]))
  expect(error.code).toBe('input-no-usable-call')
  expect(error.message).toContain('2 no-text')
})

it('Portkey: cents, and metadata in two lists', async () => {
  const { calls, outline, left } = await read('portkey.jsonl')
  expect(outline).toEqual(['p1', 'no-text', 'cached', 'error', 'p5'])
  expect(calls[0]).toMatchObject({ costUsd: 0.0005, latencyMs: 640, provider: 'openai', metadata: { team: 'ops', env: 'prod' }, usage: { inputTokens: 20, outputTokens: 3 }, request: { messages: [text('system', 'Sort.'), text('user', 'b a')] } })
  expect(left[0]?.traffic).toMatchObject({ costUsd: 0.0005, usage: { inputTokens: 20, outputTokens: 3 } })
  expect(calls[1]?.costUsd).toBeUndefined()
})

it('Cloudflare: encrypted bodies are left out, logs without bodies kept for cost', async () => {
  const { calls, outline, left } = await read('cloudflare.jsonl')
  expect(outline).toEqual(['chatcmpl-c1', 'redacted', 'cached', 'no-text', 'error'])
  expect(calls[0]).toMatchObject({ provider: 'openai', metadata: { team: 'x' }, output: { text: 'Hey' }, usage: { inputTokens: 20, outputTokens: 3 } })
  expect(left[0]?.detail).toContain('private key')
  expect(left[2]?.traffic).toEqual({ provider: 'openai', requestModel: 'gpt-4o-mini', usage: { inputTokens: 500, outputTokens: 20 }, costUsd: 0.0003, latencyMs: 900, startedAt: '2026-01-02T03:04:05.000Z' })
})

describe('Azure', () => {
  it('API Management: bodies over several rows, counts once, gaps are cuts', async () => {
    const { calls, outline, left } = await read('azure-apim.jsonl')
    expect(outline).toEqual(['k1', 'k2', 'truncated', 'truncated', 'no-text'])
    for (const call of calls) expect(call).toMatchObject({ provider: 'azure', requestModel: 'gpt-4o-2024-08-06', usage: { inputTokens: 15, outputTokens: 2 }, request: { messages: [text('system', 'Spell.'), text('user', 'cta')] } })
    expect(calls.map(({ output }) => output.text)).toEqual(['cat', 'act'])
    expect(left.every(({ traffic }) => traffic?.usage.inputTokens === 15)).toBe(true)
  })
  it('diagnostics: never a text', async () => {
    const { outline, left } = await read('azure-diagnostics.jsonl')
    expect(outline).toEqual(['no-text', 'no-text', 'error', 'not-a-call'])
    expect(left.map(({ traffic }) => traffic?.usage)).toEqual([undefined, { inputTokens: 40, outputTokens: 5 }, undefined, undefined])
  })
})

it('Vertex: columns of JSON, JSON as text, and lists of payloads', async () => {
  const { calls, outline } = await read('vertex.jsonl')
  expect(outline).toEqual(['1', '2', '3', 'error', 'not-a-call'])
  for (const call of calls) expect(call).toMatchObject({ provider: 'google', requestModel: 'gemini-2.5-flash', metadata: { team: 'x' }, usage: { inputTokens: 7, outputTokens: 5, reasoningOutputTokens: 4 }, request: { messages: [text('system', 'Wave.'), text('user', 'Hi')] } })
  expect(calls.map(({ latencyMs }) => latencyMs)).toEqual([512.5, 90, 512.5])
})
