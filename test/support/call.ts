import type { LlmCall } from '../../src/domain/call.js'
import type { ChatRequest } from '../../src/domain/message.js'

/** A request of one user message. */
export const ask = (text: string, options: Partial<ChatRequest> = {}): ChatRequest => ({ messages: [{ role: 'user', parts: [{ type: 'text', text }] }], ...options })

/** A logged call of `big`; `text` is its prompt. */
export function call(id: string, text: string, changes: Partial<LlmCall> = {}): LlmCall {
  return {
    id, source: { file: 'log.jsonl', line: 1 }, format: 'openai-chat', requestModel: 'big', request: ask(text),
    output: { text: 'yes', toolCalls: [], finishReason: 'stop' }, usage: { inputTokens: 10, outputTokens: 1 }, tags: [], metadata: {}, ...changes,
  }
}
