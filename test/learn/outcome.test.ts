import { expect, it } from 'vitest'
import type { LlmCall } from '../../src/domain/call.js'
import { outcomesOf } from '../../src/learn/outcome.js'
import type { Observation } from '../../src/monitor/observe.js'

const call: LlmCall = { id: 'a', source: { file: 'x', line: 1 }, format: 'plain', requestModel: 'small', request: { messages: [] }, output: { text: 'spam', toolCalls: [] }, usage: {}, tags: [], metadata: {} }
const seen: Observation = {
  route: 'sort', servedBy: 'target', model: 'prod/small', tier: 'budget', requestModel: 'small', responseModel: undefined, costUsd: 1, incumbentUsd: 1, latencyMs: 1, outputTokens: 1,
  usable: true, refused: false, escalated: false, feedback: undefined, shape: 'label', fenced: false, answer: 'spam', startedAt: undefined, unknown: undefined,
}

it('an opinion counts where the route’s own model answered, a neutral one nowhere, and an escalation is a failure without a reason named', () => {
  expect(outcomesOf(call, { ...seen, feedback: 0 })).toEqual([{ signal: 'said', kind: 'feedback' }, { signal: 'shown', kind: undefined }])
  expect(outcomesOf(call, { ...seen, feedback: 0.5 })).toEqual([{ signal: 'shown', kind: undefined }])
  expect(outcomesOf(call, { ...seen, servedBy: 'other', feedback: 0 })).toEqual([])
  expect(outcomesOf(call, { ...seen, servedBy: 'fallback', feedback: 0 })).toEqual([])
  expect(outcomesOf(call, { ...seen, servedBy: 'fallback', escalated: true })).toEqual([{ signal: 'shown', kind: 'fallback' }])
})
