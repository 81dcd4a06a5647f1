import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom, hash32, hashUnit } from '../../src/demo/prng.js'

describe('createRandom', () => {
  it('gives the same stream for the same seed and another for another', () => {
    const stream = (seed: string): readonly number[] => Array.from({ length: 20 }, createRandom(seed).unit)
    expect(stream('a')).toEqual(stream('a'))
    expect(stream('a')).not.toEqual(stream('b'))
  })

  it('fills the unit interval evenly', () => {
    const { unit } = createRandom('even')
    const bins = Array.from({ length: 10 }, () => 0)
    for (let i = 0; i < 10_000; i++) {
      const bin = Math.floor(unit() * 10)
      bins[bin] = (bins[bin] ?? 0) + 1
    }
    for (const count of bins) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })

  it('keeps integers within both bounds and reaches both', () => {
    fc.assert(fc.property(fc.string(), fc.integer({ min: -50, max: 50 }), fc.integer({ min: 0, max: 3 }), (seed, low, width) => {
      const random = createRandom(seed)
      const seen = new Set(Array.from({ length: 200 }, () => random.integer(low, low + width)))
      expect(seen.size).toBe(width + 1)
      expect(Math.min(...seen)).toBe(low)
      expect(Math.max(...seen)).toBe(low + width)
    }))
  })

  it('shuffles without loss', () => {
    fc.assert(fc.property(fc.string(), fc.array(fc.integer()), (seed, items) => {
      expect(createRandom(seed).shuffle(items).toSorted((a, b) => a - b)).toEqual(items.toSorted((a, b) => a - b))
    }))
  })

  it('refuses to pick from nothing', () => {
    expect(() => createRandom('x').pick([])).toThrow(RangeError)
  })
})

describe('hashUnit', () => {
  it('lies in [0,1) and tells parts apart from their concatenation', () => {
    fc.assert(fc.property(fc.array(fc.string()), (parts) => {
      const value = hashUnit(...parts)
      expect(value).toBeGreaterThanOrEqual(0)
      expect(value).toBeLessThan(1)
    }))
    expect(hashUnit('a', 'bc')).not.toBe(hashUnit('ab', 'c'))
  })

  it('spreads counters evenly', () => {
    const values = Array.from({ length: 5000 }, (_, i) => hashUnit('n', i))
    expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(0.5, 1)
    expect(new Set(values.map((value) => Math.floor(value * 100))).size).toBe(100)
    expect(hash32('')).not.toBe(hash32('\u0000'))
  })
})
