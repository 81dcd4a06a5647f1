import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256Hex } from '../../src/text/sha256.js'

describe('sha256Hex', () => {
  const known = (text: string): string => createHash('sha256').update(text).digest('hex')

  it('agrees with the platform on any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => { expect(sha256Hex(text)).toBe(known(text)) }))
  })

  it('agrees at the edges of a block, and far beyond one', () => {
    for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 100_000]) expect(sha256Hex('x'.repeat(length))).toBe(known('x'.repeat(length)))
  })
})
