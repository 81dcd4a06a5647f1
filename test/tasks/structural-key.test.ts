import { expect, it } from 'vitest'
import type { ChatRequest } from '../../src/domain/message.js'
import { structuralKey, structureOf } from '../../src/tasks/structural-key.js'

const ask = (system: string, more: Partial<ChatRequest> = {}): ChatRequest => ({ messages: [{ role: 'system', parts: [{ type: 'text', text: system }] }, { role: 'user', parts: [{ type: 'text', text: 'go' }] }], ...more })
const key = (request: ChatRequest, tag?: string): string => structuralKey(structureOf(request, tag))

it('is one for prompts that differ in their slots only', () => {
  expect(key(ask('Today is 2026-01-02. Sort the ticket.'))).toBe(key(ask('Today is 2025-11-30. Sort the ticket.')))
})

it('tells tags, tools, response formats and prompts apart', () => {
  const keys = [
    key(ask('a')), key(ask('a'), 'task=x'), key(ask('b')), key(ask('a', { tools: [{ name: 'find' }] })), key(ask('a', { responseFormat: { type: 'json_object' } })),
    key(ask('a', { responseFormat: { type: 'json_schema', name: 'n', schema: { properties: { p: {} } } } })), key({ messages: [{ role: 'user', parts: [{ type: 'text', text: 'a' }] }] }),
  ]
  expect(new Set(keys).size).toBe(keys.length)
})

it('does not depend on the order of tools', () => {
  expect(key(ask('a', { tools: [{ name: 'find' }, { name: 'book' }] }))).toBe(key(ask('a', { tools: [{ name: 'book' }, { name: 'find' }, { name: 'find' }] })))
})
