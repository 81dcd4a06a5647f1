import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { frequentShingles, internTokens, narrowedShingles } from '../../src/tasks/words/shingles.js'
import { sharedTrigrams, sharedWords, trigrams } from '../../src/tasks/prompts/wording.js'

/** Texts of few words, so that trigrams come again; some of their tokens look like the marks of beginnings and ends. */
const lists = fc.array(fc.array(fc.constantFrom('the', 'ship', 'of', 'grain', '{n}', '^', '$', ':', '\n', 'is'), { maxLength: 14 }), { maxLength: 30 })

describe('what texts share', () => {
  it('is the same whether trigrams are looked for again or taken from those of a lower support', () => {
    fc.assert(fc.property(lists, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 6 }), (all, low, more) => {
      const interned = internTokens(all)
      expect(narrowedShingles(frequentShingles(interned, low), low + more)).toEqual(frequentShingles(interned, low + more))
    }), { numRuns: 300 })
  })

  it('is what nine of ten texts hold, in the order in which it comes first', () => {
    fc.assert(fc.property(lists, fc.array(fc.constantFrom('the', 'ship', ':', 'is'), { minLength: 2, maxLength: 5 }), (all, phrase) => {
      const texts = all.map((list, at) => (at % 12 === 11 ? list : [...list.slice(0, at % 3), ...phrase, ...list.slice(at % 3)]))
      const counts = new Map<string, number>()
      for (const text of texts) for (const gram of new Set(trigrams(text))) counts.set(gram, (counts.get(gram) ?? 0) + 1)
      expect([...sharedTrigrams(texts, (text) => text)]).toEqual([...counts].filter(([, n]) => n / texts.length >= 0.9).map(([gram]) => gram))
    }), { numRuns: 300 })
  })

  it('is read of 400 texts at most, the same as when all are made ready', () => {
    const texts = Array.from({ length: 1_000 }, (_, n) => `the ship ${n % 7} brings grain ${n % 13}`)
    const read: string[] = []
    const listOf = (text: string): readonly string[] => {
      read.push(text)
      return text.split(' ')
    }
    const ready = texts.map((text) => text.split(' '))
    expect(sharedTrigrams(texts, listOf)).toEqual(sharedTrigrams(ready, (list) => list))
    expect(read).toHaveLength(400)
    expect(sharedWords(texts, listOf)).toEqual(sharedWords(ready, (list) => list))
    expect(read).toHaveLength(800)
  })
})
