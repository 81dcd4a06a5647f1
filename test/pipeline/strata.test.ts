import { describe, expect, it } from 'vitest'
import { createGenerator } from '../../src/decide/index.js'
import type { JsonObject, JsonValue } from '../../src/domain/json.js'
import type { PushedCase } from '../../src/pipeline/task/pair.js'
import { strataOf, strataWarnings } from '../../src/pipeline/task/strata.js'

function pushedOf(count: number, each: (at: number) => { readonly tokens: number; readonly candidate: number; readonly text?: string; readonly metadata?: JsonObject; readonly answer?: string; readonly gold?: JsonValue }): readonly PushedCase[] {
  return Array.from({ length: count }, (_, index) => {
    const { tokens, candidate, text = 'a question', metadata = {}, answer = '', gold } = each(index)
    return {
      index,
      one: { request: { messages: [{ role: 'user', parts: [{ type: 'text', text }] }] }, usage: { inputTokens: tokens }, metadata, reference: { text: answer, toolCalls: [] }, ...(gold === undefined ? {} : { gold }) },
      candidate: { status: 'scored', value: candidate, reason: '' }, control: { status: 'scored', value: 1, reason: '' },
    } as unknown as PushedCase
  })
}

describe('parts of the trials', () => {
  it('show a candidate that is bad on long inputs only', () => {
    const pushed = pushedOf(300, (at) => ({ tokens: 10 * (at % 30), candidate: at % 30 >= 25 && at % 2 === 0 ? 0 : 1 }))
    const strata = strataOf(pushed, 0.03)
    expect(strata.filter(({ worse }) => worse).map(({ by, name }) => `${by}: ${name}`)).toEqual(['input length: over 200 tokens'])
    expect(strataWarnings(strata, -0.1)[0]).toContain('over 200 tokens')
  })

  it('tell tiers and scripts apart, and leave fields alone that name cases', () => {
    const pushed = pushedOf(300, (at) => ({
      tokens: 5, text: at % 3 === 0 ? '質問です' : 'a question', candidate: at % 3 === 0 && at % 2 === 0 ? 0 : 1,
      metadata: { tier: at % 2 === 0 ? 'free' : 'pro', region: `r${at}` },
    }))
    const strata = strataOf(pushed, 0.03)
    expect([...new Set(strata.map(({ by }) => by))].toSorted()).toEqual(['script', 'tier'])
    expect(strata.find(({ name }) => name === 'Han' || name === 'Kana')?.worse).toBe(true)
  })

  it('rarely mark a part of a candidate that is the same everywhere', () => {
    const uniform = createGenerator(8)
    let marked = 0
    for (let run = 0; run < 200; run++) {
      const pushed = pushedOf(300, () => ({ tokens: Math.floor(uniform() * 1000), candidate: uniform() < 0.1 ? 0 : 1, metadata: { tier: uniform() < 0.5 ? 'free' : 'pro' } }))
      if (strataOf(pushed, 0.03).some(({ worse }) => worse)) marked += 1
    }
    expect(marked).toBeLessThanOrEqual(10)
  })

  it.each([
    ['a label', (isRare: boolean) => ({ answer: isRare ? 'Fraud.' : 'ok' }), 'answer: fraud'],
    ['a field', (isRare: boolean) => ({ answer: JSON.stringify({ spam: false, selfharm: isRare }) }), 'answer field selfharm: true'],
    ['an expected label', (isRare: boolean) => ({ answer: 'ok', gold: isRare ? 'fraud' : 'ok' }), 'answer: fraud'],
    ['an expected record', (isRare: boolean) => ({ gold: { spam: false, selfharm: isRare } }), 'answer field selfharm: true'],
  ] as const)('show that a candidate never gives %s that is rare', (_, answered, part) => {
    const pushed = pushedOf(300, (at) => ({ tokens: 5, candidate: at % 50 === 0 ? 0 : 1, ...answered(at % 50 === 0) }))
    const strata = strataOf(pushed, 0.03)
    expect(strata.filter(({ worse }) => worse).map(({ by, name }) => `${by}: ${name}`)).toEqual([part])
    expect(strataWarnings(strata, -0.02)[0]).toContain('6 trials')
  })

  it('leave the answers out that are like the whole: fifty of them would be a report of their own', () => {
    const pushed = pushedOf(300, (at) => ({ tokens: 5, candidate: at % 7 === 0 ? 0 : 1, answer: `topic ${at % 10}` }))
    expect(strataOf(pushed, 0.03).filter(({ by }) => by === 'answer')).toEqual([])
  })

  it('rarely mark an answer of a candidate that errs alike on all of them', () => {
    const uniform = createGenerator(9)
    let marked = 0
    for (let run = 0; run < 200; run++) {
      const pushed = pushedOf(300, () => ({ tokens: 5, candidate: uniform() < 0.1 ? 0 : 1, answer: `topic ${Math.floor(20 * uniform() ** 2)}` }))
      if (strataOf(pushed, 0.03).some(({ worse }) => worse)) marked += 1
    }
    expect(marked).toBeLessThanOrEqual(10)
  })

  it('say nothing of few trials', () => {
    expect(strataOf(pushedOf(39, () => ({ tokens: 1, candidate: 0 })), 0.03)).toEqual([])
  })
})
