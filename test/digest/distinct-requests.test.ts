import fc from 'fast-check'
import { expect, it } from 'vitest'
import { contentNumber, distinctRequests } from '../../src/digest/distinct-requests.js'

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
