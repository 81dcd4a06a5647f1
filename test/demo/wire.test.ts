import { describe, expect, it } from 'vitest'
import type { JsonObject, JsonValue } from '../../src/domain/json.js'
import { generateCases } from '../../src/demo/cases.js'
import { callTurn, conversationKey } from '../../src/demo/conversation.js'
import { cutToTokens, outputTokens, tokensOf } from '../../src/demo/tokens.js'
import { wires } from '../../src/demo/wires.js'

const cases = [...generateCases(11).values()]

function keyOf(api: keyof typeof wires, body: JsonObject): string {
  const prompt = wires[api].readRequest(body)
  if (typeof prompt === 'string') throw new Error(prompt)
  return conversationKey(prompt.turns)
}

/** The same content as a list of text blocks, as SDKs may send it. */
function asBlocks(value: JsonValue | undefined): JsonValue {
  return typeof value === 'string' ? [{ type: 'text', text: value }] : value ?? null
}

describe('the address of a conversation', () => {
  it('is one for both wire formats, and differs from case to case', () => {
    expect(cases).toHaveLength(4800)
    for (const { request, key } of cases) {
      expect(keyOf('openai', wires.openai.writeRequest(request, 'm'))).toBe(key)
      expect(keyOf('anthropic', wires.anthropic.writeRequest(request, 'm'))).toBe(key)
    }
  })

  it('does not depend on text being given in blocks, on the name of the system role, or on ids of tool calls', () => {
    for (const { request, key } of cases.filter((_, index) => index % 7 === 0)) {
      const openai = wires.openai.writeRequest(request, 'm')
      const messages = (openai['messages'] as readonly JsonObject[]).map((message) => ({
        ...message,
        role: message['role'] === 'system' ? 'developer' : message['role'],
        content: asBlocks(message['content']),
        ...(message['tool_call_id'] ? { tool_call_id: 'other' } : {}),
      }))
      expect(keyOf('openai', { ...openai, messages })).toBe(key)
      const anthropic = wires.anthropic.writeRequest(request, 'm')
      const blocks = (anthropic['messages'] as readonly JsonObject[]).map((message) => ({ ...message, content: asBlocks(message['content']) }))
      expect(keyOf('anthropic', { ...anthropic, ...(anthropic['system'] ? { system: asBlocks(anthropic['system']) } : {}), messages: blocks })).toBe(key)
    }
  })

  it('holds tool calls and their results in some of the conversations', () => {
    const withTools = cases.filter(({ request }) => request.messages.some(({ role }) => role === 'tool'))
    expect(withTools.length).toBeGreaterThan(10)
  })

  it('depends on roles, order and the arguments of calls, but not on the order of their keys', () => {
    const user = { role: 'user', text: 'a' } as const
    expect(conversationKey([user, { role: 'assistant', text: 'b' }])).not.toBe(conversationKey([{ role: 'assistant', text: 'b' }, user]))
    expect(conversationKey([user])).not.toBe(conversationKey([{ role: 'system', text: 'a' }]))
    expect(callTurn('f', '{"b":1,"a":[2]}')).toEqual(callTurn('f', { a: [2], b: 1 }))
    expect(callTurn('f', '{"a":1}')).not.toEqual(callTurn('f', '{"a":2}'))
    expect(callTurn('f', 'no json').text).toBe('f no json')
  })
})

describe('tokens', () => {
  it('are counted in fours, and a cut answer has as many as it was allowed', () => {
    expect([tokensOf(''), tokensOf('abcd'), tokensOf('abcde')]).toEqual([0, 1, 2])
    const output = { text: 'abcdefghij', toolCalls: [], finishReason: 'stop' } as const
    expect(cutToTokens(output, 3)).toBe(output)
    expect(cutToTokens(output, 2)).toEqual({ text: 'abcdefgh', toolCalls: [], finishReason: 'length' })
    expect(outputTokens({ text: '', toolCalls: [] })).toBe(1)
  })
})
