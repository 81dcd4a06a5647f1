import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeFailures, purgeFailures, readFailures, writeFailures, type Failure } from '../../src/learn/failure-store.js'
import { counted, fisherTail } from '../../src/learn/exact.js'
import { createSample, type Unit } from '../../src/learn/unit.js'
import { levelAt } from '../../src/learn/looks.js'
import { workspace } from '../support/workspace.js'

const failure = (n: number, noted = '2026-01-01T00:00:00Z'): Failure => ({ schemaVersion: 1, digest: `d${n}`, key: `k${n}`, route: 'sort', model: 'prod/small', kind: 'feedback', at: null, noted, inputTokens: 40, text: `text ${n}` })

describe('known failures', () => {
  it('are kept once, the newest where there are too many, and survive a half-written line', () => {
    using space = workspace()
    const path = space.path('failures.jsonl')
    const all = Array.from({ length: 30 }, (_, n) => failure(n))
    const merged = mergeFailures(all, [failure(3), failure(40)], 20)
    expect(merged).toHaveLength(20)
    expect(merged.at(-1)?.digest).toBe('d40')
    expect(merged.filter(({ digest }) => digest === 'd3')).toHaveLength(0)
    writeFailures(path, merged)
    space.write('failures.jsonl', `${space.read('failures.jsonl')}{"schemaVersion":1,"dig`)
    expect(readFailures(path)).toEqual({ failures: merged, damaged: 1 })
    space.write('failures.jsonl', '[]\nnull\n{"schemaVersion":2}\n')
    expect(readFailures(path)).toEqual({ failures: [], damaged: 3 })
    expect(readFailures(space.path('none.jsonl'))).toEqual({ failures: [], damaged: 0 })
  })

  it('go by age, or all of them with their file', () => {
    using space = workspace()
    const path = space.path('failures.jsonl')
    writeFailures(path, [failure(1, '2026-01-01T00:00:00Z'), failure(2, '2026-03-01T00:00:00Z')])
    expect(purgeFailures(path, new Date('2026-02-01T00:00:00Z'))).toBe(1)
    expect(readFailures(path).failures.map(({ digest }) => digest)).toEqual(['d2'])
    expect(purgeFailures(path)).toBe(1)
    expect(purgeFailures(path)).toBe(0)
  })
})

describe('exact statistics', () => {
  it('Fisher’s tail is that of the published table of the lady tasting tea, and adds up for any table', () => {
    // Fisher 1935: 8 cups, 4 with milk first; all four right 1/70, three or more 17/70.
    expect(fisherTail(4, 4, 4, 8)).toBeCloseTo(1 / 70, 12)
    expect(fisherTail(3, 4, 4, 8)).toBeCloseTo(17 / 70, 12)
    fc.assert(fc.property(fc.integer({ min: 1, max: 4000 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (all, a, b) => {
      const [failures, inside] = [Math.round(a * all), Math.round(b * all)]
      const tails = Array.from({ length: 6 }, (_, at) => fisherTail(Math.round((at / 5) * Math.min(failures, inside)), failures, inside, all))
      for (const [at, tail] of tails.entries()) {
        expect(tail).toBeGreaterThanOrEqual(0)
        expect(tail).toBeLessThanOrEqual(1)
        if (at > 0) expect(tail).toBeLessThanOrEqual((tails[at - 1] ?? 1) + 1e-9)
      }
      // At what is expected it is no small chance.
      expect(fisherTail(Math.floor((failures * inside) / all), failures, inside, all)).toBeGreaterThan(0.3)
    }), { numRuns: 200 })
  })

  it('intervals of Clopper and Pearson', () => {
    // R: binom.test(7, 20)
    expect(counted(7, 20).interval[0]).toBeCloseTo(0.15391, 4)
    expect(counted(7, 20).interval[1]).toBeCloseTo(0.59219, 4)
    expect(counted(0, 10).interval).toEqual([0, expect.closeTo(0.30850, 4)])
    expect(counted(10, 10).interval).toEqual([expect.closeTo(0.69150, 4), 1])
    expect(counted(0, 0)).toMatchObject({ share: 0, interval: [0, 1] })
  })

  it('levels of all looks together are the level', () => {
    const sum = Array.from({ length: 100_000 }, (_, at) => 3 * levelAt(0.05, at + 1, 3)).reduce((total, one) => total + one, 0)
    expect(sum).toBeLessThanOrEqual(0.05)
    expect(sum).toBeGreaterThan(0.0499)
  })
})

it('a sample depends on what came, not on its order, and holds each key once', () => {
  const unit = (n: number, digest = `d${n}`): Unit => ({ key: `k${n}`, digest, text: '', inputTokens: 0, failed: n % 2 === 0 })
  const units = [...Array.from({ length: 300 }, (_, n) => unit(n)), unit(5, 'a'), unit(6, 'z')]
  const [forth, back] = [units, units.toReversed()].map((list) => {
    const sample = createSample(50)
    for (const one of list) sample.add(one)
    return sample.units().toSorted((a, b) => (a.key < b.key ? -1 : 1))
  })
  expect(forth).toHaveLength(50)
  expect(forth).toEqual(back)
  const few = createSample(50)
  for (const one of [unit(5), unit(5, 'a'), unit(5, 'z')]) few.add(one)
  expect(few.units().map(({ digest }) => digest)).toEqual(['a'])
})
