import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../src/domain/json.js'
import { callFrom, exclusionOf, fixture, recordsOf } from './workspace.js'

const pair = (request: Record<string, JsonValue> = {}, response: JsonValue = {}): Record<string, JsonValue> => ({
  request: { model: 'claude-haiku-4-5', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }], ...request },
  response: Array.isArray(response) || typeof response === 'string' ? response : { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-haiku-4-5-20251001', content: [{ type: 'text', text: 'Hello' }], stop_reason: 'end_turn', usage: { input_tokens: 3, output_tokens: 2 }, ...(response as object) },
})

describe('the fixture', () => {
  it('becomes calls in normal form', async () => {
    const file = fixture('anthropic-pairs.jsonl')
    const [first, second] = await recordsOf(file)
    expect(first).toEqual({
      kind: 'call',
      call: {
        id: 'msg_f1', source: { file, line: 1 }, format: 'anthropic-messages', requestModel: 'claude-haiku-4-5', responseModel: 'claude-haiku-4-5-20251001',
        request: { messages: [{ role: 'system', parts: [{ type: 'text', text: 'Answer in one word.' }] }, { role: 'user', parts: [{ type: 'text', text: 'Capital of Norway?' }] }], maxOutputTokens: 50 },
        output: { text: 'Oslo', toolCalls: [], finishReason: 'stop' },
        usage: { inputTokens: 115, outputTokens: 4, cacheReadInputTokens: 100, cacheWriteInputTokens: 5 },
        latencyMs: 900, startedAt: '2026-03-02T09:00:00.000Z', tags: [], metadata: { user_id: 'u_3' },
      },
    })
    expect(second).toMatchObject({
      kind: 'call',
      call: {
        request: {
          messages: [
            { role: 'user', parts: [{ type: 'image', url: 'data:image/png;base64,iVBORw0KGgo=' }, { type: 'text', text: 'What is this?' }] },
            { role: 'assistant', parts: [{ type: 'tool_call', id: 'toolu_1', name: 'lookup', arguments: '{"q":"logo"}' }] },
            { role: 'tool', parts: [{ type: 'tool_result', toolCallId: 'toolu_1', text: 'a fox' }] },
          ],
          tools: [{ name: 'lookup', parameters: { type: 'object', properties: { q: { type: 'string' } } } }],
          toolChoice: 'required',
        },
        output: { text: 'A fox.', toolCalls: [{ name: 'lookup', arguments: '{"q":"fox"}' }], finishReason: 'tool_calls' },
        usage: { inputTokens: 70, outputTokens: 21 },
      },
    })
  })
})

it.each([['end_turn', 'stop'], ['stop_sequence', 'stop'], ['max_tokens', 'length'], ['tool_use', 'tool_calls'], ['refusal', 'refusal'], ['pause_turn', 'other']])('stop reason %s is %s', (logged, expected) => {
  expect(callFrom(pair({}, { stop_reason: logged })).output.finishReason).toBe(expected)
})

it('leaves usage unknown where it is missing, and null caches out', () => {
  expect(callFrom(pair({}, { usage: null })).usage).toEqual({})
  expect(callFrom(pair({}, { usage: { input_tokens: 7, output_tokens: 1, cache_read_input_tokens: null } })).usage).toEqual({ inputTokens: 7, outputTokens: 1 })
})

it('puts results of tools before the words of the same turn', () => {
  const call = callFrom(pair({ messages: [{ role: 'user', content: [{ type: 'text', text: 'go on' }, { type: 'tool_result', tool_use_id: 't', is_error: true, content: [{ type: 'text', text: 'boom' }] }] }] }))
  expect(call.request.messages).toEqual([
    { role: 'tool', parts: [{ type: 'tool_result', toolCallId: 't', text: 'boom', isError: true }] },
    { role: 'user', parts: [{ type: 'text', text: 'go on' }] },
  ])
})

it('reads streams stored as text', () => {
  const text = 'event: message_start\ndata: {"type":"message_start","message":{"id":"m","model":"c","usage":{"input_tokens":4,"cache_read_input_tokens":6,"output_tokens":1}}}\n\nevent: content_block_start\ndata: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hey"}}\n\nevent: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":3}}\n\n'
  expect(callFrom(pair({}, text))).toMatchObject({ format: 'anthropic-messages', id: 'm', output: { text: 'Hey' }, usage: { inputTokens: 10, outputTokens: 3, cacheReadInputTokens: 6 } })
  expect(exclusionOf(pair({}, text.slice(0, text.indexOf('event: message_delta'))))).toMatch(/^truncated/)
})

it('excludes errors, within streams too, and what cannot be sent on', () => {
  expect(exclusionOf({ request: { model: 'c', system: 's', messages: [] }, response: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } } })).toBe('error: Overloaded')
  expect(exclusionOf(pair({}, [{ type: 'message_start', message: {} }, { type: 'error', error: { message: 'Overloaded' } }]))).toBe('error: Overloaded')
  expect(exclusionOf(pair({ tools: [{ type: 'web_search_20250305', name: 'web_search' }] }))).toMatch(/^unknown-format: .*provider/)
  expect(exclusionOf(pair({ messages: [{ role: 'user', content: [{ type: 'document', source: { type: 'file', file_id: 'f' } }] }] }))).toMatch(/^truncated/)
})
