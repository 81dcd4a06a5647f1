import { describe, expect, it } from 'vitest'
import { binOf } from '../../src/monitor/bins.js'
import { meanRise, scoreFall, shareShift, tailRise } from '../../src/monitor/quantity.js'
import type { Quantity } from '../../src/monitor/quantity.js'
import { wayBack } from '../../src/monitor/way-back.js'

/** So many values of each kind. */
function since({ scale }: Quantity, ...list: readonly (readonly [value: number, count: number])[]) {
  const bins = new Map<number, number>()
  for (const [value, count] of list) bins.set(binOf(scale, value), (bins.get(binOf(scale, value)) ?? 0) + count)
  return { n: list.reduce((sum, [, count]) => sum + count, 0), sum: list.reduce((sum, [value, count]) => sum + value * count, 0), bins }
}

describe('whether a measure is back', () => {
  it('is held against half of the way to where it matters', () => {
    const fall = scoreFall({ name: 'q', by: -0.1, minN: 50 }) // from 0.9: it matters at 0.81, half way is 0.855
    const share = (right: number): string => wayBack(fall, 0.9, since(fall, [1, 1e5 * right], [0, 1e5 * (1 - right)]))
    expect([0.9, 0.862, 0.855, 0.848, 0.81].map(share)).toEqual(['back', 'back', 'open', 'away', 'away'])
    const rise = shareShift({ name: 's', by: 0.1, minN: 20 }) // in points
    expect([0.2, 0.24, 0.25, 0.26].map((one) => wayBack(rise, 0.2, since(rise, [1, 1e5 * one], [0, 1e5 * (1 - one)])))).toEqual(['back', 'back', 'open', 'away'])
    const least: Quantity = { ...rise, kind: 'relative', by: 1, least: 0.01 } // of next to nothing the points count
    expect(wayBack(least, 0, since(least, [1, 300], [0, 99_700]))).toBe('back')
    expect(wayBack(least, 0, since(least, [1, 700], [0, 99_300]))).toBe('away')
  })

  it('takes the more values the wider they spread', () => {
    const cost = meanRise({ name: 'c', by: 0.2, minN: 50 })
    expect(wayBack(cost, 1, since(cost, [0.9, 50], [1.1, 50]))).toBe('back')
    expect(wayBack(cost, 1, since(cost, [0.01, 90], [9.9, 10]))).toBe('open')
    expect(wayBack(cost, 1, since(cost, [0.01, 4500], [9.9, 500]))).toBe('open')
    expect(wayBack(cost, 1, since(cost, [0.01, 90_000], [9.9, 10_000]))).toBe('back')
    expect(wayBack(cost, 1, since(cost, [1.2, 50], [1.3, 50]))).toBe('away')
    expect(wayBack(cost, 1, since(cost))).toBe('open')
  })

  it('counts, of a quantile, the values beyond it', () => {
    const p99 = tailRise({ name: 'l', by: 1, minN: 50 }, 'p99')
    expect(wayBack(p99, 100, since(p99, [100, 300]))).toBe('open')
    expect(wayBack(p99, 100, since(p99, [100, 1000]))).toBe('back')
    expect(wayBack(p99, 100, since(p99, [100, 970], [160, 30]))).toBe('away')
    expect(wayBack(p99, 100, since(p99, [100, 970], [140, 30]))).toBe('back')
  })
})
