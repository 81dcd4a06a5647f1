import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gramHashes, gramMatcher, gramSetOf, held } from '../../src/tasks/words/gram-set.js'
import { tokenHash, tokenHashes } from '../../src/tasks/words/token-hashes.js'
import { tokens } from '../../src/text/words.js'

const piece = fc.constantFrom('a', 'B', 'word', "don't", "'", "''", '’', '{n}', '{ID}', '{', '}', '{}', '{a', '7', '42', '\n', '\n\n', ' ', '\t', '\r', '\v', '\u0000', '\u00a0', '\ufeff', 'é', 'e\u0301', 'K', '٣', '😀', '\ud800', '.', ':', '@', '[', '`', '~', '\u007f')
const text = fc.oneof(fc.array(piece, { maxLength: 16 }).map((pieces) => pieces.join('')), fc.string({ maxLength: 40 }), fc.string({ unit: 'binary', maxLength: 30 }))

describe('tokenHashes', () => {
  it('are the hashes of the tokens', () => {
    fc.assert(fc.property(text, (given) => {
      expect([...tokenHashes(given)]).toEqual(tokens(given).map(tokenHash))
    }), { numRuns: 5000 })
  })

  it('of a text longer than any before', () => {
    const long = "It's 12 o'clock.\n".repeat(4_000)
    expect(tokenHashes(long)).toEqual(Int32Array.from(tokens(long), tokenHash))
  })
})

const wordings = ['please sum up this letter: {n}', 'translate the text into german', 'what is the capital of {quoted}', 'sum up this']

/** What a matcher finds, by sums over whole sets. */
function stated(lists: readonly (readonly string[])[], list: readonly string[]): number | undefined {
  const text = gramHashes(list)
  let best: { readonly index: number; readonly score: number } | undefined
  lists.forEach((own, index) => {
    const set = gramSetOf([own])
    if (!set) return
    const whole = set.weights.reduce((sum, weight) => sum + weight, 0)
    const score = held(set, text) * whole
    if (score > 0 && score >= set.least * whole && (best === undefined || score > best.score + 1e-9)) best = { index, score }
  })
  return best?.index
}

describe('gramMatcher', () => {
  it('finds the wording of which a text holds most, whatever was asked before', () => {
    const lists = wordings.map(tokens)
    const match = gramMatcher(lists.flatMap((list) => gramSetOf([list]) ?? []))
    fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom(...wordings), fc.constantFrom('', ' ', ' and more of it')), { maxLength: 3 }), (parts) => {
      const given = parts.flat().join('')
      expect(match(tokenHashes(given))).toBe(stated(lists, tokens(given)))
    }))
    expect(match(tokenHashes(wordings[1] ?? ''))).toBe(1)
    expect(match(tokenHashes('nothing of the kind'))).toBeUndefined()
    expect(match(tokenHashes(''))).toBeUndefined()
  })
})
