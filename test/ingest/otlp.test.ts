import { describe, expect, it } from 'vitest'
import type { ParsedRecord } from '../../src/domain/call.js'
import type { JsonValue } from '../../src/domain/json.js'
import { ADAPTERS } from '../../src/ingest/index.js'
import { parseItem } from '../../src/ingest/parse-record.js'
import { createSettler } from '../../src/ingest/settle.js'
import { logOf, logsOf, parent, spanOf, tracesOf } from './otlp-builder.js'
import { fixture, recordsOf } from './workspace.js'

function read(...lines: readonly JsonValue[]): readonly ParsedRecord[] {
  const settler = createSettler(ADAPTERS)
  const direct = lines.flatMap((value, at) => parseItem({ line: at + 1, value }, 'x').flatMap((one): readonly ParsedRecord[] => {
    if (one.kind !== 'deferred') return [one]
    settler.add(one)
    return []
  }))
  return [...direct, ...settler.settle()]
}

const words = (records: readonly ParsedRecord[]): readonly string[] => records.map((record) => (record.kind === 'call' ? record.call.output.text || 'call' : record.reason))

const chat = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.usage.input_tokens': 10, 'gen_ai.usage.output_tokens': 2 }
const told = { 'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"Hi"}]}]', 'gen_ai.output.messages': '[{"role":"assistant","parts":[{"type":"text","content":"Hello"}],"finish_reason":"stop"}]' }

it('reads its logs', async () => {
  const records = await recordsOf(fixture('otlp.jsonl'))
  expect(words(records)).toEqual(['duplicate', 'not-a-call', 'In stock.', 'Four', 'no-text'])
  expect(records[2]).toMatchObject({ call: { format: 'otlp-genai', latencyMs: 1250, startedAt: '2026-05-04T10:00:00.000Z', usage: { inputTokens: 90, cacheReadInputTokens: 64, outputTokens: 12 }, output: { finishReason: 'stop' }, request: { messages: [{ role: 'system', parts: [{ text: 'Sell shoes.' }] }, { role: 'user' }] }, metadata: { service: 'shop', environment: 'prod' } } })
  expect(records[3]).toMatchObject({ call: { usage: { inputTokens: 9, outputTokens: 1 }, metadata: { plan: 'free' } } })
  expect(records[4]).toMatchObject({ traffic: { requestModel: 'gpt-4o', usage: { inputTokens: 9, outputTokens: 1 } } })
  expect(words(await recordsOf(fixture('otlp-vercel.jsonl')))).toEqual(['duplicate', 'red, blue, green'])
  expect(words(await recordsOf(fixture('otlp-openinference.jsonl')))).toEqual(['not-a-call', '7', 'redacted'])
})

describe('OpenTelemetry', () => {
  it('keeps times to the nanosecond digits that no number holds', () => {
    const [record] = read(tracesOf(spanOf('a', { ...chat, ...told }, { startTimeUnixNano: '1777888800123456789', endTimeUnixNano: '1777888800124456789' })))
    expect(record).toMatchObject({ call: { latencyMs: 1, startedAt: '2026-05-04T10:00:00.123Z' } })
  })
  it('reads structured messages, tool calls and their results, images, and the system instructions once', () => {
    const [record] = read(tracesOf(spanOf('a', {
      ...chat,
      'gen_ai.system_instructions': [{ type: 'text', content: 'Be brief' }],
      'gen_ai.input.messages': [
        { role: 'system', parts: [{ type: 'text', content: 'Be brief' }] },
        { role: 'user', parts: [{ type: 'text', content: 'What is it?' }, { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'iVBORw0KGgoAAAANSUhEUg==' }, { type: 'uri', modality: 'image', uri: 'https://x.example/a.png' }] },
        { role: 'assistant', parts: [{ type: 'tool_call', id: 't1', name: 'look', arguments: { at: 1 } }] },
        { role: 'tool', parts: [{ type: 'tool_call_response', id: 't1', response: { seen: 'cat' } }] },
      ],
      'gen_ai.output.messages': [{ role: 'assistant', parts: [{ type: 'reasoning', content: 'hm' }, { type: 'text', content: 'A cat' }], finish_reason: 'stop' }],
      'gen_ai.tool.definitions': [{ type: 'function', name: 'look', parameters: { type: 'object' } }],
    })))
    expect(record).toMatchObject({ call: { output: { text: 'A cat' }, request: { tools: [{ name: 'look', parameters: { type: 'object' } }] } } })
    expect(record?.kind === 'call' ? record.call.request.messages : []).toEqual([
      { role: 'system', parts: [{ type: 'text', text: 'Be brief' }] },
      { role: 'user', parts: [{ type: 'text', text: 'What is it?' }, { type: 'image', url: 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==' }, { type: 'image', url: 'https://x.example/a.png' }] },
      { role: 'assistant', parts: [{ type: 'tool_call', id: 't1', name: 'look', arguments: '{"at":1}' }] },
      { role: 'tool', parts: [{ type: 'tool_result', toolCallId: 't1', text: '{"seen":"cat"}' }] },
    ])
  })
  it('reads message events of the span', () => {
    const event = (name: string, attributes: Record<string, JsonValue>): JsonValue => ({ name, attributes: Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: value } })) })
    const [record] = read(tracesOf(spanOf('a', chat, { events: [event('gen_ai.system.message', { content: 'S' }), event('gen_ai.user.message', { content: 'U' }), event('gen_ai.choice', { index: '0', message: '{"role":"assistant","content":"C"}', finish_reason: 'stop' })] })))
    expect(record).toMatchObject({ call: { output: { text: 'C', finishReason: 'stop' }, request: { messages: [{ role: 'system' }, { role: 'user', parts: [{ text: 'U' }] }] } } })
  })
  it('finds the messages of a span in log records, in whatever order the files come', () => {
    const span = tracesOf(spanOf('a', chat))
    const messages = logsOf(logOf('a', 'gen_ai.choice', { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'C' } }, {}, 9), logOf('a', 'gen_ai.user.message', { content: 'U' }, {}, 2), logOf('a', 'gen_ai.system.message', { content: 'S' }, {}, 1))
    const details = logsOf(logOf('a', 'gen_ai.client.inference.operation.details', {}, { ...chat, 'gen_ai.input.messages': [{ role: 'user', parts: [{ type: 'text', content: 'U' }] }], 'gen_ai.output.messages': [{ role: 'assistant', parts: [{ type: 'text', content: 'C' }] }] }))
    for (const lines of [[span, messages], [messages, span], [span, details], [details, span]]) {
      const records = read(...lines)
      expect(words(records)).toEqual(['C'])
      expect(records[0]).toMatchObject({ call: { usage: { inputTokens: 10 }, latencyMs: 1250 } })
      expect(records[0]?.kind === 'call' ? records[0].call.request.messages.at(-1) : undefined).toEqual({ role: 'user', parts: [{ type: 'text', text: 'U' }] })
    }
    expect(words(read(messages))).toEqual(['context-missing'])
    expect(words(read(details))).toEqual(['C'])
    expect(words(read(details, tracesOf(spanOf('a', { ...chat, ...told }))))).toEqual(['Hello', 'duplicate'])
  })
  it('knows the older and the other names of token counts, and never a cache larger than its input', () => {
    const usageOf = (attributes: Record<string, JsonValue>) => { const [record] = read(tracesOf(spanOf('a', { 'gen_ai.request.model': 'm', ...told, ...attributes }))); return record?.kind === 'call' ? record.call.usage : record }
    expect(usageOf({ 'gen_ai.usage.prompt_tokens': 9, 'gen_ai.usage.completion_tokens': 3 })).toEqual({ inputTokens: 9, outputTokens: 3 })
    for (const key of ['cache_read_tokens', 'cache_read_input_tokens', 'cache_read.input_tokens']) expect(usageOf({ 'gen_ai.usage.input_tokens': 9, [`gen_ai.usage.${key}`]: 4 })).toEqual({ inputTokens: 9, cacheReadInputTokens: 4 })
    expect(usageOf({ 'gen_ai.usage.input_tokens': 9, 'gen_ai.usage.output_tokens': 3, 'gen_ai.usage.cache_read.input_tokens': 100 })).toEqual({ outputTokens: 3 })
  })
  it('counts model calls alone', () => {
    const operations = ['execute_tool', 'embeddings', 'create_agent', 'invoke_agent', 'invoke_workflow', 'retrieval']
    expect(words(read(tracesOf(...operations.map((name, at) => spanOf(String(at), { ...chat, ...told, 'gen_ai.operation.name': name })))))).toEqual(['not-a-call', 'not-a-call', 'not-a-call', 'duplicate', 'duplicate', 'not-a-call'])
  })
  it('a model span within a model span is one call', () => {
    expect(words(read(tracesOf(spanOf('a', { ...chat, ...told }), spanOf('b', { ...chat, ...told }, parent('a')))))).toEqual(['duplicate', 'Hello'])
  })
  it('failures do not quote their message', () => {
    expect(read(tracesOf(spanOf('a', { ...chat, ...told, 'error.type': 'timeout' }, { status: { code: 2, message: 'prompt was: secret' } })))).toMatchObject([{ reason: 'error', detail: 'the span ended with an error (timeout)' }])
  })
})

describe('spans written alone', () => {
  it.each<[string, JsonValue]>([
    ['by a console exporter of Python', { name: 'chat', context: { trace_id: '0xaa', span_id: '0xbb' }, parent_id: null, start_time: '2026-05-04T10:00:00.000000Z', end_time: '2026-05-04T10:00:01.250000Z', status: { status_code: 'OK' }, attributes: { ...chat, ...told }, events: [], resource: { attributes: { 'service.name': 'shop' } } }],
    ['by Phoenix, nested', { name: 'x', context: { trace_id: 'aa', span_id: 'bb' }, span_kind: 'LLM', start_time: '2026-05-04T10:00:00+00:00', end_time: '2026-05-04T10:00:01.25+00:00', status_code: 'OK', attributes: { openinference: { span: { kind: 'LLM' } }, llm: { model_name: 'gpt-4o', input_messages: [{ message: { role: 'user', content: 'Hi' } }], output_messages: [{ message: { role: 'assistant', content: 'Hello' } }], token_count: { prompt: 10, completion: 2 } } } }],
    ['by Phoenix, as columns', { name: 'x', 'context.trace_id': 'aa', 'context.span_id': 'bb', span_kind: 'LLM', start_time: '2026-05-04T10:00:00+00:00', end_time: '2026-05-04T10:00:01.25+00:00', status_code: 'OK', 'attributes.llm.model_name': 'gpt-4o', 'attributes.llm.input_messages': [{ 'message.role': 'user', 'message.content': 'Hi' }], 'attributes.llm.output_messages': [{ 'message.role': 'assistant', 'message.content': 'Hello' }], 'attributes.llm.token_count.prompt': 10, 'attributes.llm.token_count.completion': 2 }],
  ])('%s', (_, record) => {
    expect(read(record)).toMatchObject([{ call: { id: 'bb', requestModel: 'gpt-4o', latencyMs: 1250, usage: { inputTokens: 10, outputTokens: 2 }, output: { text: 'Hello' }, request: { messages: [{ role: 'user', parts: [{ text: 'Hi' }] }] } } }])
  })
})

describe('Vercel AI SDK', () => {
  const inner = { 'ai.operationId': 'ai.generateText.doGenerate', 'ai.model.id': 'm', 'ai.model.provider': 'openai.chat', 'ai.prompt.messages': '[{"role":"user","content":[{"type":"text","text":"Hi"}]}]', 'ai.response.text': 'Hello', 'ai.response.finishReason': 'stop' }
  const outer = { 'ai.operationId': 'ai.generateText', 'ai.model.id': 'm', 'ai.prompt': '{"system":"S","prompt":"Hi"}', 'ai.response.text': 'Outer', 'ai.usage.promptTokens': 8, 'ai.usage.completionTokens': 1 }
  const usageOf = (attributes: Record<string, JsonValue>) => { const [record] = read(tracesOf(spanOf('b', { ...inner, ...attributes }))); return record?.kind === 'call' ? record.call.usage : record }

  it('counts the inner span, in one record or over several, and the outer one where it is alone', () => {
    const [a, b] = [spanOf('a', outer), spanOf('b', inner, parent('a'))]
    expect(words(read(tracesOf(a, b)))).toEqual(['duplicate', 'Hello'])
    expect(words(read(tracesOf(b), tracesOf(a)))).toEqual(['Hello', 'duplicate'])
    expect(words(read(tracesOf(a), tracesOf(b)))).toEqual(['duplicate', 'Hello'])
    expect(read(tracesOf(a))).toMatchObject([{ call: { output: { text: 'Outer' }, usage: { inputTokens: 8 }, request: { messages: [{ role: 'system' }, { role: 'user', parts: [{ text: 'Hi' }] }] } } }])
    expect(words(read(tracesOf(spanOf('c', { 'ai.operationId': 'ai.toolCall' }), spanOf('d', { 'ai.operationId': 'ai.embed.doEmbed' }))))).toEqual(['not-a-call', 'not-a-call'])
  })
  it('reads the counts of each version', () => {
    expect(usageOf({ 'ai.usage.promptTokens': 8, 'ai.usage.completionTokens': 1 })).toEqual({ inputTokens: 8, outputTokens: 1 })
    expect(usageOf({ 'ai.usage.inputTokens': 80, 'ai.usage.outputTokens': 5, 'ai.usage.cachedInputTokens': 64, 'ai.usage.reasoningTokens': 4 })).toEqual({ inputTokens: 80, outputTokens: 5, cacheReadInputTokens: 64, reasoningOutputTokens: 4 })
  })
  it('the cache is in the input from version 6 on, and before it for all but Anthropic and Bedrock', () => {
    const anthropic = { 'ai.model.provider': 'anthropic.messages', 'ai.usage.inputTokens': 10, 'ai.usage.outputTokens': 1, 'ai.usage.cachedInputTokens': 90 }
    expect(usageOf(anthropic)).toEqual({ inputTokens: 100, outputTokens: 1, cacheReadInputTokens: 90 })
    expect(usageOf({ ...anthropic, 'ai.response.providerMetadata': '{"anthropic":{"cacheCreationInputTokens":20}}' })).toEqual({ inputTokens: 120, outputTokens: 1, cacheReadInputTokens: 90, cacheWriteInputTokens: 20 })
    expect(usageOf({ ...anthropic, 'ai.usage.inputTokens': 100, 'ai.usage.inputTokenDetails.cacheReadTokens': 90, 'ai.usage.inputTokenDetails.cacheWriteTokens': 5, 'ai.usage.inputTokenDetails.noCacheTokens': 5 })).toEqual({ inputTokens: 100, outputTokens: 1, cacheReadInputTokens: 90, cacheWriteInputTokens: 5 })
    expect(usageOf({ ...anthropic, 'ai.model.provider': 'openai.chat' })).toEqual({ outputTokens: 1 })
  })
  it('reads tool calls and results, objects, and the task that the application names', () => {
    const [record] = read(tracesOf(spanOf('b', {
      ...inner, 'ai.telemetry.functionId': 'weather', 'ai.telemetry.metadata.tier': 'pro', 'ai.response.text': '', 'ai.response.finishReason': 'tool-calls', 'ai.response.msToFirstChunk': 12.5,
      'ai.prompt.messages': JSON.stringify([{ role: 'system', content: 'S' }, { role: 'user', content: [{ type: 'text', text: 'W?' }] }, { role: 'assistant', content: [{ type: 'reasoning', text: 'x' }, { type: 'tool-call', toolCallId: 't1', toolName: 'w', input: { c: 1 } }] }, { role: 'tool', content: [{ type: 'tool-result', toolCallId: 't1', toolName: 'w', output: { type: 'text', value: 'rain' } }] }]),
      'ai.prompt.tools': ['{"type":"function","name":"w","inputSchema":{"type":"object"}}'], 'ai.prompt.toolChoice': '{"type":"auto"}', 'ai.response.toolCalls': '[{"toolCallId":"t2","toolName":"w","input":"{\\"c\\":2}"}]',
    })))
    expect(record).toMatchObject({ call: { timeToFirstTokenMs: 12.5, metadata: { function_id: 'weather', tier: 'pro' }, output: { text: '', toolCalls: [{ name: 'w', arguments: '{"c":2}' }], finishReason: 'tool_calls' }, request: { toolChoice: 'auto', tools: [{ name: 'w', parameters: { type: 'object' } }] } } })
    expect(record?.kind === 'call' ? record.call.request.messages.slice(2) : []).toEqual([{ role: 'assistant', parts: [{ type: 'tool_call', id: 't1', name: 'w', arguments: '{"c":1}' }] }, { role: 'tool', parts: [{ type: 'tool_result', toolCallId: 't1', text: 'rain' }] }])
    expect(read(tracesOf(spanOf('b', { ...inner, 'ai.response.text': '', 'ai.response.object': '{"a":1}' })))).toMatchObject([{ call: { output: { text: '{"a":1}' } } }])
  })
  it('says which half was not recorded', () => {
    const { 'ai.prompt.messages': _, ...answered } = inner
    expect(words(read(tracesOf(spanOf('b', answered))))).toEqual(['no-prompt'])
    expect(words(read(tracesOf(spanOf('b', { 'ai.operationId': 'ai.generateText.doGenerate', 'ai.model.id': 'm', 'ai.usage.promptTokens': 8 }))))).toEqual(['no-text'])
  })
})

it('reads the flattened attributes of OpenInference', () => {
  const [record] = read(tracesOf(spanOf('a', {
    'openinference.span.kind': 'LLM', 'gen_ai.request.model': 'ignored', 'llm.model_name': 'm-1', 'llm.provider': 'anthropic', 'llm.invocation_parameters': '{"model":"m","max_tokens":9}', 'llm.cost.total': 0.5,
    'llm.input_messages.10.message.role': 'user', 'llm.input_messages.10.message.content': 'last',
    'llm.input_messages.2.message.role': 'user', 'llm.input_messages.2.message.contents.0.message_content.type': 'text', 'llm.input_messages.2.message.contents.0.message_content.text': 'first', 'llm.input_messages.2.message.contents.1.message_content.type': 'image', 'llm.input_messages.2.message.contents.1.message_content.image.image.url': 'https://x.example/a.png',
    'llm.output_messages.0.message.role': 'assistant', 'llm.output_messages.0.message.tool_calls.0.tool_call.function.name': 'f', 'llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments': '{"a":1}',
    'llm.tools.0.tool.json_schema': '{"name":"f","input_schema":{"type":"object"}}', 'llm.token_count.prompt': 50, 'llm.token_count.completion': 9, 'llm.token_count.prompt_details.cache_read': 40, 'llm.token_count.completion_details.reasoning': 3,
  })))
  expect(record).toMatchObject({ call: { format: 'otlp-openinference', requestModel: 'm', responseModel: 'm-1', provider: 'anthropic', costUsd: 0.5, usage: { inputTokens: 50, cacheReadInputTokens: 40, outputTokens: 9, reasoningOutputTokens: 3 }, output: { toolCalls: [{ name: 'f', arguments: '{"a":1}' }] }, request: { maxOutputTokens: 9, tools: [{ name: 'f' }], messages: [{ parts: [{ text: 'first' }, { type: 'image' }] }, { parts: [{ text: 'last' }] }] } } })
})

it('keeps what users said of an answer, as an attribute or as the result of an evaluation, and no other attributes', () => {
  const evaluation = (name: string, value: JsonValue) => ({ timeUnixNano: '1', name: 'gen_ai.evaluation.result', attributes: [{ key: 'gen_ai.evaluation.name', value: { stringValue: name } }, { key: 'gen_ai.evaluation.score.value', value }] })
  const [record] = read(tracesOf(spanOf('a', { ...chat, ...told, 'app.user_feedback': 'down', 'app.corrected_answer': 'Hello there', 'app.secret': 'x', 'gen_ai.request.temperature': 1 }, { events: [evaluation('user_rating', { doubleValue: 4 }), evaluation('toxicity', { doubleValue: 0.1 })] })))
  expect(record?.kind === 'call' ? record.call.metadata : undefined).toEqual({ service: 'shop', user_feedback: 'down', corrected_answer: 'Hello there', user_rating: 4 })
})
