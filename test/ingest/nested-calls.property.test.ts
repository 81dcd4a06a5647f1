import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ParsedRecord } from '../../src/domain/call.js'
import type { JsonObject, JsonValue } from '../../src/domain/json.js'
import { logOf, logsOf, parent, spanOf, tracesOf } from './otlp-builder.js'
import { readLog as read } from './variants/variant.js'

/** What counts, without its place in the log. */
const counted = (records: readonly ParsedRecord[]): readonly string[] => records.flatMap((record) => (record.kind === 'call' ? [`call ${record.call.id} ${record.call.usage.inputTokens}`] : record.traffic ? [`traffic ${record.traffic.usage.inputTokens}`] : [])).toSorted()
const ids = (records: readonly ParsedRecord[]): readonly string[] => records.flatMap((record) => (record.kind === 'call' ? [record.call.id.slice(0, 1)] : []))
const reasons = (records: readonly ParsedRecord[]): readonly string[] => records.flatMap((record) => (record.kind === 'excluded' ? [record.reason] : []))

const usage = { 'gen_ai.usage.input_tokens': 10, 'gen_ai.usage.output_tokens': 2 }
const bare = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o' }
const texts = { 'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"Hi"}]}]', 'gen_ai.output.messages': '[{"role":"assistant","parts":[{"type":"text","content":"Hello"}],"finish_reason":"stop"}]' }
const chat = { ...bare, ...usage, ...texts }
const answered = { ...chat, 'gen_ai.response.model': 'gpt-4o-2024-08-06' }
const inference = { 'openinference.span.kind': 'LLM', 'llm.model_name': 'gpt-4o', 'llm.token_count.prompt': 10, 'llm.token_count.completion': 2, 'llm.input_messages.0.message.role': 'user', 'llm.input_messages.0.message.content': 'Hi', 'llm.output_messages.0.message.role': 'assistant', 'llm.output_messages.0.message.content': 'Hello' }
const failed = { status: { code: 2 } }

/** In one record, on lines of their own child first and parent first: always the same. */
function everyWay(...spans: readonly JsonValue[]): readonly string[] {
  const ways = [[tracesOf(...spans)], spans.map((span) => tracesOf(span)), spans.toReversed().map((span) => tracesOf(span))].map(read)
  const [first] = ways
  for (const way of ways) {
    expect(counted(way)).toEqual(counted(first ?? []))
    expect(way).toHaveLength(spans.length)
  }
  return ids(first ?? [])
}

describe('spans of one call in one another', () => {
  it('count once, the inner of equals, whatever library wrote either', () => {
    expect(everyWay(spanOf('a', chat), spanOf('b', chat, parent('a')))).toEqual(['b'])
    expect(everyWay(spanOf('a', inference), spanOf('b', answered, parent('a')))).toEqual(['b'])
    expect(everyWay(spanOf('a', chat), spanOf('b', inference, parent('a')), spanOf('c', answered, parent('b')))).toEqual(['c'])
  })
  it('keep the one that says more', () => {
    expect(everyWay(spanOf('a', chat), spanOf('b', { ...bare, ...usage }, parent('a')))).toEqual(['a'])
    expect(everyWay(spanOf('a', chat), spanOf('b', { ...bare, ...texts }, parent('a')))).toEqual(['a'])
    expect(everyWay(spanOf('a', chat), spanOf('b', { ...chat, 'gen_ai.response.model': 'gpt-4o-2024-08-06' }, parent('a')))).toEqual(['b'])
  })
  it('around several calls are their sum, agents never a call, siblings always calls', () => {
    expect(everyWay(spanOf('a', { ...chat, 'gen_ai.response.model': 'm', 'gen_ai.usage.input_tokens': 20 }), spanOf('b', chat, parent('a')), spanOf('c', chat, parent('a')))).toEqual(['b', 'c'])
    expect(everyWay(spanOf('a', { ...chat, 'gen_ai.operation.name': 'invoke_agent' }), spanOf('b', chat, parent('a')), spanOf('c', chat, parent('a')))).toEqual(['b', 'c'])
    expect(everyWay(spanOf('b', chat, parent('a')), spanOf('c', chat, parent('a')))).toEqual(['b', 'c'])
  })
  it('a try that failed takes nothing from the call around it', () => {
    expect(everyWay(spanOf('a', chat), spanOf('b', chat, { ...parent('a'), ...failed }))).toEqual(['a'])
    expect(everyWay(spanOf('a', chat), spanOf('b', chat, { ...parent('a'), ...failed }), spanOf('c', chat, parent('a')))).toEqual(['c'])
    expect(reasons(read([tracesOf(spanOf('a', chat, failed)), tracesOf(spanOf('b', chat, { ...parent('a'), ...failed }))]))).toEqual(['error', 'error'])
  })
  it('a span that is written twice counts once, and ids that run in a ring lose nothing', () => {
    expect(ids(read([tracesOf(spanOf('a', chat)), tracesOf(spanOf('a', chat))]))).toEqual(['a'])
    expect(everyWay(spanOf('a', chat, parent('b')), spanOf('b', chat, parent('a')))).toHaveLength(1)
    expect(everyWay(spanOf('a', chat, parent('a')))).toEqual(['a'])
  })
  it('give the same calls and sums in any order of lines', () => {
    const span = fc.record({ parent: fc.nat({ max: 9 }), has: fc.subarray(['texts', 'usage', 'model', 'failed'] as const), tokens: fc.nat({ max: 99 }) })
    fc.assert(fc.property(fc.array(span, { minLength: 1, maxLength: 9 }).chain((spans) => fc.record({
      spans: fc.constant(spans),
      order: fc.shuffledSubarray(spans.map((_, at) => at), { minLength: spans.length, maxLength: spans.length }),
    })), ({ spans, order }) => {
      const lines = spans.map(({ parent: of, has, tokens }, at) => tracesOf(spanOf(String(at), {
        ...bare,
        ...(has.includes('texts') && texts),
        ...(has.includes('usage') && { ...usage, 'gen_ai.usage.input_tokens': tokens }),
        ...(has.includes('model') && { 'gen_ai.response.model': 'm' }),
      }, { ...(of < 9 && parent(String(of))), ...(has.includes('failed') && failed) })))
      const [straight, shuffled] = [read(lines), read(order.flatMap((at) => lines[at] ?? []))]
      expect(counted(shuffled)).toEqual(counted(straight))
      expect(reasons(shuffled).toSorted()).toEqual(reasons(straight).toSorted())
      expect(straight).toHaveLength(spans.length)
    }))
  })
})

it('generations of Langfuse in one another count once', () => {
  const generation = (id: string, parentObservationId: string | null): JsonObject => ({ id, traceId: 't', type: 'GENERATION', startTime: '2026-05-04T10:00:00Z', endTime: '2026-05-04T10:00:01Z', parentObservationId, providedModelName: 'gpt-4o', usageDetails: { input: 10, output: 2, total: 12 }, input: [{ role: 'user', content: 'Hi' }], output: { role: 'assistant', content: 'Hello' } })
  const [outer, inner] = [generation('a', 'chain'), generation('b', 'a')]
  for (const lines of [[outer, inner], [inner, outer]]) expect(counted(read(lines))).toEqual(['call b 10'])
  expect(ids(read([generation('a', 'chain'), generation('b', 'chain')]))).toEqual(['a', 'b'])
  expect(ids(read([generation('a', null), { ...generation('b', 'a'), traceId: 'u' }]))).toEqual(['a', 'b'])
})

it('a request that a session file of Claude Code and its telemetry tell of counts once, in either order', () => {
  const session = { type: 'assistant', uuid: 'u', sessionId: 's', requestId: 'req_1', timestamp: '2026-05-04T10:00:00Z', message: { id: 'msg_1', model: 'claude-sonnet-4-5', usage: { input_tokens: 10, output_tokens: 2 } } }
  const telemetry = (more: JsonObject): JsonValue => logsOf(logOf('', 'claude_code.api_request', '', { model: 'claude-sonnet-4-5', duration_ms: 900, input_tokens: 10, output_tokens: 2, cost_usd: 0.5, ...more } as Record<string, JsonValue>))
  const known = telemetry({ request_id: 'req_1' })
  for (const lines of [[session, known], [known, session], [known, session, session, known]]) {
    const records = read(lines)
    expect(counted(records)).toEqual(['traffic 10'])
    expect(records).toHaveLength(lines.length)
    expect(records.find((record) => record.kind === 'excluded' && record.traffic)).toMatchObject({ format: 'agent-session', traffic: { costUsd: 0.5 } })
  }
  expect(counted(read([known]))).toEqual(['traffic 10'])
  expect(counted(read([session, telemetry({ request_id: 'req_2' })]))).toHaveLength(2)
  expect(read([telemetry({})])).toMatchObject([{ reason: 'no-text', detail: expect.stringContaining('would count twice') as string }])
})
