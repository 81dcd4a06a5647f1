import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../src/domain/json.js'
import { createMayAsk } from '../../src/check/may-ask.js'
import type { PinnedCase, PinnedRoute } from '../../src/check/regression-set.js'
import { parseConfig } from '../../src/config/parse.js'

const config = parseConfig(`
version: 1
candidates: [lab/small]
providers:
  lab: { api: openai, base_url: http://127.0.0.1:9, api_key_env: LAB_KEY, compliance: [hipaa] }
  prod: { api: openai, base_url: http://127.0.0.1:9, api_key_env: PROD_KEY }
constraints: [{ when: { field: metadata.owner, eq: ann@shop.example }, require: { compliance: [hipaa] } }]
`, 'audit.config.yaml')

const one = (owner: JsonValue | undefined, control: number | undefined): PinnedCase => ({
  id: 'a', request: { messages: [] }, reference: { text: 'x', toolCalls: [] }, ...(owner === undefined ? {} : { fields: { 'metadata.owner': owner } }), ...(control === undefined ? {} : { control }),
})
const route = (model: string): PinnedRoute => ({ route: 'r', model, incumbent: 'prod/big', validator: 'exact@1', validatorContext: {}, longestAnswerTokens: 1, tokens: { input: 1, output: 1 }, fields: ['metadata.owner'], cases: [] })
const mayAsk = createMayAsk(config, undefined)

describe('whether a pinned case may be asked', () => {
  it('counts the incumbent where it must be asked again, and only there', () => {
    expect(mayAsk(route('lab/small'), one('ann@shop.example', 1), undefined)).toBe(true)
    expect(mayAsk(route('lab/small'), one('ann@shop.example', undefined), undefined)).toBe(false)
  })
  it('counts the model of vectors', () => {
    expect(mayAsk(route('lab/small'), one('ann@shop.example', 1), 'prod/vectors')).toBe(false)
  })
  it('takes a hidden value for any', () => {
    expect(mayAsk(route('prod/small'), one('<EMAIL_1>', 1), undefined)).toBe(false)
    expect(mayAsk(route('prod/small'), one('bob', 1), undefined)).toBe(true)
  })
  it('asks where the field was recorded and the call has none', () => {
    expect(mayAsk(route('prod/small'), one(undefined, 1), undefined)).toBe(true)
  })
})
