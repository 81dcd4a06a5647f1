import type { JsonObject, JsonValue } from '../../../src/domain/json.js'

/** A chat completion as its API returns it. */
export const completion = (changes: JsonObject = {}, message: JsonObject = {}, finish: JsonValue = 'stop'): JsonObject => ({
  id: 'chatcmpl-1', object: 'chat.completion', created: 1767600000, model: 'gpt-4o-2024-08-06',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Lima', refusal: null, ...message }, finish_reason: finish }],
  usage: { prompt_tokens: 40, completion_tokens: 8, total_tokens: 48 }, ...changes,
})

export const SYSTEM: JsonObject = { role: 'system', content: 'Name the capital.' }
export const USER: JsonObject = { role: 'user', content: 'Peru' }
export const MESSAGES: readonly JsonObject[] = [SYSTEM, USER]

/** Chunks of a stream as server-sent events. */
export const events = (...chunks: readonly JsonValue[]): string => [...chunks.map((chunk) => `data: ${JSON.stringify(chunk)}`), 'data: [DONE]', ''].join('\n\n')

export const weather: JsonObject = { type: 'function', function: { name: 'weather', description: 'Weather of a city', parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } } }

/** 100 × 100 pixels of nothing, long enough to be taken for an image. */
export const PNG = `iVBORw0KGgo${'A'.repeat(80)}=`
