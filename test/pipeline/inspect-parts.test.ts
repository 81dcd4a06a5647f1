import { describe, expect, it } from 'vitest'
import { defaultConfig } from '../../src/config/load.js'
import { tableOf } from '../../src/digest/table-of.js'
import { logTraffic } from '../../src/pipeline/log/log-traffic.js'
import { mostSaving } from '../../src/pipeline/log/most-saving.js'
import { partsSaving } from '../../src/pipeline/log/part-figures.js'
import { createPriceBook } from '../../src/prices/book.js'
import { tierCandidates, tierField } from '../../src/digest/tier-field.js'
import type { Price } from '../../src/domain/model.js'
import { withoutData } from '../../src/text/without-data.js'
import type { TaskPart } from '../../src/warehouse/index.js'
import { call, times, traffic } from '../tasks/traffic.js'

const fieldOf = (calls: ReturnType<typeof traffic>) => tierField(calls.map(({ metadata }) => tierCandidates(metadata)))

describe('tierField', () => {
  it('finds the field that names a plan, whatever its writing, and no other', () => {
    expect(fieldOf(traffic(times(9, (n) => ({ metadata: { 'User-Tier': n % 2 ? 'free' : 'pro', plan: 'x', colour: 'red' } }))))).toBe('User-Tier')
    expect(fieldOf(traffic(times(9, () => ({ metadata: { frontier: 'a', planet: 'b' } }))))).toBeUndefined()
  })

  it('takes no field of many or of other values for one', () => {
    expect(fieldOf(traffic(times(40, (n) => ({ metadata: { tier: `t${n}`, plan: n % 2 ? 'a' : 'b' } }))))).toBe('plan')
    expect(fieldOf(traffic([{ metadata: { tier: 'free' } }, { metadata: { tier: 3 } }]))).toBeUndefined()
  })
})

describe('mostSaving', () => {
  const used = (costUsd: number | undefined, inputTokens?: number, outputTokens?: number) => ({ ...call({}), usage: { ...(inputTokens === undefined ? {} : { inputTokens }), ...(outputTokens === undefined ? {} : { outputTokens }) }, ...(costUsd === undefined ? {} : { costUsd }) })
  const TIERS = ['standard', 'batch', 'priority'] as const
  const saved = (calls: readonly ReturnType<typeof used>[], prices: readonly Price[], tiers: readonly number[] = []) =>
    mostSaving(calls.map((_, row) => row), prices, logTraffic(tableOf(calls.map((one, row) => ({ ...one, serviceTier: TIERS[tiers[row] ?? 0] ?? 'standard' }))), defaultConfig(), createPriceBook(defaultConfig())))

  it('is what the cheapest of the prices leaves of the cost', () => {
    expect(saved([used(1, 100_000, 10_000), used(2, 200_000, 0)], [{ input: 2, output: 10 }, { input: 1, output: 5 }])).toBeCloseTo(3 - 0.35)
  })

  it('counts nothing for calls of unknown cost or tokens, is never below 0, and is unknown where nothing is known', () => {
    expect(saved([used(1, 100_000, 0), used(undefined, 1, 1), used(5)], [{ input: 1, output: 1 }])).toBeCloseTo(0.9)
    expect(saved([used(1, 1e9, 0)], [{ input: 1, output: 1 }])).toBe(0)
    expect(saved([used(5)], [{ input: 1, output: 1 }])).toBeNull()
    expect(saved([used(1, 1, 1)], [])).toBeNull()
  })

  it('is the most where input was cached: another model may cache it, too, or need not', () => {
    const price = { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25 }
    const cached = (read: number, write: number) => ({ ...used(1, 100_000, 0), usage: { inputTokens: 100_000, outputTokens: 0, cacheReadInputTokens: read, cacheWriteInputTokens: write } })
    expect(saved([cached(90_000, 0)], [price])).toBeCloseTo(1 - 0.019)
    expect(saved([cached(0, 90_000)], [price])).toBeCloseTo(1 - 0.1)
    expect(saved([cached(90_000, 0)], [price, { input: 0.01, output: 5 }])).toBeCloseTo(1 - 0.001)
  })

  it('adds up as many calls as there are', () => {
    const calls = Array.from({ length: 5_000 }, (_, n) => used(n % 7 === 0 ? undefined : 1, 1_000 * (n % 5), 100))
    const cost = calls.reduce((sum, { costUsd, usage }) => sum + (costUsd === undefined ? 0 : 1 - ((usage.inputTokens ?? 0) + 200) / 1e6), 0)
    expect(saved(calls, [{ input: 1, output: 2 }, { input: 3, output: 9 }])).toBeCloseTo(cost)
  })

  it('takes the service tier in which the calls were bought, and the list price where none is known for it', () => {
    expect(saved([used(1, 100_000, 0), used(1, 100_000, 0), used(1, 100_000, 0)], [{ input: 1, output: 1 }], [0, 1, 2])).toBeCloseTo(3 - 0.1 - 0.05 - 0.1)
  })
})

describe('partsSaving', () => {
  const config = { ...defaultConfig(), models: { small: { price: { input: 1, output: 1, cacheRead: 0.1 } } } }
  const sum = (count: number, of: number) => ({ count, sum: of })
  const part = (requestModel: string, costUsd: number, inputTokens: number, unpricedTokens = 0, read = 0): TaskPart => ({
    group: {
      key: requestModel, provider: 'lab', requestModel, calls: 2, distinct: 2, eligible: 2, longestOutputTokens: 0, latencyMs: { zeros: 0, bins: {} },
      inputTokens: sum(2, inputTokens), outputTokens: sum(2, 0), cacheReadInputTokens: sum(2, read), cacheWriteInputTokens: sum(2, 0),
      costUsd: sum(costUsd > 0 ? 1 : 0, costUsd), priced: { calls: costUsd > 0 ? 1 : 0, costUsd, inputTokens: inputTokens - unpricedTokens, outputTokens: 0, cacheReadInputTokens: read, cacheWriteInputTokens: 0 },
      unpriced: { calls: unpricedTokens > 0 ? 1 : 0, inputTokens: unpricedTokens, outputTokens: 0, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 },
    },
    share: 1, interval: [1, 1], sample: [], completeTo: undefined,
  })
  const saved = (...parts: readonly TaskPart[]) => partsSaving(parts, [{ input: 1, output: 1, cacheRead: 0.1 }], config, createPriceBook(config))

  it('sets no tokens of calls of unknown cost against the cost of others', () => {
    expect(saved(part('large', 1, 100_000))).toBeCloseTo(0.9)
    expect(saved(part('large', 1, 100_000), part('huge', 0, 9e6, 9e6))).toBeCloseTo(0.9)
    expect(saved(part('large', 1, 9e6 + 100_000, 9e6))).toBeCloseTo(0.9)
    expect(saved(part('huge', 0, 9e6, 9e6))).toBeNull()
  })

  it('lets another model cache, too', () => {
    expect(saved(part('large', 1, 1_000_000, 0, 900_000))).toBeCloseTo(1 - 0.19)
  })
})

describe('withoutData', () => {
  it('takes encoded data out and leaves words and links', () => {
    const data = 'iVBORw0KGgo'.repeat(40)
    expect(withoutData(`see data:image/png;base64,${data}== and`)).toBe('see {data} and')
    expect(withoutData(`${'word '.repeat(60)}https://example.com/a/b`)).toContain('https://example.com/a/b')
    expect(withoutData(data.slice(0, 150))).toBe(data.slice(0, 150))
  })
})
