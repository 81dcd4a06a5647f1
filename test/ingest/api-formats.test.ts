import { describe, expect, it } from 'vitest'
import type { LlmCall, ParsedRecord, Traffic } from '../../src/domain/call.js'
import { callFrom, fixture, recordsOf, workspace } from './workspace.js'

/** What the records of a log became, by their order: calls by id, the rest by reason. */
async function read(...names: readonly string[]): Promise<{ records: readonly ParsedRecord[]; calls: readonly LlmCall[]; outline: readonly string[]; traffic: readonly Traffic[] }> {
  const records = await recordsOf(...names.map(fixture))
  return {
    records,
    calls: records.flatMap((record) => (record.kind === 'call' ? [record.call] : [])),
    outline: records.map((record) => (record.kind === 'call' ? record.call.id : record.reason)),
    traffic: records.flatMap((record) => (record.kind === 'excluded' && record.traffic ? [record.traffic] : [])),
  }
}

const text = (role: string, value: string) => ({ role, parts: [{ type: 'text', text: value }] })

describe('Responses', () => {
  it('become calls; what only the provider has is missing, and kept for cost', async () => {
    const { calls, outline, traffic, records } = await read('openai-responses.jsonl')
    expect(outline).toEqual(['resp_a1', 'resp_b1', 'resp_s1', 'context-missing', 'unknown-format', 'resp_a2', 'context-missing'])
    expect(calls[0]).toMatchObject({
      serviceTier: 'flex', latencyMs: 1500, usage: { inputTokens: 90, cacheReadInputTokens: 64, outputTokens: 40, reasoningOutputTokens: 32 }, metadata: { feature: 'atlas' },
      request: { messages: [text('system', 'Name the river.'), text('user', 'Through Cologne?')], responseFormat: { type: 'json_schema', name: 'river', strict: true }, reasoningEffort: 'low', maxOutputTokens: 200 },
      output: { text: '{"name":"Rhine"}', toolCalls: [], finishReason: 'stop' },
    })
    expect(traffic.map((one) => one.usage.inputTokens)).toEqual([90, 90, 90])
    expect(records.find((record) => record.kind === 'excluded' && record.reason === 'unknown-format')).toMatchObject({ detail: expect.stringContaining('tool') })
  })
  it('keep items, flat tools and images; calls in a row are one message', async () => {
    const { calls } = await read('openai-responses.jsonl')
    expect(calls[1]?.request).toEqual({
      messages: [
        text('system', 'Use the tools.'),
        { role: 'user', parts: [{ type: 'text', text: 'Sum it' }, { type: 'image', url: 'data:image/png;base64,AAAA', detail: 'low' }] },
        { role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'add', arguments: '{"a":1}' }, { type: 'tool_call', id: 'c2', name: 'add', arguments: '{"a":2}' }] },
        { role: 'tool', parts: [{ type: 'tool_result', toolCallId: 'c1', text: '1' }] },
        { role: 'tool', parts: [{ type: 'tool_result', toolCallId: 'c2', text: '2' }] },
      ],
      tools: [{ name: 'add', description: 'adds', parameters: { type: 'object' }, strict: true }], toolChoice: { name: 'add' },
    })
    expect(calls[1]?.output).toEqual({ text: '', toolCalls: [{ name: 'add', arguments: '{"a":3}' }], finishReason: 'tool_calls' })
    expect(calls[2]?.output).toEqual({ text: 'Yes, ve', toolCalls: [], finishReason: 'length' })
  })
  it('that go on from an earlier one get its turns, not its instructions', async () => {
    const { calls } = await read('openai-responses.jsonl')
    expect(calls.at(-1)?.request.messages).toEqual([text('system', 'Name the country.'), text('user', 'Through Cologne?'), text('assistant', '{"name":"Rhine"}'), text('user', 'And its source?')])
  })
  it('are linked over files, whatever the order, and never in a circle', async () => {
    await using space = await workspace()
    const turn = (id: string, input: string, previous?: string) => JSON.stringify({ request: { model: 'm', input, ...(previous && { previous_response_id: previous }) }, response: { id, object: 'response', status: 'completed', model: 'm', output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: `to ${input}` }] }] } })
    const later = await space.write('a.jsonl', [turn('r3', 'three', 'r2'), turn('r2', 'two', 'r1'), turn('x', 'loop', 'y'), turn('y', 'loop', 'x')].join('\n'))
    const first = await space.write('b.jsonl', turn('r1', 'one'))
    const records = await recordsOf(later, first)
    const third = records.flatMap((record) => (record.kind === 'call' && record.call.id === 'r3' ? [record.call] : []))[0]
    expect(third?.request.messages.map(({ parts }) => (parts[0]?.type === 'text' ? parts[0].text : ''))).toEqual(['one', 'to one', 'two', 'to two', 'three'])
    expect(records.map((record) => (record.kind === 'call' ? record.call.id : record.reason)).toSorted()).toEqual(['context-missing', 'context-missing', 'r1', 'r2', 'r3'])
  })
  it('are refused beyond 500 turns, since each holds all before it', async () => {
    await using space = await workspace()
    const turn = (n: number) => JSON.stringify({ request: { model: 'm', input: `q${n}`, ...(n > 0 && { previous_response_id: `r${n - 1}` }) }, response: { id: `r${n}`, object: 'response', status: 'completed', model: 'm', output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'a' }] }] } })
    const records = await recordsOf(await space.write('long.jsonl', Array.from({ length: 503 }, (_, n) => turn(n)).join('\n')))
    expect(records.filter(({ kind }) => kind === 'call')).toHaveLength(501)
    expect(records.flatMap((record) => (record.kind === 'excluded' ? [`${record.reason}: ${record.detail}`] : []))).toEqual(Array(2).fill('context-missing: the request goes on from more than 500 earlier responses'))
  })
})

describe('batches of OpenAI', () => {
  it('are joined by custom id in any order, at the price of a batch', async () => {
    const { calls, outline, traffic } = await read('openai-batch.jsonl')
    expect(outline).toEqual(['not-a-call', 'batch_req_1', 'batch_req_2', 'error', 'no-output', 'context-missing'])
    expect(calls[0]).toMatchObject({ serviceTier: 'batch', requestModel: 'gpt-5-mini', request: { messages: [text('system', 'German.'), text('user', 'no')] }, output: { text: 'Nein' } })
    expect(calls[1]).toMatchObject({ serviceTier: 'batch', request: { messages: [text('system', 'Name the colour.'), text('user', 'Sky?')] }, usage: { inputTokens: 20, outputTokens: 3 } })
    expect(calls[1]?.latencyMs).toBeUndefined()
    expect(traffic).toMatchObject([{ serviceTier: 'batch', requestModel: 'gpt-4o-mini-2024-07-18', usage: { inputTokens: 20, outputTokens: 3 } }])
  })
  it('that share a custom id for different requests are not guessed at', async () => {
    await using space = await workspace()
    const line = (content: string) => JSON.stringify({ custom_id: 'same', method: 'POST', url: '/v1/chat/completions', body: { model: 'm', messages: [{ role: 'user', content }] } })
    const answer = JSON.stringify({ id: 'b', custom_id: 'same', response: { status_code: 200, body: { object: 'chat.completion', model: 'm', choices: [{ index: 0, message: { content: 'A' }, finish_reason: 'stop' }], usage: { prompt_tokens: 1, completion_tokens: 1 } } }, error: null })
    const outcomes = await recordsOf(await space.write('in1.jsonl', line('one')), await space.write('in2.jsonl', line('two')), await space.write('out.jsonl', answer))
    expect(outcomes.map((record) => (record.kind === 'call' ? 'call' : record.reason))).toEqual(['context-missing', 'context-missing', 'context-missing'])
    const twice = await recordsOf(await space.write('in1.jsonl', line('one')), await space.write('in2.jsonl', line('one')), await space.write('out.jsonl', answer))
    expect(twice.map((record) => (record.kind === 'call' ? 'call' : record.reason))).toEqual(['call', 'duplicate'])
  })
})

it('batches of Anthropic are joined, at the price of a batch, cache counted into the input', async () => {
  const { calls, outline, traffic } = await read('anthropic-batch.jsonl')
  expect(outline).toEqual(['msg_e1', 'error', 'context-missing', 'error'])
  expect(calls[0]).toMatchObject({ provider: 'anthropic', serviceTier: 'batch', requestModel: 'claude-haiku-4-5', request: { messages: [text('system', 'One word.'), text('user', 'Opposite of up?')] }, output: { text: 'down' }, usage: { inputTokens: 40, outputTokens: 2, cacheReadInputTokens: 30 } })
  expect(traffic).toMatchObject([{ serviceTier: 'batch', usage: { inputTokens: 40 } }])
})

it('stored completions get their messages, in order', async () => {
  const { calls, outline, traffic } = await read('openai-stored.jsonl')
  expect(outline).toEqual(['chatcmpl-st1', 'context-missing'])
  expect(calls[0]).toMatchObject({ request: { messages: [text('system', 'Add.'), text('user', '4+5')], temperature: 0 }, output: { text: '9' }, metadata: { feature: 'sums' } })
  expect(traffic).toHaveLength(1)
})

it('fine-tuning data: the last answer that is trained on, the preferred of a pair, without a model', async () => {
  const { calls, outline } = await read('fine-tune.jsonl')
  expect(calls.map(({ output, requestModel, usage }) => [output.text, requestModel, usage])).toEqual([['hat', 'unknown', {}], ['log', 'unknown', {}], ['fun', 'unknown', {}], ['bee', 'gpt-4o', {}]])
  expect(calls[0]?.request.messages).toEqual([text('system', 'Rhyme.'), text('user', 'cat')])
  expect(calls[1]?.request.messages).toHaveLength(3)
  expect(outline.at(-1)).toBe('no-output')
})

describe('Gemini', () => {
  it('counts thoughts into the output, reads tools, schema and media', async () => {
    const { calls, outline, traffic } = await read('gemini.jsonl')
    expect(calls).toHaveLength(3)
    expect(outline.at(-1)).toBe('context-missing')
    expect(traffic[0]?.usage).toEqual({ inputTokens: 900, cacheReadInputTokens: 890, outputTokens: 1 })
    expect(calls[0]).toMatchObject({ id: 'g1', requestModel: 'gemini-2.5-flash', usage: { inputTokens: 100, cacheReadInputTokens: 60, outputTokens: 35, reasoningOutputTokens: 25 }, output: { text: '{"a":[1]}', finishReason: 'stop' } })
    expect(calls[0]?.request).toEqual({
      messages: [
        text('system', 'Be short.'),
        { role: 'user', parts: [{ type: 'text', text: 'Look' }, { type: 'image', url: 'data:image/png;base64,AAAA' }] },
        { role: 'assistant', parts: [{ type: 'tool_call', id: 'find', name: 'find', arguments: '{"q":"fox"}' }] },
        { role: 'tool', parts: [{ type: 'tool_result', toolCallId: 'find', text: 'a fox' }] },
      ],
      tools: [{ name: 'find', description: 'finds', parameters: { type: 'object', properties: { q: { type: ['string', 'null'] } } } }],
      toolChoice: { name: 'find' }, temperature: 0.2, maxOutputTokens: 99, stop: ['END'],
      responseFormat: { type: 'json_schema', name: 'answer', schema: { type: 'object', properties: { a: { type: 'array', items: { type: 'integer' } } } } },
    })
    expect(calls[1]).toMatchObject({ output: { text: 'Hello', finishReason: 'length' }, usage: { inputTokens: 2, outputTokens: 2 } })
    expect(calls[2]?.output).toEqual({ text: '', toolCalls: [], finishReason: 'content_filter' })
  })
})

it('Ollama: nanoseconds, options, images, streams; a context of tokens is missing context', async () => {
  const { calls, outline } = await read('ollama.jsonl')
  expect(outline.slice(3)).toEqual(['context-missing', 'truncated'])
  expect(calls[0]).toMatchObject({ latencyMs: 1500, timeToFirstTokenMs: 400, usage: { inputTokens: 12, outputTokens: 6 }, request: { temperature: 0, maxOutputTokens: 50, topK: 5, responseFormat: { type: 'json_object' }, messages: [text('system', 'Kind.'), { role: 'user', parts: [{ type: 'image', url: 'data:image/png;base64,AAAA' }, { type: 'text', text: 'Seen?' }] }] } })
  expect(calls[1]).toMatchObject({ output: { text: 'hi', finishReason: 'length' }, usage: { outputTokens: 2 }, latencyMs: 2, request: { messages: [text('system', 'Short.'), text('user', 'Say hi')] } })
  expect(calls[1]?.usage.inputTokens).toBeUndefined()
  expect(calls[2]?.output).toEqual({ text: '', toolCalls: [{ name: 'w', arguments: '{"city":"Bonn"}' }], finishReason: 'tool_calls' })
})

it('an answer that is JSON Lines itself is text, not a stream', () => {
  const answer = '{"a":1}\n{"b":\n'
  expect(callFrom({ request: { model: 'm', messages: [{ role: 'user', content: 'Hi' }] }, response: answer }).output.text).toBe(answer)
})
