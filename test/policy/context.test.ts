import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/domain/json.js'
import { requestOfCall } from '../../src/policy/call-request.js'
import { requestOfBody } from '../../src/policy/client/body.js'
import { createRouter } from '../../src/policy/index.js'
import { policyFromYaml } from '../../src/policy/lint-file.js'

const router = createRouter(policyFromYaml(readFileSync(new URL('../../fixtures/policy/context.policy.yaml', import.meta.url), 'utf8'), 'context.policy.yaml'))
const routed = (body: JsonObject, user = {}): readonly [string | undefined, ...string[]] => {
  const outcome = router.route(requestOfBody(body, { user }), { now: '2026-06-10T12:00:00Z' })
  return 'error' in outcome ? [outcome.error] : [outcome.route, outcome.modelId, ...outcome.fallbacks.map(({ modelId }) => modelId)]
}
const conversation = (...texts: readonly string[]): JsonObject => ({ model: 'x', messages: texts.map((content, at) => ({ role: at % 2 === 0 ? 'user' : 'assistant', content })) })
const image = (text: string, part: JsonObject): JsonObject => ({ messages: [{ role: 'user', content: [{ type: 'text', text }, part] }] })

describe('a policy that knows the conversation', () => {
  it('tells a follow-up that contradicts or complains from first words, in bodies of either kind', () => {
    expect(routed(conversation('No, that is wrong'))[0]).toBe('usual')
    expect(routed(conversation('Sum it up', 'Done.', 'No, that is wrong'))[0]).toBe('contradicted')
    expect(routed(conversation('Sum it up', 'Done.', 'Useless. I want a refund'))[0]).toBe('complained')
    expect(routed(conversation('Sum it up', 'Done.', 'Thanks, great'))[0]).toBe('usual')
    // In Messages the result of a tool comes as a message of the user.
    const result = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'No, none' }] }
    expect(requestOfBody({ messages: [{ role: 'user', content: 'Look it up' }, { role: 'assistant', content: 'Yes' }, result] }, {}).turns).toBe(1)
  })

  it('sends images to a model that sees, code to one for code, and either nowhere else', () => {
    expect(routed(image('What is this?', { type: 'image_url', image_url: { url: 'data:' } }))).toEqual(['images', 'seeing-1', 'strong-1'])
    expect(routed(image('What is this?', { type: 'image', source: { type: 'base64', data: '' } }), { tier: 'free' })).toEqual(['images', 'seeing-1', 'strong-1'])
    expect(routed(conversation('Why?\n```\nx\n```'))).toEqual(['code', 'coder-1', 'strong-1'])
  })

  it('counts the turns of a logged call alike', () => {
    const said = (role: 'user' | 'assistant', text: string) => ({ role, parts: [{ type: 'text' as const, text }] })
    const call = { id: 'c', source: { file: 'f', line: 1 }, format: 'x', requestModel: 'm', request: { messages: [said('user', 'a'), said('assistant', 'b'), said('user', 'No, c'), { role: 'user' as const, parts: [] }] }, output: { text: '', toolCalls: [] }, usage: {}, tags: [], metadata: {} }
    expect(requestOfCall(call).turns).toBe(2)
  })
})
