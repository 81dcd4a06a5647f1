import { expect, it } from 'vitest'
import type { JsonObject, JsonValue } from '../../src/domain/json.js'
import { parseOne } from './workspace.js'

const asked = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] }
const chat = (usage: JsonObject, more: JsonObject = {}): JsonValue => ({ request: asked, response: { object: 'chat.completion', model: 'm', choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }], usage: { prompt_tokens: 90, completion_tokens: 20, ...usage }, ...more } })
const claude = (usage: JsonObject): JsonValue => ({ request: { ...asked, max_tokens: 9 }, response: { type: 'message', role: 'assistant', model: 'm', content: [{ type: 'text', text: 'Hello' }], stop_reason: 'end_turn', usage: { input_tokens: 90, output_tokens: 20, service_tier: 'standard', ...usage } } })
const responses = (output: readonly JsonObject[]): JsonValue => ({ request: { model: 'm', input: 'Hi' }, response: { object: 'response', status: 'completed', model: 'm', service_tier: 'default', output: [...output, { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello' }] }], usage: { input_tokens: 90, output_tokens: 20 } } })
const gemini = (usage: JsonObject, candidate: JsonObject = {}): JsonValue => ({ model: 'm', request: { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] }, response: { candidates: [{ content: { role: 'model', parts: [{ text: 'Hello' }] }, finishReason: 'STOP', ...candidate }], usageMetadata: { promptTokenCount: 90, candidatesTokenCount: 20, ...usage } } })

const tierOf = (value: JsonValue): string | undefined => {
  const record = parseOne(value)
  return record.kind === 'call' ? record.call.serviceTier : record.traffic?.serviceTier
}

it.each<[string, JsonValue, string | undefined]>([
  ['text alone', chat({ prompt_tokens_details: { audio_tokens: 0, cached_tokens: 5, image_tokens: 40 } }), undefined],
  ['audio in', chat({ prompt_tokens_details: { audio_tokens: 40 } }, { service_tier: 'default' }), 'other'],
  ['audio out', chat({ completion_tokens_details: { audio_tokens: 4 } }), 'other'],
  ['searches of a model that searches', chat({ num_search_queries: 2 }), 'other'],
  ['no search', claude({ server_tool_use: { web_search_requests: 0 } }), 'standard'],
  ['searches at the provider', claude({ server_tool_use: { web_search_requests: 2 } }), 'other'],
  ['a tool at the provider', responses([{ type: 'web_search_call', id: 'w', status: 'completed' }]), 'other'],
  ['none of them', responses([{ type: 'reasoning', summary: [] }]), 'standard'],
  ['text and a picture for Gemini', gemini({ trafficType: 'ON_DEMAND', promptTokensDetails: [{ modality: 'TEXT', tokenCount: 50 }, { modality: 'IMAGE', tokenCount: 40 }] }), 'standard'],
  ['audio for Gemini', gemini({ promptTokensDetails: [{ modality: 'AUDIO', tokenCount: 50 }] }), 'other'],
  ['an answer of Gemini that was looked up', gemini({}, { groundingMetadata: { webSearchQueries: ['x'] } }), 'other'],
  ['the cheaper traffic of Vertex', gemini({ trafficType: 'ON_DEMAND_FLEX' }), 'flex'],
  ['reserved capacity', gemini({ trafficType: 'PROVISIONED_THROUGHPUT' }), 'other'],
])('tells what was bought: %s', (_, value, tier) => {
  expect(tierOf(value)).toBe(tier)
})
