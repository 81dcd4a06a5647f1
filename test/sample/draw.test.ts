import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LlmCall } from '../../src/domain/call.js'
import { drawRows } from '../../src/sample/draw-rows.js'
import { drawCases, type DrawOptions } from '../../src/sample/eligible.js'
import { call } from '../support/call.js'

const draw = (calls: readonly LlmCall[], changes: Partial<DrawOptions> = {}) => drawCases(calls, { seed: 1, isIncumbents: () => true, ...changes })
const idsOf = (calls: readonly LlmCall[], seed = 1) => draw(calls, { seed }).calls.map((one) => one.call.id)
const names = (count: number): string[] => Array.from({ length: count }, (_, n) => `call-${n}`)

function orderOf(names: readonly string[], seed: number): readonly string[] {
  const of = (row: number): string => names[row] ?? ''
  return drawRows(names.map((_, row) => row), seed, { contentOf: of, occurrenceOf: of, conversationOf: () => undefined }).order.map(of)
}

describe('the drawn order', () => {
  it('is a permutation that does not depend on the order of the log', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.string(), { maxLength: 60 }), fc.nat(), fc.array(fc.nat(), { minLength: 60, maxLength: 60 }), (items, seed, keys) => {
      const order = orderOf(items, seed)
      const shuffled = items.map((item, n) => ({ item, key: keys[n] ?? 0 })).toSorted((a, b) => a.key - b.key).map(({ item }) => item)
      expect(order.toSorted()).toEqual(items.toSorted())
      expect(orderOf(shuffled, seed)).toEqual(order)
    }), { seed: 7 })
  })

  it('keeps the relative order of old items when the log grows', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.string(), { maxLength: 40 }), fc.uniqueArray(fc.string(), { maxLength: 40 }), fc.nat(), (old, added, seed) => {
      const grown = orderOf([...new Set([...old, ...added])], seed)
      expect(grown.filter((name) => old.includes(name))).toEqual(orderOf(old, seed))
    }), { seed: 7 })
  })

  it('is uniform: over seeds every item is equally often at every place', () => {
    const size = 8
    const seeds = 4000
    const counts = Array.from({ length: size }, () => Array<number>(size).fill(0))
    for (let seed = 0; seed < seeds; seed++) orderOf(names(size), seed).forEach((name, place) => { counts[Number(name.slice(5))]![place]! += 1 })
    const expected = seeds / size
    const chiSquare = counts.flat().reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    // 49 degrees of freedom: mean 49, standard deviation 9.9.
    expect(chiSquare).toBeLessThan(49 + 5 * 9.9)
    expect(chiSquare).toBeGreaterThan(49 - 4.5 * 9.9)
  })
})

describe('the cases of a task', () => {
  it('are one of each conversation', () => {
    const calls = Array.from({ length: 60 }, (_, n) => call(`c${n}`, `turn ${n}`, { conversationId: `k${n % 7}` }))
    const drawn = draw([...calls, call('x', 'alone'), call('y', 'alone, too')])
    expect(drawn.calls).toHaveLength(9)
    expect(new Set(drawn.calls.map((one) => one.call.conversationId)).size).toBe(8)
    expect(drawn.excluded).toEqual({ 'other-model': 0, repeat: 0, conversation: 53, 'no-gold': 0 })
  })

  it('are one of each group of exact repeats; another temperature is another question', () => {
    const calls = [...Array.from({ length: 10 }, (_, n) => call(`c${n}`, 'same')), call('t', 'same', { request: { ...call('t', 'same').request, temperature: 1 } })]
    const drawn = draw(calls)
    expect(drawn.calls).toHaveLength(2)
    expect(drawn.excluded.repeat).toBe(9)
  })

  it('are the incumbent\'s alone, and the others are counted', () => {
    const calls = Array.from({ length: 30 }, (_, n) => call(`c${n}`, `case ${n}`, { requestModel: n % 3 === 0 ? 'old' : 'big' }))
    const drawn = draw(calls, { isIncumbents: (one) => one.requestModel === 'big' })
    expect(drawn.calls).toHaveLength(20)
    expect(drawn.excluded['other-model']).toBe(10)
  })

  it('carry their gold, and those without one are left out when a path is given', () => {
    const calls = [call('a', 'a', { metadata: { expected: 'yes' } }), call('b', 'b'), call('c', 'c', { metadata: { expected: null } }), call('d', 'd', { metadata: { expected: false } })]
    const drawn = draw(calls, { goldPath: 'metadata.expected' })
    expect(new Map(drawn.calls.map((one) => [one.call.id, one.gold]))).toEqual(new Map<string, unknown>([['a', 'yes'], ['d', false]]))
    expect(drawn.excluded['no-gold']).toBe(2)
    expect(draw(calls).calls.every((one) => !('gold' in one))).toBe(true)
  })

  it('do not depend on the order of the log, and do on the seed', () => {
    const calls = Array.from({ length: 80 }, (_, n) => call(`c${n}`, `case ${n % 50}`, n % 5 === 0 ? { conversationId: `k${n % 3}` } : {}))
    expect(idsOf(calls.toReversed())).toEqual(idsOf(calls))
    expect(idsOf(calls, 2)).not.toEqual(idsOf(calls))
  })

  it('never lose an eligible call and never name one twice', () => {
    const group = fc.record({ text: fc.integer({ min: 0, max: 9 }), conversation: fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }), model: fc.constantFrom('big', 'old') })
    fc.assert(fc.property(fc.array(group, { maxLength: 60 }), fc.nat(), (groups, seed) => {
      const calls = groups.map(({ text, conversation, model }, n) => call(`c${n}`, `case ${text}`, { requestModel: model, ...(conversation === undefined ? {} : { conversationId: `k${conversation}` }) }))
      const drawn = draw(calls, { seed, isIncumbents: (one) => one.requestModel === 'big' })
      const { calls: cases, excluded } = drawn
      expect(cases.length + excluded.repeat + excluded.conversation + excluded['other-model']).toBe(calls.length)
      expect(new Set(cases.map((one) => one.content)).size).toBe(cases.length)
      const conversations = cases.flatMap((one) => one.call.conversationId ?? [])
      expect(new Set(conversations).size).toBe(conversations.length)
    }), { seed: 7 })
  })
})
