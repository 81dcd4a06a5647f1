import type { LlmCall } from '../../../src/domain/call.js'
import type { Message } from '../../../src/domain/message.js'
import type { MadeCall } from './application.js'

const said = (role: Message['role'], text: string): Message => ({ role, parts: [{ type: 'text', text }] })

/** A made call as ingest would give it; `at` numbers it. */
export function toCall(made: MadeCall, at: number): LlmCall {
  const history = (made.history ?? []).map((text, turn) => said(turn % 2 ? 'assistant' : 'user', text))
  return {
    id: `call-${at}`,
    source: { file: 'bench', line: at + 1 },
    format: 'bench',
    requestModel: 'large',
    request: { messages: [...(made.system === undefined ? [] : [said('system', made.system)]), ...history, said('user', made.user)], ...made.request },
    output: { text: made.answer, toolCalls: made.toolCalls ?? [] },
    usage: {},
    tags: [],
    metadata: made.metadata ?? {},
  }
}
