import { createHash } from 'node:crypto'
import type { JsonValue } from '../domain/json.js'
import { canonicalJson } from '../text/canonical.js'
import { tokensOf } from './tokens.js'

/** One turn of a conversation, whatever the wire format: `call` is a tool call in the assistant's turn. */
export interface Turn {
  readonly role: 'system' | 'user' | 'assistant' | 'call' | 'tool'
  readonly text: string
}

/** The turn of a tool call; its arguments, as JSON text or as an object, in canonical form. */
export function callTurn(name: string, input: JsonValue): Turn {
  if (typeof input !== 'string') return { role: 'call', text: `${name} ${canonicalJson(input)}` }
  try {
    return { role: 'call', text: `${name} ${canonicalJson(JSON.parse(input) as JsonValue)}` }
  } catch {
    return { role: 'call', text: `${name} ${input}` }
  }
}

/** System text first, neighbours of one role joined, blanks at the ends and empty turns dropped. */
function normalise(turns: readonly Turn[]): readonly Turn[] {
  const inOrder = [...turns.filter(({ role }) => role === 'system'), ...turns.filter(({ role }) => role !== 'system')]
  const joined: Turn[] = []
  for (const { role, text } of inOrder.map((turn) => ({ ...turn, text: turn.text.trim() }))) {
    const last = joined.at(-1)
    if (text === '') continue
    if (last?.role === role) joined[joined.length - 1] = { role, text: `${last.text}\n${text}` }
    else joined.push({ role, text })
  }
  return joined
}

/** Address of a conversation: 32 hex digits of SHA-256 over its roles and texts, equal for both wire formats. */
export function conversationKey(turns: readonly Turn[]): string {
  return createHash('sha256').update(JSON.stringify(normalise(turns).map(({ role, text }) => [role, text]))).digest('hex').slice(0, 32)
}

/** Prompt tokens: the turns with four each for their frame, and the tool definitions. */
export function inputTokens(turns: readonly Turn[], toolText: string): number {
  return normalise(turns).reduce((sum, { text }) => sum + 4 + tokensOf(text), 3) + tokensOf(toolText)
}
