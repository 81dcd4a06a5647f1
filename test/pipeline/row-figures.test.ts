import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultConfig } from '../../src/config/load.js'
import { tableOf } from '../../src/digest/table-of.js'
import type { LlmCall, ServiceTier, Usage } from '../../src/domain/call.js'
import { ratesAt, type Price } from '../../src/domain/model.js'
import { createCostRatios, addCosts, listCost } from '../../src/pipeline/log/cost-check.js'
import { mostFrequent } from '../../src/pipeline/log/incumbent.js'
import { percentile } from '../../src/pipeline/task/latency.js'
import { logTraffic } from '../../src/pipeline/log/log-traffic.js'
import { mostSaving } from '../../src/pipeline/log/most-saving.js'
import { rowFigures } from '../../src/pipeline/log/row-figures.js'
import { rowsCost } from '../../src/pipeline/log/task-summary.js'
import { costOf, type PriceBook } from '../../src/prices/book.js'
import { call } from '../tasks/traffic.js'

const PRICES: Readonly<Record<string, Price>> = {
  small: { input: 0.15, output: 0.6 },
  middle: { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25, cacheWriteHour: 2 },
  large: { input: 3, output: 15, cacheRead: 0.3, long: { input: 6, output: 22.5, cacheRead: 0.6, cacheWrite: 7.5, above: 2000 } },
}
const config = defaultConfig()
const book: PriceBook = { priceOf: (ref) => PRICES[ref.slice(ref.indexOf('/') + 1)] }

const tokens = fc.option(fc.nat(5000), { nil: undefined })
const maybe = <T>(name: string, value: T | undefined): Record<string, T> => (value === undefined ? {} : { [name]: value })
const usages = fc.tuple(tokens, tokens, tokens, tokens, tokens).map(([inputTokens, outputTokens, read, write, hour]): Usage => ({ ...maybe('inputTokens', inputTokens), ...maybe('outputTokens', outputTokens), ...maybe('cacheReadInputTokens', read), ...maybe('cacheWriteInputTokens', write), ...maybe('cacheWriteHourInputTokens', hour) }))
const tier = fc.constantFrom<ServiceTier | undefined>(undefined, 'standard', 'batch', 'flex', 'priority', 'other')
const calls = fc.array(fc.record({ usage: usages, tier, model: fc.constantFrom('small', 'middle', 'large', 'unheard-of'), costUsd: fc.option(fc.double({ min: 0, max: 9, noNaN: true }), { nil: undefined }), ms: fc.option(fc.nat(999), { nil: undefined }), asks: fc.nat(9), plan: fc.constantFrom('free', 'paid', undefined), format: fc.constantFrom('one', 'two') }), { minLength: 1, maxLength: 60 })
  .map((all) => all.map((one, at): LlmCall => ({
    ...call({ user: `question ${one.asks}`, metadata: maybe('plan', one.plan) }, at), format: one.format, requestModel: one.model, usage: one.usage,
    ...maybe('serviceTier', one.tier), ...maybe('costUsd', one.costUsd), ...maybe('latencyMs', one.ms),
  })))
const someOf = (all: readonly LlmCall[]) => fc.subarray(all.map((_, row) => row))
const cases = calls.chain((all) => fc.tuple(fc.constant(all), someOf(all)))

/** USD by the rules in words, without any of the code under test. */
function usdOf({ inputTokens, outputTokens, cacheReadInputTokens = 0, cacheWriteInputTokens = 0, cacheWriteHourInputTokens = 0 }: Usage, price: Price): number | undefined {
  if (inputTokens === undefined || outputTokens === undefined) return undefined
  const rates = ratesAt(price, inputTokens)
  const read = rates.cacheRead === undefined ? 0 : Math.min(cacheReadInputTokens, inputTokens)
  const written = rates.cacheWrite === undefined ? 0 : Math.min(cacheWriteInputTokens, inputTokens - read)
  const hour = rates.cacheWriteHour === undefined ? 0 : Math.min(cacheWriteHourInputTokens, written)
  return ((inputTokens - read - written) * rates.input + read * (rates.cacheRead ?? 0) + (written - hour) * (rates.cacheWrite ?? 0) + hour * (rates.cacheWriteHour ?? 0) + outputTokens * rates.output) / 1e6
}

const SHARES: Readonly<Partial<Record<ServiceTier, number>>> = { batch: 0.5, flex: 0.5, standard: 1 }
const count = (names: readonly (string | undefined)[]): Readonly<Record<string, number>> => Object.fromEntries([...new Set(names)].flatMap((name) => (name === undefined ? [] : [[name, names.filter((other) => other === name).length]])))

describe('figures of rows', () => {
  it('cost of tokens: by the rules in words', () => {
    fc.assert(fc.property(usages, fc.constantFrom(...Object.values(PRICES)), (usage, price) => { expect(costOf(usage, price)).toBe(usdOf(usage, price)) }), { numRuns: 300 })
    const price = PRICES['small'] as Price
    for (const usage of [{ inputTokens: -1, outputTokens: 1 }, { inputTokens: 1, outputTokens: Infinity }, { inputTokens: Number.NaN, outputTokens: 1 }, { inputTokens: 1 }, {}]) expect(costOf(usage, price)).toBeUndefined()
  })

  it('are what counting call by call gives, to the last digit', () => {
    fc.assert(fc.property(cases, ([all, rows]) => {
      const table = tableOf(all)
      const traffic = logTraffic(table, config, book)
      const own = rows.map((row) => all[row] as LlmCall)
      const costs = own.map((one) => one.costUsd ?? listCost(one, config, book))
      expect(rows.map(traffic.costOf)).toEqual(costs)
      const known = costs.filter((usd) => usd !== undefined)
      expect(rowsCost(rows, traffic)).toBe(known.length === 0 ? null : known.reduce((sum, usd) => sum + usd, 0))

      const paid = own.flatMap((one, at) => { const usd = costs[at]; return usd === undefined || usdOf(one.usage, { input: 0, output: 0 }) === undefined ? [] : [{ one, usd }] })
      const least = Object.values(PRICES).flatMap((price) => [(one: LlmCall) => one.usage, ({ usage: { inputTokens = 0, outputTokens = 0 } }: LlmCall) => ({ inputTokens, outputTokens })]
        .map((usage) => paid.reduce((sum, { one }) => sum + (usdOf(usage(one), price) ?? Number.NaN) * (SHARES[one.serviceTier ?? 'standard'] ?? 1), 0)))
      expect(mostSaving(rows, Object.values(PRICES), traffic)).toBe(paid.length === 0 ? null : Math.max(0, paid.reduce((sum, { usd }) => sum + usd, 0) - Math.min(...least)))

      const figures = rowFigures(traffic)
      expect(figures.models(rows)).toEqual(count(rows.map(traffic.refOf)))
      const plans = count(own.map(({ metadata }) => metadata['plan'] as string | undefined))
      expect(figures.tiers(rows)).toEqual(Object.keys(plans).length === 0 ? undefined : plans)
      const times = own.flatMap(({ latencyMs }) => latencyMs ?? []).sort((a, b) => a - b)
      expect(figures.latencyMs(rows)).toEqual(times.length === 0 ? null : { p50: percentile(times, 0.5), p95: percentile(times, 0.95), p99: percentile(times, 0.99) })
      const mean = (values: readonly number[]) => (values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length)
      expect(figures.tokensPerCall(rows)).toEqual({ input: mean(own.flatMap(({ usage }) => usage.inputTokens ?? [])), output: mean(own.flatMap(({ usage }) => usage.outputTokens ?? [])) })
      const asked = own.map(({ request }) => JSON.stringify(request))
      // Asked twice: what was met in one task is no repeat in the next.
      for (let turn = 0; turn < 2; turn++) expect(figures.repeats(rows)).toEqual(rows.filter((_, at) => asked.indexOf(asked[at] ?? '') < at))

      const counts = Object.entries(figures.models(rows))
      expect(mostFrequent(rows, traffic)).toBe(counts.toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))[0]?.[0])
      expect(Object.keys(figures.models(rows))).toEqual(counts.toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([name]) => name))

      const [together, oneByOne] = [createCostRatios(), createCostRatios()]
      addCosts(together, table, config, book)
      for (const one of all) if (one.costUsd !== undefined) oneByOne.add(one.format, one.costUsd, listCost(one, config, book), one.serviceTier)
      expect(together.checks()).toEqual(oneByOne.checks())
      table.close()
    }), { numRuns: 150 })
  })
})
