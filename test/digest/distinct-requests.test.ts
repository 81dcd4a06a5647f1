import fc from 'fast-check'
import { expect, it } from 'vitest'
import { contentNumber, distinctRequests, lowestLimit } from '../../src/digest/distinct-requests.js'

it('numbers requests as a map of their digests would', () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom(0, 1, 8, 2 ** 32 - 1), fc.constantFrom(0, 2047, 2048, 2 ** 32 - 1)), { maxLength: 40 }), (words) => {
    const table = { rows: words.length, contentWord: (row: number, word: 0 | 1 | 2 | 3) => words[row]?.[word === 0 ? 0 : 1] ?? 0 }
    const known = new Map<number, number>()
    const expected = words.map((_, row) => {
      const content = contentNumber(table, row)
      const number = known.get(content) ?? known.size
      known.set(content, number)
      return number
    })
    const { count, of } = distinctRequests(table)
    expect([count, ...of]).toEqual([known.size, ...expected])
  }), { numRuns: 1000 })
})

it('finds the limit of the lowest, whether digests lie evenly or not', () => {
  const word = fc.oneof(fc.nat(2 ** 32 - 1), fc.constantFrom(0, 2 ** 32 - 1))
  fc.assert(fc.property(fc.array(fc.tuple(word, word), { maxLength: 200 }), fc.nat(60), (words, most) => {
    const table = { contentWord: (row: number, at: 0 | 1 | 2 | 3) => words[row]?.[at === 0 ? 0 : 1] ?? 0 }
    const rows = words.map((_, row) => row)
    const sorted = rows.map((row) => contentNumber(table, row)).sort((a, b) => a - b)
    expect(lowestLimit(table, rows, most)).toBe(sorted[most] ?? Infinity)
  }), { numRuns: 1000 })
})
