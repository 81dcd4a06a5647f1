import { describe, expect, it } from 'vitest'
import { configSchema } from '../../src/config/schema.js'
import type { ServiceTier } from '../../src/domain/call.js'
import { createCostRatios, listCost } from '../../src/pipeline/log/cost-check.js'
import { createKeptCost } from '../../src/pipeline/log/kept-cost.js'
import { createMedian } from '../../src/pipeline/log/median.js'
import { createPriceBook } from '../../src/prices/book.js'
import { costLines } from '../../src/report/inspect-lines.js'

const config = configSchema.parse({ version: 1, models: { m: { as: 'own/m', price: { input: 2, output: 10 } } } })
const book = createPriceBook(config)
const LIST = 0.003

const served = (costUsd: number | undefined, serviceTier?: ServiceTier) => ({ requestModel: 'm', usage: { inputTokens: 1000, outputTokens: 100 }, ...(costUsd !== undefined && { costUsd }), ...(serviceTier && { serviceTier }) })
const call = (costUsd: number | undefined, format = 'f', tier?: ServiceTier) => ({ format, ...served(costUsd, tier) })
const six = (costUsd: number, tier?: ServiceTier) => Array.from({ length: 6 }, () => call(costUsd, 'f', tier))

type Call = ReturnType<typeof call>
function checkCosts(calls: readonly Call[], ratios = createCostRatios()) {
  for (const one of calls) ratios.add(one.format, one.costUsd, listCost(one, config, book), one.serviceTier)
  return ratios.checks()
}

describe('logged against recomputed cost', () => {
  it('is the median over calls that have both, by format', () => {
    const kept = createKeptCost(config, book)
    kept.add({ format: 'g', reason: 'no-text', traffic: served(LIST) })
    expect(checkCosts([call(LIST), call(LIST * 3), call(LIST * 1.1), call(undefined), call(LIST, 'g')], kept.ratios)).toEqual([
      { format: 'f', calls: 3, ratio: expect.closeTo(1.1, 9) }, { format: 'g', calls: 2, ratio: expect.closeTo(1, 9) },
    ])
  })
  it.each([[100, /cents/], [1e9, /billionths/], [1e-9, /billionth/], [0.5, /batch/], [2, /twice/], [1000, /thousandths/], [7, /another unit/], [0.1, /discount/]])('names the cause of %d', (factor, cause) => {
    expect(checkCosts(six(LIST * factor))[0]?.alarm).toMatch(cause)
  })
  it('is quiet near 1, for few calls, and for a batch that paid half', () => {
    expect(checkCosts(six(LIST * 1.2))[0]?.alarm).toBeUndefined()
    expect(checkCosts([call(LIST * 100)])[0]?.alarm).toBeUndefined()
    expect(checkCosts(six(LIST / 2, 'batch'))).toEqual([{ format: 'f', calls: 6, ratio: expect.closeTo(1, 9) }])
    expect(checkCosts(six(LIST, 'priority'))).toEqual([])
  })
  it('leaves out what paid for more than text tokens, and says so', () => {
    const checks = checkCosts([...six(LIST), ...six(LIST * 9, 'other'), ...six(LIST * 2, 'priority')])
    expect(checks).toEqual([{ format: 'f', calls: 6, ratio: expect.closeTo(1, 9), beyondList: 12 }])
    expect(costLines({ costCheck: checks })).toEqual(['Logged over recomputed cost, median: f 1 (6).', 'Not compared: 12 calls of f that paid for more than text tokens at list price (a priority tier, audio, searches at the provider).'])
  })
})

it('traffic kept for cost is summed as logged, else at list price; unknown is unknown', () => {
  const paid = createKeptCost(config, book)
  expect(paid.summary()).toBeUndefined()
  paid.add({ format: 'f', reason: 'no-text', traffic: served(1) })
  paid.add({ format: 'f', reason: 'no-text', traffic: served(undefined, 'batch') })
  paid.add({ format: 'f', reason: 'redacted', traffic: { usage: { inputTokens: 5 } } })
  const kept = paid.summary()
  expect(kept).toEqual({ calls: 3, costUsd: expect.closeTo(1 + LIST / 2, 9), unpriced: 1, reasons: { 'no-text': 2, redacted: 1 }, models: { 'own/m': 2, unknown: 1 }, tokens: { input: 2005, output: 200 } })
  expect(costLines({ costCheck: [{ format: 'portkey', calls: 9, ratio: 100.04, alarm: 'cents' }], ...(kept && { keptForCost: kept }) })).toEqual([
    'Kept for cost only: 3 calls, $1.00 (1 of unknown cost): 2 no-text, 1 redacted.', 'They were served by own/m (2), unknown (1); tokens in 2,005, out 200.', 'Logged over recomputed cost, median: portkey 100 (9).', 'Check the costs of portkey: cents.',
  ])
})

it('names of models beyond a thousand are counted as one', () => {
  const paid = createKeptCost(config, book)
  for (let at = 0; at < 1_200; at++) paid.add({ format: 'f', reason: 'no-text', traffic: { requestModel: `openai/x-${at}`, usage: {}, costUsd: 1 } })
  const kept = paid.summary()
  expect([Object.keys(kept?.models ?? {}).length, kept?.models['other'], kept?.costUsd]).toEqual([1_001, 200, 1_200])
})

it('a median is exact while all numbers are kept, and near when they are sampled', () => {
  const [exact, sampled] = [createMedian(), createMedian(2_000)]
  expect(exact.median()).toBe(0)
  // 7919 is prime to 50,000: each number once, in no order.
  for (let at = 0; at < 50_000; at++) for (const median of [exact, sampled]) median.add((at * 7919) % 50_000)
  expect([exact.count(), exact.median(), sampled.count()]).toEqual([50_000, 24_999.5, 50_000])
  // Six standard errors of a median of 2,000: 0.5 / sqrt(2000) of the range each.
  expect(Math.abs(sampled.median() - 25_000)).toBeLessThan(6 * 50_000 * 0.5 / Math.sqrt(2_000))
})
