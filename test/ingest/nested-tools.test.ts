import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readTable } from '../../src/digest/read-table.js'
import type { ParsedRecord } from '../../src/domain/call.js'
import type { JsonObject, JsonValue } from '../../src/domain/json.js'
import { parent as insideOf, spanOf, tracesOf } from './otlp-builder.js'
import { readLog } from './variants/variant.js'
import { recordsOf, workspace } from './workspace.js'

/** One span as every tool below can write it. */
interface Span {
  readonly id: string
  readonly parent?: string
  readonly trace?: string
  /** A model call when absent. */
  readonly kind?: 'tool'
  readonly ask?: string
  readonly answer?: string
  readonly tokens?: readonly [input: number, output: number]
  readonly isTextless?: boolean
  readonly isUncounted?: boolean
  readonly isFailed?: boolean
}
type Write = (span: Span) => JsonObject

const json = (value: JsonValue): string => JSON.stringify(value)
const asked = ({ ask = 'Peru' }: Span): JsonValue => [{ role: 'user', content: ask }]
const answered = ({ answer = 'Lima is the capital of Peru' }: Span): JsonObject => ({ role: 'assistant', content: answer })
const completion = (span: Span): JsonObject => ({ id: `c-${span.id}`, object: 'chat.completion', model: 'gpt-4o', choices: [{ index: 0, finish_reason: 'stop', message: answered(span) }] })
const countOf = ({ tokens = [40, 8], isUncounted }: Span): readonly [number, number] | undefined => (isUncounted === true ? undefined : tokens)
const [AT, END] = ['2026-05-04T10:00:00.000Z', '2026-05-04T10:00:01.000Z']

/** What each tool writes, as its own exporter names the fields. */
const TOOLS: Readonly<Record<string, Write>> = {
  LangSmith: (span) => ({
    id: span.id, trace_id: span.trace ?? 't', parent_run_id: span.parent ?? null, run_type: span.kind ?? 'llm', name: 'ChatOpenAI', start_time: AT, end_time: END, error: span.isFailed === true ? 'Timeout' : null,
    inputs: span.isTextless === true ? {} : { model: 'gpt-4o', messages: asked(span) }, outputs: span.isTextless === true ? {} : completion(span), extra: { invocation_params: { model: 'gpt-4o' } },
    prompt_tokens: countOf(span)?.[0] ?? 0, completion_tokens: countOf(span)?.[1] ?? 0, total_tokens: countOf(span)?.reduce((a, b) => a + b) ?? 0,
  }),
  'Datadog, its export': (span) => ({ id: `d-${span.id}`, type: 'span', attributes: { ...datadog(span), span_kind: span.kind ?? 'llm', input: span.isTextless === true ? {} : { messages: asked(span) }, output: span.isTextless === true ? {} : { messages: [answered(span)] }, model_name: 'gpt-4o', ml_app: 'app' } }),
  'Datadog, its intake': (span) => ({ ...datadog(span), meta: { kind: span.kind ?? 'llm', model_name: 'gpt-4o', input: span.isTextless === true ? {} : { messages: asked(span) }, output: span.isTextless === true ? {} : { messages: [answered(span)] } } }),
  Opik: (span) => ({
    id: span.id, trace_id: span.trace ?? 't', parent_span_id: span.parent ?? null, type: span.kind ?? 'llm', name: 'chat', start_time: AT, end_time: END, model: 'gpt-4o', provider: 'openai', error_info: span.isFailed === true ? { exception_type: 'Timeout' } : null,
    input: span.isTextless === true ? null : { messages: asked(span) }, output: span.isTextless === true ? null : completion(span), usage: countOf(span) === undefined ? null : { prompt_tokens: countOf(span)?.[0], completion_tokens: countOf(span)?.[1] },
  }),
  Braintrust: (span) => ({
    id: `row-${span.id}`, created: AT, span_id: span.id, root_span_id: span.trace ?? 't', span_parents: span.parent === undefined ? null : [span.parent], span_attributes: { name: 'Chat Completion', type: span.kind ?? 'llm' }, error: span.isFailed === true ? 'Timeout' : null,
    input: span.isTextless === true ? null : asked(span), output: span.isTextless === true ? null : [{ index: 0, finish_reason: 'stop', message: answered(span) }], metadata: { model: 'gpt-4o' }, metrics: { start: 1777888800, end: 1777888801, ...(countOf(span) && { prompt_tokens: countOf(span)?.[0], completion_tokens: countOf(span)?.[1] }) },
  }),
  MLflow: (span) => ({ info: { trace_id: span.trace ?? 't', state: 'OK' }, data: { spans: [{
    span_id: span.id, parent_span_id: span.parent ?? null, name: 'x', start_time_unix_nano: '1777888800000000000', end_time_unix_nano: '1777888801000000000', status: { code: span.isFailed === true ? 'STATUS_CODE_ERROR' : 'STATUS_CODE_OK' },
    attributes: { 'mlflow.spanType': json(span.kind === 'tool' ? 'TOOL' : span.parent === undefined ? 'LLM' : 'CHAT_MODEL'), ...(span.isTextless !== true && { 'mlflow.spanInputs': json({ model: 'gpt-4o', messages: asked(span) }), 'mlflow.spanOutputs': json(completion(span)) }), ...(countOf(span) && { 'mlflow.chat.tokenUsage': json({ input_tokens: countOf(span)?.[0], output_tokens: countOf(span)?.[1] }) }) },
  }] } }),
  Weave: (span) => ({
    id: span.id, trace_id: span.trace ?? 't', parent_id: span.parent ?? null, op_name: `weave:///e/p/op/${span.kind === 'tool' ? 'look_up' : span.parent === undefined ? 'litellm.completion' : 'openai.chat.completions.create'}:h`, started_at: AT, ended_at: END, exception: span.isFailed === true ? 'Traceback' : null,
    inputs: span.isTextless === true ? {} : { model: 'gpt-4o', messages: asked(span) }, output: span.isTextless === true ? null : completion(span), summary: { ...(countOf(span) && { usage: { 'gpt-4o': { prompt_tokens: countOf(span)?.[0], completion_tokens: countOf(span)?.[1], requests: 1 } } }) },
  }),
  PostHog: (span) => ({ uuid: `u-${span.id}`, event: span.kind === 'tool' ? '$ai_span' : '$ai_generation', timestamp: END, distinct_id: 'd', properties: {
    $ai_trace_id: span.trace ?? 't', $ai_span_id: span.id, $ai_parent_id: span.parent ?? span.trace ?? 't', $ai_model: 'gpt-4o', $ai_provider: 'openai', $ai_input: span.isTextless === true ? null : asked(span), $ai_output_choices: span.isTextless === true ? null : [answered(span)], $ai_latency: 1,
    $ai_input_tokens: countOf(span)?.[0] ?? null, $ai_output_tokens: countOf(span)?.[1] ?? null, $ai_is_error: span.isFailed === true,
  } }),
  HoneyHive: (span) => ({
    event_id: span.id, session_id: span.trace ?? 't', parent_id: span.parent ?? span.trace ?? 't', event_type: span.kind ?? 'model', event_name: 'chat', start_time: 1777888800000, duration: 1000, config: { model: 'gpt-4o', provider: 'openai' }, error: span.isFailed === true ? 'Timeout' : null,
    inputs: span.isTextless === true ? {} : { chat_history: asked(span) }, outputs: span.isTextless === true ? {} : answered(span), metadata: { ...(countOf(span) && { prompt_tokens: countOf(span)?.[0], completion_tokens: countOf(span)?.[1] }) },
  }),
  Lunary: (span) => ({
    id: span.id, parentRunId: span.parent ?? null, type: span.kind ?? 'llm', name: 'gpt-4o', createdAt: AT, endedAt: END, status: span.isFailed === true ? 'error' : 'success', isPublic: false,
    input: span.isTextless === true ? null : asked(span), output: span.isTextless === true ? null : answered(span), tokens: countOf(span) === undefined ? null : { prompt: countOf(span)?.[0], completion: countOf(span)?.[1] },
  }),
  'the agents of OpenAI': (span) => ({ object: 'trace.span', id: span.id, trace_id: span.trace ?? 't', parent_id: span.parent ?? null, started_at: AT, ended_at: END, error: span.isFailed === true ? { message: 'Timeout' } : null, span_data: { type: span.kind === 'tool' ? 'function' : 'generation', model: 'gpt-4o', input: span.isTextless === true ? null : asked(span), output: span.isTextless === true ? null : [answered(span)], usage: countOf(span) === undefined ? null : { input_tokens: countOf(span)?.[0], output_tokens: countOf(span)?.[1] } } }),
  Langfuse: (span) => langfuse(span),
  'events of Langfuse': (span) => ({ id: `e-${span.id}`, timestamp: AT, type: span.kind === 'tool' ? 'span-create' : 'generation-create', body: { ...langfuse(span), model: 'gpt-4o' } }),
  Phoenix: (span) => ({
    'context.trace_id': span.trace ?? 't', 'context.span_id': span.id, parent_id: span.parent ?? null, name: 'x', span_kind: span.kind === 'tool' ? 'TOOL' : 'LLM', start_time: AT, end_time: END, status_code: span.isFailed === true ? 'ERROR' : 'OK', 'attributes.llm.model_name': 'gpt-4o',
    ...(span.isTextless !== true && { 'attributes.llm.input_messages': [{ 'message.role': 'user', 'message.content': span.ask ?? 'Peru' }], 'attributes.llm.output_messages': [{ 'message.role': 'assistant', 'message.content': answered(span)['content'] }] }),
    ...(countOf(span) && { 'attributes.llm.token_count.prompt': countOf(span)?.[0], 'attributes.llm.token_count.completion': countOf(span)?.[1] }),
  }),
  OpenTelemetry: (span) => tracesOf(spanOf(span.id, genAi(span), { ...(span.parent !== undefined && insideOf(span.parent)), ...(span.trace !== undefined && { traceId: span.trace }), ...(span.isFailed === true && { status: { code: 2 } }) })) as JsonObject,
  Sentry: (span) => ({ trace_id: span.trace ?? 't', span_id: span.id, parent_span_id: span.parent ?? null, op: span.kind === 'tool' ? 'gen_ai.execute_tool' : 'gen_ai.chat', start_timestamp: 1777888800, timestamp: 1777888801, status: span.isFailed === true ? 'internal_error' : 'ok', data: genAi(span) }),
  'Application Insights': (span) => ({ itemType: 'dependency', operation_Id: span.trace ?? 't', id: span.id, operation_ParentId: span.parent ?? span.trace ?? 't', name: 'chat', timestamp: AT, duration: 1000, success: span.isFailed === true ? 'False' : 'True', customDimensions: json(genAi(span)) }),
}

const datadog = (span: Span): JsonObject => ({ span_id: span.id, trace_id: span.trace ?? 't', parent_id: span.parent ?? 'undefined', name: 'openai.request', status: span.isFailed === true ? 'error' : 'ok', start_ns: 1777888800000000000, duration: 1000000000, metrics: { ...(countOf(span) && { input_tokens: countOf(span)?.[0], output_tokens: countOf(span)?.[1] }) } })
const langfuse = (span: Span): JsonObject => ({
  id: span.id, traceId: span.trace ?? 't', type: span.kind === 'tool' ? 'TOOL' : 'GENERATION', startTime: AT, endTime: END, parentObservationId: span.parent ?? null, providedModelName: 'gpt-4o', level: span.isFailed === true ? 'ERROR' : 'DEFAULT',
  usageDetails: countOf(span) === undefined ? {} : { input: countOf(span)?.[0], output: countOf(span)?.[1] }, input: span.isTextless === true ? null : asked(span), output: span.isTextless === true ? null : answered(span),
})
const genAi = (span: Span): Record<string, JsonValue> => ({
  'gen_ai.operation.name': span.kind === 'tool' ? 'execute_tool' : 'chat', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.response.model': 'gpt-4o',
  ...(span.isTextless !== true && { 'gen_ai.input.messages': json([{ role: 'user', parts: [{ type: 'text', content: span.ask ?? 'Peru' }] }]), 'gen_ai.output.messages': json([{ role: 'assistant', parts: [{ type: 'text', content: answered(span)['content'] }], finish_reason: 'stop' }]) }),
  ...(countOf(span) && { 'gen_ai.usage.input_tokens': countOf(span)?.[0] ?? 0, 'gen_ai.usage.output_tokens': countOf(span)?.[1] ?? 0 }),
})

/** Ids of spans are letters; some tools put something before or after them. */
const counted = (records: readonly ParsedRecord[]): readonly string[] => records.flatMap((record) => (record.kind === 'call' ? [`${record.call.id.replace(/^[a-z]+-/, '').slice(0, 1)} ${record.call.usage.inputTokens ?? '?'}`] : record.traffic ? [`traffic ${record.traffic.usage.inputTokens}`] : [])).toSorted()

/** On lines of their own, outer first and inner first, and far apart: always the same, and nothing is lost. */
function countedBy(write: Write, spans: readonly Span[]): readonly string[] {
  const lines = spans.map(write)
  const others = Array.from({ length: 20 }, (_, at): JsonObject => ({ prompt: `Question ${at}`, response: 'Yes', model: 'm', id: `plain-${at}` }))
  const [straight, reversed] = [readLog(lines), readLog(lines.toReversed())]
  expect(straight).toHaveLength(spans.length)
  expect(counted(reversed)).toEqual(counted(straight))
  const apart = readLog(lines.flatMap((line) => [line, ...others])).filter((record) => record.kind !== 'call' || record.call.format !== 'plain')
  expect(counted(apart)).toEqual(counted(straight))
  return counted(straight)
}

const OTHER = { ask: 'Which river runs through Cairo?', answer: 'The Nile', tokens: [900, 3] } as const

describe.each(Object.entries(TOOLS))('spans of %s that lie in one another', (_, write) => {
  const outcome = (...spans: readonly Span[]): readonly string[] => countedBy(write, spans)
  it('count once where they tell of one call, the inner of equals', () => {
    expect(outcome({ id: 'a' }, { id: 'b', parent: 'a' })).toEqual(['b 40'])
    expect(outcome({ id: 'a' }, { id: 'b', parent: 'a' }, { id: 'c', parent: 'b' })).toEqual(['c 40'])
    expect(outcome({ id: 'a', isUncounted: true, answer: 'LIMA IS the capital.' }, { id: 'b', parent: 'a' })).toEqual(['b 40'])
    expect(outcome({ id: 'a', tokens: [24, 8] }, { id: 'b', parent: 'a' })).toEqual(['b 40'])
  })
  it('count by the one that says more', () => {
    expect(outcome({ id: 'a' }, { id: 'b', parent: 'a', isTextless: true })).toEqual(['a 40'])
    expect(outcome({ id: 'a' }, { id: 'b', parent: 'a', isUncounted: true })).toEqual(['a 40'])
    expect(outcome({ id: 'a', isTextless: true }, { id: 'b', parent: 'a' })).toEqual(['b 40'])
  })
  it('count each call of an agent that calls itself a model, and no sum', () => {
    expect(outcome({ id: 'a', tokens: [100, 16] }, { id: 'b', parent: 'a', answer: 'Let me see' }, { id: 'c', parent: 'a', tokens: [60, 8] })).toEqual(['b 40', 'c 60'])
    expect(outcome({ id: 'a', tokens: [500, 90] }, { id: 'b', parent: 'a', answer: 'Let me see' }, { id: 'c', parent: 'a', tokens: [60, 8] })).toEqual(['b 40', 'c 60'])
    expect(outcome({ id: 'a', isTextless: true, isUncounted: true }, { id: 'b', parent: 'a' }, { id: 'c', parent: 'a' })).toEqual(['b 40', 'c 40'])
  })
  it('leave a try that failed for what it is', () => {
    expect(outcome({ id: 'a' }, { id: 'b', parent: 'a', isFailed: true })).toEqual(['a 40'])
    expect(outcome({ id: 'a' }, { id: 'b', parent: 'a', isFailed: true }, { id: 'c', parent: 'a' })).toEqual(['c 40'])
    expect(outcome({ id: 'a', isFailed: true }, { id: 'b', parent: 'a', isFailed: true })).toEqual([])
  })
  it('count each where they are different calls: beside one another, parted by a tool, or shown by answer and tokens', () => {
    expect(outcome({ id: 'b', parent: 'x' }, { id: 'c', parent: 'x' })).toEqual(['b 40', 'c 40'])
    expect(outcome({ id: 'a' }, { id: 'b', parent: 'a', kind: 'tool' }, { id: 'c', parent: 'b' })).toEqual(['a 40', 'c 40'])
    expect(outcome({ id: 'a' }, { id: 'b', parent: 'a', ...OTHER })).toEqual(['a 40', 'b 900'])
    expect(outcome({ id: 'a' }, { id: 'b', parent: 'a', ...OTHER }, { id: 'c', parent: 'a', ...OTHER, tokens: [70, 6] })).toEqual(['a 40', 'b 900', 'c 70'])
  })
  it('count once where only answer or only tokens differ', () => {
    expect(outcome({ id: 'a', answer: 'Something else' }, { id: 'b', parent: 'a' })).toEqual(['b 40'])
    expect(outcome({ id: 'a', tokens: [41, 9] }, { id: 'b', parent: 'a' })).toEqual(['b 40'])
  })
  it('count once where a span stands in the log twice', () => {
    expect(outcome({ id: 'a' }, { id: 'a' })).toEqual(['a 40'])
    expect(outcome({ id: 'a' }, { id: 'b', parent: 'a' }, { id: 'b', parent: 'a' })).toEqual(['b 40'])
  })
})

describe.each(['Datadog, its export', 'Opik', 'Braintrust', 'MLflow', 'Weave', 'PostHog', 'OpenTelemetry', 'Langfuse'])('spans of %s', (tool) => {
  it('lie in one another within a trace only', () => {
    expect(countedBy(TOOLS[tool] ?? (() => ({})), [{ id: 'a', trace: 't1' }, { id: 'b', parent: 'a', trace: 't2' }])).toEqual(['a 40', 'b 40'])
  })
})

it('runs of LangSmith without the parent’s id are placed by their path', () => {
  const run = (id: string, path: string): JsonObject => ({ ...TOOLS['LangSmith']?.({ id }), parent_run_id: null, dotted_order: path })
  const at = (id: string): string => `20260504T100000000000Z${id}`
  expect(counted(readLog([run('a', at('a')), run('b', `${at('a')}.${at('b')}`), run('c', `${at('x')}.${at('c')}`)]))).toEqual(['b 40', 'c 40'])
})

describe('the same log in every container', () => {
  const cell = (value: JsonValue | undefined): string => (value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value))
  const csvOf = (rows: readonly JsonObject[]): string => {
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
    return [columns, ...rows.map((row) => columns.map((column) => cell(row[column])))].map((line) => line.map((text) => `"${text.replaceAll('"', '""')}"`).join(',')).join('\n')
  }
  const spans: readonly Span[] = [{ id: 'b', parent: 'a' }, { id: 'd' }, { id: 'a' }, { id: 'c', parent: 'd', isTextless: true }, { id: 'e', parent: 'd', kind: 'tool' }, { id: 'f', parent: 'e' }]
  it.each(Object.entries(TOOLS))('of %s', async (tool, write) => {
    await using space = await workspace()
    const rows = spans.map(write)
    const lines = `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`
    const files = [
      await space.write('log.jsonl', lines), await space.write('log.jsonl.gz', gzipSync(lines)), await space.write('log.json', JSON.stringify(rows)),
      ...(/^(?:LangSmith|Opik|Braintrust|Weave|PostHog|Langfuse|Phoenix)$/.test(tool) ? [await space.write('log.csv', csvOf(rows))] : []),
    ]
    for (const file of files) expect([file.slice(-8), counted(await recordsOf(file))]).toEqual([file.slice(-8), ['b 40', 'd 40', 'f 40']])
    // Each span in a file of its own.
    expect(counted(await recordsOf(...await Promise.all(rows.map((row, at) => space.write(`part-${at}.jsonl`, JSON.stringify(row))))))).toEqual(['b 40', 'd 40', 'f 40'])
  })
  it.each([0, 1, 2])('by %d threads', async (workers) => {
    await using space = await workspace()
    const write = TOOLS['LangSmith'] ?? (() => ({}))
    const family = (at: number): readonly Span[] => [{ id: `b-${at}`, parent: `a-${at}` }, { id: `a-${at}` }]
    const pairs = Array.from({ length: 300 }, (_, at) => family(at))
    // All inner ones first: their outer ones come thousands of lines later.
    const rows = [...pairs.map(([inner]) => inner), ...pairs.map(([, outer]) => outer)].flatMap((span) => (span === undefined ? [] : [write(span)]))
    const file = await space.write('log.jsonl', `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`)
    const { table, input } = await readTable([file], { workers, workersFrom: 1, slotBytes: 4096 })
    expect(input).toMatchObject({ calls: 600, excluded: { duplicate: 300 }, formats: { langsmith: 300 } })
    expect(table.rows).toBe(300)
  }, 60_000)
})
