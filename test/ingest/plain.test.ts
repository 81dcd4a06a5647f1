import { expect, it } from 'vitest'
import { callFrom, exclusionOf, failureOf, fixture, recordsOf, workspace } from './workspace.js'
import { ingest } from '../../src/ingest/index.js'

it('reads the fixture', async () => {
  const file = fixture('table.csv')
  const [first, second, third] = await recordsOf(file)
  expect(first).toEqual({
    kind: 'call',
    call: {
      id: 'r1', source: { file, line: 2 }, format: 'plain', requestModel: 'gpt-4o',
      request: { messages: [{ role: 'system', parts: [{ type: 'text', text: 'Translate to French.' }] }, { role: 'user', parts: [{ type: 'text', text: 'Good morning' }] }] },
      output: { text: 'Bonjour', toolCalls: [] },
      usage: { inputTokens: 1024, outputTokens: 3 }, costUsd: 0.0026, latencyMs: 640, startedAt: '2026-03-02T08:00:00.000Z',
      tags: [], metadata: { user: 'ana', expected: 'Bonjour' },
    },
  })
  expect(second).toMatchObject({ call: { latencyMs: 1200, usage: {}, output: { text: '5' }, request: { messages: [{ role: 'user' }, { role: 'assistant' }, { role: 'user', parts: [{ text: 'and +1?' }] }] } } })
  expect(second).not.toHaveProperty('call.costUsd')
  expect(third).toMatchObject({ call: { source: { line: 4 }, request: { messages: [{ parts: [{ text: 'Two lines,\nwith a "quote"' }] }] } } })
  expect(third).not.toHaveProperty('call.latencyMs')
})

it.each([
  [{ question: 'q', answer: 'a', engine: 'm' }], [{ Query: 'q', 'Generated Text': 'a', 'Model-Name': 'm' }],
  [{ user_input: 'q', completion: 'a', deployment: 'm' }], [{ instruction: 'q', output: 'a', model: 'm' }], [{ messages: [{ role: 'user', content: 'q' }], response: 'a', model: 'm' }],
])('knows columns by many names: %j', (row) => {
  expect(callFrom(row)).toMatchObject({ format: 'plain', requestModel: 'm', output: { text: 'a' }, request: { messages: [{ role: 'user', parts: [{ text: 'q' }] }] } })
})

it('leaves rows of a trace export alone, whose parents repeat their children, but not rows that only name a trace', () => {
  const row = { input: 'q', output: 'a', model: 'm' }
  expect(exclusionOf({ ...row, traceId: 't', parentObservationId: 'p' })).toMatch(/^unknown-format/)
  expect(exclusionOf({ ...row, trace_id: 't', start_time: '2026-11-01T00:00:00Z', type: 'SPAN' })).toMatch(/^unknown-format/)
  expect(callFrom({ ...row, trace_id: 't' })).toMatchObject({ format: 'plain', requestModel: 'm' })
})

it('never guesses the unit of a latency', () => {
  const row = { prompt: 'q', response: 'a', model: 'm' }
  expect(callFrom({ ...row, latency: 640 }).latencyMs).toBeUndefined()
  expect(callFrom({ ...row, latency: '640ms' }).latencyMs).toBe(640)
  expect(callFrom({ ...row, 'Latency (s)': '0.64' }).latencyMs).toBe(640)
  expect(callFrom({ ...row, start_time: '2026-01-01T00:00:00Z', end_time: '2026-01-01T00:00:02.5Z' }).latencyMs).toBe(2500)
})

it('joins instruction and input, which are one prompt', () => {
  expect(callFrom({ instruction: 'Shorten:', input: 'A long text', output: 'short', model: 'm' }).request.messages[0]?.parts).toEqual([{ type: 'text', text: 'Shorten:\n\nA long text' }])
})

it('keeps text that happens to be JSON as it is, but reads whole requests and responses', () => {
  expect(callFrom({ prompt: '[1, 2]', response: '{"a": 1}', model: 'm' })).toMatchObject({ output: { text: '{"a": 1}' }, request: { messages: [{ parts: [{ text: '[1, 2]' }] }] } })
  const call = callFrom({ input: { messages: [{ role: 'user', content: 'q' }], tools: [{ type: 'function', function: { name: 'f' } }] }, output: { role: 'assistant', content: null, tool_calls: [{ id: 'x', function: { name: 'f', arguments: '{}' } }] }, model: 'm' })
  expect(call.request.tools).toEqual([{ name: 'f' }])
  expect(call.output.toolCalls).toEqual([{ name: 'f', arguments: '{}' }])
})

it('excludes rows that lack something', () => {
  expect(exclusionOf({ prompt: '', response: 'a', model: 'm' })).toMatch(/^no-prompt/)
  expect(exclusionOf({ prompt: 'q', response: '', model: 'm' })).toMatch(/^no-output/)
  expect(exclusionOf({ prompt: 'q', response: 'a', model: 'NaN' })).toMatch(/^no-model/)
  expect(exclusionOf({ prompt: 'q', response: '', model: 'm', error: 'timeout' })).toBe('error: timeout')
  expect(exclusionOf({ prompt: '[{"role":"user","content":"cut he', response: 'a', model: 'm' })).toMatch(/^truncated/)
})

it('excludes rows whose cells do not fit the header, which are shifted or cut', async () => {
  await using space = await workspace()
  const file = await space.write('a.csv', 'prompt,response,model\nq,a,m\nhello, world,a,m\nq,a\n')
  expect((await recordsOf(file)).map((record) => (record.kind === 'call' ? 'call' : `${record.reason}:${record.source.line}`))).toEqual(['call', 'unreadable:3', 'unreadable:4'])
})

it('says which columns there are when none holds the prompt', async () => {
  await using space = await workspace()
  const error = await failureOf(ingest([await space.write('a.csv', 'id,when,tokens\n1,2,3\n')]))
  expect(error.code).toBe('input-no-prompt-column')
  expect(error.message).toContain('id, when, tokens')
  expect(error.way).toContain('prompt')
  expect(error.exitCode).toBe(2)
})

it.each([[';', 'semicolon'], ['\t', 'tab']])('reads tables with %j', async (delimiter) => {
  await using space = await workspace()
  const file = await space.write('a.txt', ['\uFEFFprompt', 'response', 'model'].join(delimiter) + '\r\n' + ['q, r', 'a', 'm'].join(delimiter) + '\r\n')
  expect(await recordsOf(file)).toMatchObject([{ call: { request: { messages: [{ parts: [{ text: 'q, r' }] }] } } }])
})
