import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ChatRequest } from '../../src/domain/message.js'
import { canonicalRequest, contentDigest, digest } from '../../src/sample/content.js'
import { canonicalJson } from '../../src/text/canonical.js'

const text = fc.string({ unit: 'binary', maxLength: 12 })
const part = fc.oneof(
  fc.record({ text, type: fc.constant('text' as const) }),
  fc.record({ type: fc.constant('image' as const), url: text, detail: text }, { requiredKeys: ['type', 'url'] }),
  fc.record({ type: fc.constant('tool_call' as const), id: text, name: text, arguments: text }),
)
const schema = fc.dictionary(text, fc.jsonValue({ maxDepth: 2 }))
const request = fc.record({
  topP: fc.double({ noNaN: true }), messages: fc.array(fc.record({ role: fc.constantFrom('system' as const, 'user' as const), parts: fc.array(part, { maxLength: 3 }) }), { maxLength: 3 }),
  tools: fc.array(fc.record({ name: text, parameters: schema }), { maxLength: 2 }), temperature: fc.integer(), stop: fc.array(text, { maxLength: 2 }),
  responseFormat: fc.record({ type: fc.constant('json_schema' as const), name: text, schema }), parallelToolCalls: fc.boolean(), toolChoice: fc.oneof(fc.constant('auto' as const), fc.record({ name: text })),
}, { requiredKeys: ['messages'] })

it('writes requests as canonical JSON does', () => {
  fc.assert(fc.property(request, (one) => {
    const asked = one as unknown as ChatRequest
    expect(canonicalRequest(asked)).toBe(canonicalJson(asked))
    expect(contentDigest(asked)).toBe(digest(asked).slice(0, 32))
  }), { numRuns: 500 })
})
