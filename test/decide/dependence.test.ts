import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createGenerator } from '../../src/decide/generator.js'
import { dependence, leastEffective } from '../../src/decide/index.js'

const named = (sizes: readonly number[]): readonly string[] => sizes.flatMap((size, at) => Array.from({ length: size }, () => `g${at}`))

describe('dependence', () => {
  it('is whole where all values of a group are one', () => {
    const sizes = Array.from({ length: 40 }, () => 5)
    const found = dependence(named(sizes).map((_, at) => (Math.floor(at / 5) % 8 === 0 ? -1 : 0)), named(sizes), 1)
    expect(found).toMatchObject({ shared: 200, groups: 40, chance: 1 / 2000 })
    expect(found?.correlation).toBeCloseTo(1, 9)
  })

  it('is the correlation that was put in', () => {
    const uniform = createGenerator(5)
    const sizes = Array.from({ length: 4000 }, () => 3)
    const values = sizes.flatMap(() => {
      const shared = uniform() < 0.1 ? -1 : 0
      return Array.from({ length: 3 }, () => (uniform() < 0.6 ? shared : uniform() < 0.1 ? -1 : 0))
    })
    expect(Math.abs((dependence(values, named(sizes), 1)?.correlation ?? 0) - 0.36)).toBeLessThan(0.05)
  })

  it('is found by chance as often as its chance says', () => {
    const uniform = createGenerator(9)
    const chances = Array.from({ length: 200 }, (_, seed) => dependence(Array.from({ length: 60 }, () => (uniform() < 0.2 ? -1 : uniform() < 0.2 ? 1 : 0)), named(Array.from({ length: 20 }, () => 3)), seed)?.chance ?? 1)
    for (const level of [0.05, 0.2, 0.5]) expect(Math.abs(chances.filter((chance) => chance <= level).length / 200 - level)).toBeLessThan(0.12)
  })

  it('cannot be told where nothing differs or nothing is shared', () => {
    expect(dependence([0, 0, 0, 0], ['a', 'a', 'b', 'b'], 1)).toBeUndefined()
    expect(dependence([0, -1, 0, 1], ['a', 'b', 'c', undefined], 1)).toBeUndefined()
    expect(dependence([], [], 1)).toBeUndefined()
  })

  it('does not hang on the names or the order of groups, and lies in its bounds', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom(-1, -0.5, 0, 1), fc.option(fc.nat({ max: 6 }), { nil: undefined })), { minLength: 2, maxLength: 40 }), (rows) => {
      const values = rows.map(([value]) => value)
      const found = dependence(values, rows.map(([, group]) => (group === undefined ? undefined : `a${group}`)), 3)
      const renamed = dependence(values, rows.map(([, group]) => (group === undefined ? undefined : `z${9 - group}`)), 3)
      expect(renamed?.groups).toBe(found?.groups)
      expect(renamed?.correlation ?? 0).toBeCloseTo(found?.correlation ?? 0, 9)
      if (!found) return
      expect(found.chance).toBeGreaterThan(0)
      expect(found.chance).toBeLessThanOrEqual(1)
      expect(found.groups).toBe(rows.filter(([, group]) => group === undefined).length + new Set(rows.flatMap(([, group]) => group ?? [])).size)
    }), { numRuns: 60 })
  })
})

describe('leastEffective', () => {
  it('is the number of groups where nothing differs, and of the values where they are alone', () => {
    expect(leastEffective(Array(100).fill(0), named(Array(20).fill(5)))).toBeCloseTo(20, 9)
    expect(leastEffective(Array(100).fill(0), Array(100).fill(undefined))).toBe(100)
    expect(leastEffective([0, 0, 0, -1], ['a', 'b', 'c', 'd'])).toBe(4)
    expect(leastEffective([], [])).toBe(0)
  })

  it('grows with losses whose mates have none, and stays small where mates are lost as well', () => {
    const groups = named(Array(20).fill(5))
    const scattered = (losses: number) => leastEffective(groups.map((_, at) => (at % 5 === 0 && at < 5 * losses ? -1 : 0)), groups)
    const together = leastEffective(groups.map((_, at) => (at < 10 ? -1 : 0)), groups)
    expect([scattered(0), scattered(2), scattered(10)].map(Math.round)).toEqual([20, 40, 77])
    expect(together).toBeLessThan(21)
    // One pair of mates goes the same way: of 8 mates (2 + 2·√2 + 3) at most, 40 in groups of 5.
    const few = named(Array(8).fill(5))
    expect(leastEffective(few.map((_, at) => (at < 2 || at === 5 || at === 10 || at === 15 || at === 20 || at === 25 ? -1 : 0)), few)).toBeCloseTo(40 / (1 + 4 * ((2 + 2 * Math.SQRT2 + 3) / 28)), 9)
    expect(leastEffective(groups.map((_, at) => (at % 5 === 0 ? -1 : at % 5 === 1 ? 1 : 0)), groups)).toBeGreaterThan(70)
  })
})
