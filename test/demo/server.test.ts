import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/domain/json.js'
import type { DemoCase } from '../../src/demo/case.js'
import { generateDemo, startSimulatedModels } from '../../src/demo/index.js'
import type { SimulatedModels, WireFormat } from '../../src/demo/index.js'
import { replyOf } from '../../src/demo/reply.js'
import { wires } from '../../src/demo/wires.js'

interface OpenAiAnswer { readonly id: string; readonly model: string; readonly choices: readonly { readonly finish_reason: string; readonly message: { readonly content: string | null; readonly tool_calls?: readonly { readonly function: { readonly name: string; readonly arguments: string } }[] } }[]; readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number; readonly total_tokens: number } }
interface AnthropicAnswer { readonly id: string; readonly stop_reason: string; readonly content: readonly { readonly type: string; readonly text?: string; readonly name?: string; readonly input?: JsonObject }[]; readonly usage: { readonly input_tokens: number; readonly output_tokens: number } }

const world = generateDemo(3)
let server: SimulatedModels

beforeAll(async () => { server = await startSimulatedModels(world) })
afterAll(async () => { await server.close() })

async function post<T>(api: WireFormat, body: unknown): Promise<{ readonly status: number; readonly json: T }> {
  const response = await fetch(server.url + wires[api].path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: typeof body === 'string' ? body : JSON.stringify(body) })
  return { status: response.status, json: await response.json() as T }
}

function casesOf(source: DemoCase['source']): readonly DemoCase[] {
  return [...world.cases.values()].filter((item) => item.source === source)
}

function modelOf(ref: string): (typeof world.models)[number] {
  const model = world.models.find((each) => each.ref === ref)
  if (model === undefined) throw new Error(ref)
  return model
}

function firstOf(source: DemoCase['source']): DemoCase {
  const [item] = casesOf(source)
  if (item === undefined) throw new Error(source)
  return item
}

describe('the log and the server', () => {
  it('agree on every byte of the answer: id, text, usage', async () => {
    const logged = world.records.filter((record, index) => record['status'] === 200 && index % 40 === 0)
    expect(logged.length).toBeGreaterThan(100)
    let repeats = 0
    for (const record of logged) {
      const { json, status } = await post<JsonObject>(record['response'] !== undefined && 'choices' in (record['response'] as JsonObject) ? 'openai' : 'anthropic', record['request'])
      expect(status).toBe(200)
      if (json['id'] === record['id']) expect(json).toEqual(record['response'])
      else repeats++
      expect(json['usage']).toEqual((record['response'] as JsonObject)['usage'])
    }
    expect(repeats).toBeLessThan(logged.length * 0.1)
  })
})

describe('any model on any case', () => {
  it.each(world.models.map((model) => [model.ref, model] as const))('%s answers as it must', async (_, model) => {
    for (const source of ['arithmetic', 'invoice', 'tool', 'translation', 'unit'] as const) {
      for (const item of casesOf(source).slice(0, 12)) {
        const expected = replyOf(world.seed, item, model)
        const { status, json } = await post<OpenAiAnswer & AnthropicAnswer>(model.api, wires[model.api].writeRequest(item.request, model.wireName))
        expect(status).toBe(200)
        if (model.api === 'openai') {
          const message = json.choices[0]?.message
          expect(message?.content ?? '').toBe(expected.text)
          expect((message?.tool_calls ?? []).map((call) => call.function)).toEqual(expected.toolCalls)
          expect(json.choices[0]?.finish_reason).toBe(expected.toolCalls.length > 0 ? 'tool_calls' : 'stop')
          expect(json.usage.total_tokens).toBe(json.usage.prompt_tokens + json.usage.completion_tokens)
        } else {
          expect(json.content.map(({ text }) => text ?? '').join('')).toBe(expected.text)
          expect(json.content.flatMap(({ type, name, input }) => (type === 'tool_use' ? [{ name, input }] : []))).toEqual(expected.toolCalls.map((call) => ({ name: call.name, input: JSON.parse(call.arguments) as unknown })))
          expect(json.stop_reason).toBe(expected.toolCalls.length > 0 ? 'tool_use' : 'end_turn')
        }
      }
    }
  })

  it('reports the same prompt tokens in both formats', async () => {
    for (const source of ['ticket', 'tool'] as const) {
      const { request } = firstOf(source)
      const openai = await post<OpenAiAnswer>('openai', wires.openai.writeRequest(request, 'nano-1'))
      const anthropic = await post<AnthropicAnswer>('anthropic', wires.anthropic.writeRequest(request, 'swift-2'))
      expect(openai.json.usage.prompt_tokens).toBe(anthropic.json.usage.input_tokens)
      expect(openai.json.usage.prompt_tokens).toBeGreaterThan(20)
    }
  })
})

describe('limits and refusals', () => {
  it('cuts at max_tokens and says so', async () => {
    const item = firstOf('invoice')
    const full = replyOf(world.seed, item, modelOf('sim-openai/small-1'))
    const openai = await post<OpenAiAnswer>('openai', { ...wires.openai.writeRequest(item.request, 'small-1'), max_completion_tokens: 5 })
    expect(openai.json.choices[0]).toMatchObject({ finish_reason: 'length', message: { content: full.text.slice(0, 20) } })
    expect(openai.json.usage.completion_tokens).toBe(5)
    const old = await post<OpenAiAnswer>('openai', { ...wires.openai.writeRequest(item.request, 'small-1'), max_tokens: 5 })
    expect(old.json).toEqual(openai.json)
    const anthropic = await post<AnthropicAnswer>('anthropic', { ...wires.anthropic.writeRequest(item.request, 'swift-2'), max_tokens: 5 })
    expect(anthropic.json).toMatchObject({ stop_reason: 'max_tokens', usage: { output_tokens: 5 } })
    expect(anthropic.json.content[0]?.text).toHaveLength(20)
  })

  it('sends no part of a tool call that does not fit', async () => {
    const item = casesOf('tool').find((each) => replyOf(world.seed, each, modelOf('sim-anthropic/medium-2')).toolCalls.length > 0) ?? firstOf('tool')
    const { json } = await post<AnthropicAnswer>('anthropic', { ...wires.anthropic.writeRequest(item.request, 'medium-2'), max_tokens: 3 })
    expect(json).toMatchObject({ stop_reason: 'max_tokens', content: [] })
  })

  const { request } = firstOf('ticket')
  const openaiBody = wires.openai.writeRequest(request, 'nano-1')
  const anthropicBody = wires.anthropic.writeRequest(request, 'swift-2')

  it.each([
    ['no JSON', 400, '{"model":'],
    ['a list', 400, '[]'],
    ['no model', 400, { ...openaiBody, model: undefined }],
    ['no messages', 400, { ...openaiBody, messages: [] }],
    ['a bad limit', 400, { ...openaiBody, max_completion_tokens: 0 }],
    ['an unknown role', 400, { ...openaiBody, messages: [{ role: 'oracle', content: 'x' }] }],
    ['streaming', 400, { ...openaiBody, stream: true }],
    ['an unknown model', 404, { ...openaiBody, model: 'nano-2' }],
    ['a model of the other format', 404, { ...openaiBody, model: 'swift-2' }],
    ['an unknown prompt', 404, { ...openaiBody, messages: [{ role: 'user', content: 'What is the time?' }] }],
    ['another system prompt', 404, { ...openaiBody, messages: [{ role: 'system', content: 'Be brief.' }, ...(openaiBody['messages'] as readonly JsonObject[]).slice(1)] }],
  ])('OpenAI refuses %s with %i', async (_, status, body) => {
    const answer = await post<{ readonly error: JsonObject }>('openai', body)
    expect(answer.status).toBe(status)
    expect(answer.json.error).toMatchObject({ type: 'invalid_request_error', message: expect.stringMatching(/./) as string, code: status === 404 ? 'not_found' : null })
  })

  it.each([
    ['no JSON', 400, 'invalid_request_error', 'x'],
    ['no max_tokens', 400, 'invalid_request_error', { ...anthropicBody, max_tokens: undefined }],
    ['a system role among the messages', 400, 'invalid_request_error', { ...anthropicBody, messages: [{ role: 'system', content: 'x' }] }],
    ['an unknown model', 404, 'not_found_error', { ...anthropicBody, model: 'nano-1' }],
    ['an unknown prompt', 404, 'not_found_error', { ...anthropicBody, messages: [{ role: 'user', content: 'What is the time?' }] }],
  ])('Anthropic refuses %s with %i', async (_, status, type, body) => {
    const answer = await post<JsonObject>('anthropic', body)
    expect(answer.status).toBe(status)
    expect(answer.json).toMatchObject({ type: 'error', error: { type } })
  })

  it('lists its models, and knows no other path', async () => {
    const { data } = await (await fetch(`${server.url}/v1/models`)).json() as { readonly data: readonly { readonly id: string }[] }
    expect(data.map(({ id }) => id)).toEqual(world.models.map(({ wireName }) => wireName))
    expect((await fetch(`${server.url}/v1/embeddings`, { method: 'POST', body: '{}' })).status).toBe(404)
    expect((await fetch(server.url + wires.openai.path)).status).toBe(404)
  })
})

describe('a server of its own', () => {
  it('counts requests, serves many at once, and frees its port at the end', async () => {
    const own = await startSimulatedModels(world)
    const items = casesOf('date').slice(0, 64)
    const answers = await Promise.all(items.map(async ({ request }) => {
      const response = await fetch(own.url + wires.openai.path, { method: 'POST', body: JSON.stringify(wires.openai.writeRequest(request, 'small-1')) })
      return (await response.json() as OpenAiAnswer).choices[0]?.message.content
    }))
    expect(answers).toEqual(items.map((item) => replyOf(world.seed, item, modelOf('sim-openai/small-1')).text))
    expect(own.requests()).toBe(64)
    await own.close()
    await expect(fetch(`${own.url}/v1/models`)).rejects.toThrow()
  })
})
