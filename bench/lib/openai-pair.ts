import type { JsonObject } from '../../src/domain/json.js'
import type { ReplayRow } from './replay-row.js'

/** A log record as an OpenAI gateway would write it: request, response, and the expected answer in the metadata. */
export function openaiPair(row: ReplayRow, expected: string): JsonObject {
  const id = `chatcmpl-${row.task}-${row.id}`
  const usage = row.promptTokens === undefined || row.completionTokens === undefined
    ? {}
    : { usage: { prompt_tokens: row.promptTokens, completion_tokens: row.completionTokens, total_tokens: row.promptTokens + row.completionTokens } }
  return {
    id,
    timestamp: '2026-01-01T00:00:00.000Z',
    status: 200,
    ...(row.latencyMs === undefined ? {} : { latency_ms: row.latencyMs }),
    request: { model: row.model, messages: row.messages, temperature: 0, metadata: { expected } },
    response: { id, object: 'chat.completion', model: row.model, choices: [{ index: 0, message: { role: 'assistant', content: row.response }, finish_reason: 'stop' }], ...usage },
  }
}
