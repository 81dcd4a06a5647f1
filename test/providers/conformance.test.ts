import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/domain/json.js'
import type { ChatRequest, FinishReason } from '../../src/domain/message.js'
import type { ProviderApi } from '../../src/domain/provider.js'
import { createClient, type Attempted } from '../../src/providers/index.js'
import { ask } from '../support/call.js'
import { failureOf, KEY } from '../support/provider.js'
import { startWireServer, type WireReply } from '../support/wire-server.js'

type Ending = 'stop' | 'length' | 'refusal' | 'content_filter' | 'tool_calls'

interface Dialect {
  readonly api: ProviderApi
  readonly base: string
  readonly path: string
  readonly apiVersion?: string
  readonly keyHeader: string
  /** The body of an answer that ends so; `undefined` where the API has no such end. */
  readonly answer: (ending: Ending) => JsonObject | undefined
  /** A request that the API cannot express. */
  readonly inexpressible: Partial<ChatRequest>
}

const chat = (ending: Ending): JsonObject => ({
  model: 'small-1', usage: { prompt_tokens: 20, completion_tokens: 3 },
  choices: [{ index: 0, finish_reason: ending === 'refusal' ? 'stop' : ending, message: {
    role: 'assistant', content: ending === 'refusal' || ending === 'tool_calls' ? null : 'blue',
    ...(ending === 'refusal' ? { refusal: 'blue' } : {}),
    ...(ending === 'tool_calls' ? { tool_calls: [{ id: 't', type: 'function', function: { name: 'look', arguments: '{"q":1}' } }] } : {}),
  } }],
})

const STOP_REASON: Readonly<Record<Ending, string | undefined>> = { stop: 'end_turn', length: 'max_tokens', refusal: 'refusal', content_filter: undefined, tool_calls: 'tool_use' }

const dialects: readonly Dialect[] = [
  { api: 'openai', base: '/v1', path: '/v1/chat/completions', keyHeader: 'authorization', answer: chat, inexpressible: {} },
  { api: 'gemini', base: '/v1beta/openai', path: '/v1beta/openai/chat/completions', keyHeader: 'authorization', answer: chat, inexpressible: { topK: 3 } },
  { api: 'azure', base: '', path: '/openai/deployments/small/chat/completions?api-version=2024-10-21', apiVersion: '2024-10-21', keyHeader: 'api-key', answer: chat, inexpressible: { topK: 3 } },
  {
    api: 'openai-responses', base: '/v1', path: '/v1/responses', keyHeader: 'authorization', inexpressible: { stop: ['END'] },
    answer: (ending) => ({
      status: ending === 'length' || ending === 'content_filter' ? 'incomplete' : 'completed', model: 'small-1', usage: { input_tokens: 20, output_tokens: 3 },
      incomplete_details: ending === 'length' ? { reason: 'max_output_tokens' } : ending === 'content_filter' ? { reason: 'content_filter' } : null,
      output: [ending === 'tool_calls' ? { type: 'function_call', name: 'look', arguments: '{"q":1}', call_id: 't' } : { type: 'message', content: [ending === 'refusal' ? { type: 'refusal', refusal: 'blue' } : { type: 'output_text', text: 'blue' }] }],
    }),
  },
  {
    api: 'anthropic', base: '', path: '/v1/messages', keyHeader: 'x-api-key', inexpressible: { reasoningEffort: 'high' },
    answer: (ending) => STOP_REASON[ending] === undefined ? undefined : {
      model: 'small-1', stop_reason: STOP_REASON[ending], usage: { input_tokens: 20, output_tokens: 3 },
      content: [ending === 'tool_calls' ? { type: 'tool_use', id: 't', name: 'look', input: { q: 1 } } : { type: 'text', text: 'blue' }],
    },
  },
  {
    api: 'bedrock', base: '', path: '/model/small/converse', keyHeader: 'authorization', inexpressible: { responseFormat: { type: 'json_object' } },
    answer: (ending) => ({
      stopReason: ending === 'content_filter' ? 'guardrail_intervened' : STOP_REASON[ending] ?? '', usage: { inputTokens: 20, outputTokens: 3 },
      output: { message: { role: 'assistant', content: [ending === 'tool_calls' ? { toolUse: { toolUseId: 't', name: 'look', input: { q: 1 } } } : { text: 'blue' }] } },
    }),
  },
]

async function complete(dialect: Dialect, url: string, request: ChatRequest, stream = false): Promise<Attempted> {
  const { api, base, apiVersion } = dialect
  const client = await createClient(
    { name: 'lab', api, baseUrl: url + base, timeoutMs: 60_000, stream, ...(apiVersion === undefined ? {} : { apiVersion }) },
    { apiKey: KEY, headers: { 'x-team': 'audit' } },
  )
  try {
    return await client.complete('small', request, 77, new AbortController().signal)
  } finally {
    client.close()
  }
}

const full: ChatRequest = {
  messages: [
    { role: 'system', parts: [{ type: 'text', text: 'Be brief-marker.' }] },
    { role: 'user', parts: [{ type: 'text', text: 'first-marker' }, { type: 'image', url: 'data:image/png;base64,aW1hZ2UtbWFya2Vy' }] },
    { role: 'assistant', parts: [{ type: 'tool_call', id: 't1', name: 'look', arguments: '{"q":"argument-marker"}' }] },
    { role: 'tool', parts: [{ type: 'tool_result', toolCallId: 't1', text: 'result-marker' }] },
    { role: 'user', parts: [{ type: 'text', text: 'last-marker' }] },
  ],
  tools: [{ name: 'look', description: 'tool-marker', parameters: { type: 'object', properties: { q: { type: 'string' } } } }],
  toolChoice: 'required', temperature: 0.5, topP: 0.9, maxOutputTokens: 77,
}

describe.each(dialects)('$api', (dialect) => {
  const once = async (reply: WireReply, request = ask('x')) => {
    await using server = await startWireServer(() => reply)
    return { completion: await complete(dialect, server.url, request), seen: server.seen }
  }

  it('sends every part of a request to its path, with its key in a header and nowhere else', async () => {
    const { seen } = await once({ body: dialect.answer('stop') }, full)
    expect(seen[0]?.path).toBe(dialect.path)
    expect(String(seen[0]?.headers[dialect.keyHeader])).toContain(KEY)
    expect(seen[0]?.headers['x-team']).toBe('audit')
    expect(seen[0]?.text).not.toContain(KEY)
    for (const mark of ['Be brief-marker.', 'first-marker', 'aW1hZ2UtbWFya2Vy', 'argument-marker', 'result-marker', 'last-marker', 'tool-marker', '0.5', '0.9', '77']) expect(seen[0]?.text).toContain(mark)
  })

  it.each(['stop', 'length', 'refusal', 'content_filter', 'tool_calls'] satisfies Ending[])('tells an end apart: %s', async (ending) => {
    const body = dialect.answer(ending)
    if (!body) return
    const { completion } = await once({ body })
    expect(completion.output.finishReason).toBe(ending satisfies FinishReason)
    expect(completion.usage).toEqual({ inputTokens: 20, outputTokens: 3 })
    if (ending === 'tool_calls') expect(completion.output.toolCalls).toEqual([{ name: 'look', arguments: '{"q":1}' }])
    else expect(completion.output.text).toBe('blue')
  })

  it('fails with the reason for what it cannot express, and sends nothing', async () => {
    if (Object.keys(dialect.inexpressible).length === 0) return
    await using server = await startWireServer(() => ({ body: dialect.answer('stop') }))
    expect(await failureOf(complete(dialect, server.url, ask('x', dialect.inexpressible)))).toMatchObject({ kind: 'unsupported', retriable: false })
    expect(server.seen).toHaveLength(0)
  })

  it('takes an answer without content for malformed, and a redirect for a failure: keys go to base_url only', async () => {
    await using server = await startWireServer((_, index) => (index === 0 ? { body: {} } : { status: 307, headers: { location: 'http://127.0.0.1:9/elsewhere' }, body: {} }))
    expect(await failureOf(complete(dialect, server.url, ask('x')))).toMatchObject({ kind: 'malformed', maybeCharged: true })
    expect(await failureOf(complete(dialect, server.url, ask('x')))).toMatchObject({ retriable: false })
    expect(server.seen).toHaveLength(2)
  })
})

const sse = (events: readonly JsonObject[], end = ''): string => events.map((event) => `${typeof event['type'] === 'string' ? `event: ${event['type']}\n` : ''}data: ${JSON.stringify(event)}\n\n`).join('') + end
const part = (delta: JsonObject, finish: string | null = null): JsonObject => ({ model: 'small-1', choices: [{ index: 0, delta, finish_reason: finish }] })

const streams: readonly { readonly api: ProviderApi; readonly events: readonly JsonObject[]; readonly end: string }[] = [
  { api: 'openai', end: 'data: [DONE]\n\n', events: [part({ role: 'assistant', content: '' }), part({ content: 'bl' }), part({ content: 'ue' }), part({}, 'stop'), { choices: [], usage: { prompt_tokens: 20, completion_tokens: 3 } }] },
  { api: 'openai-responses', end: '', events: [{ type: 'response.output_text.delta', delta: 'bl' }, { type: 'response.completed', response: dialects.find(({ api }) => api === 'openai-responses')?.answer('stop') }] },
  { api: 'anthropic', end: '', events: [
    { type: 'message_start', message: { model: 'small-1', usage: { input_tokens: 20, output_tokens: 1 } } }, { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'bl' } }, { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'ue' } }, { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } }, { type: 'message_stop' },
  ] },
]

describe.each(streams)('a stream of $api', ({ api, events, end }) => {
  const dialect = dialects.find((one) => one.api === api) as Dialect

  it('is put together to what the API says at once, with the time to the first token', async () => {
    await using server = await startWireServer(() => ({ body: sse(events, end) }))
    const { firstTokenMs, rate: _, ...streamed } = await complete(dialect, server.url, ask('x'), true)
    expect(server.seen[0]?.body['stream']).toBe(true)
    expect(firstTokenMs).toBeGreaterThanOrEqual(0)
    await using plain = await startWireServer(() => ({ body: dialect.answer('stop') }))
    const { rate: __, ...whole } = await complete(dialect, plain.url, ask('x'))
    expect(streamed).toEqual(whole)
  })

  it('that ends before the answer did may have been charged', async () => {
    await using server = await startWireServer(() => ({ body: sse(events.slice(0, 1)) }))
    expect(await failureOf(complete(dialect, server.url, ask('x'), true))).toMatchObject({ kind: 'malformed', retriable: true, maybeCharged: true })
  })
})

describe('a model with its own wishes', () => {
  it('that wants the cap under its newer name gets the same request in those words, from then on', async () => {
    await using server = await startWireServer(({ body }) => (body['max_tokens'] === undefined ? { body: chat('stop') } : { status: 400, body: { error: { code: 'unsupported_parameter', param: 'max_tokens', message: "Unsupported parameter: 'max_tokens'." } } }))
    const client = await createClient({ name: 'lab', api: 'openai', baseUrl: server.url, timeoutMs: 60_000 }, {})
    const { signal } = new AbortController()
    for (let n = 0; n < 2; n++) expect((await client.complete('small', ask('x'), 77, signal)).output.text).toBe('blue')
    expect(server.seen.map(({ body }) => [body['max_tokens'], body['max_completion_tokens']])).toEqual([[77, undefined], [undefined, 77], [undefined, 77]])
    client.close()
  })

  it('that refuses a temperature is not asked without one', async () => {
    await using server = await startWireServer(() => ({ status: 400, body: { error: { code: 'unsupported_value', param: 'temperature', message: 'does not support 0' } } }))
    expect(await failureOf(complete(dialects[0] as Dialect, server.url, ask('x', { temperature: 0 })))).toMatchObject({ kind: 'unsupported', retriable: false })
    expect(server.seen).toHaveLength(1)
  })

  it('whose filter refuses a prompt by an error has answered, by the filter', async () => {
    await using server = await startWireServer(() => ({ status: 400, body: { error: { code: 'content_filter', message: 'filtered' } } }))
    expect((await complete(dialects[2] as Dialect, server.url, ask('x'))).output).toEqual({ text: '', toolCalls: [], finishReason: 'content_filter' })
  })
})
