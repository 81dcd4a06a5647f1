import { expect, it } from 'vitest'
import { toMessagesBody } from '../../src/providers/wire/anthropic-messages.js'
import { ask } from '../support/call.js'

it('a tool call without arguments, which logs write as an empty text, can be sent: there are none', () => {
  const messages = [...ask('x').messages, { role: 'assistant' as const, parts: [{ type: 'tool_call' as const, id: 't', name: 'now', arguments: '' }] }]
  expect(toMessagesBody('m', { messages }, 5)).toHaveProperty(['messages', 1], { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'now', input: {} }] })
})
