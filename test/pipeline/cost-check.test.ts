import { describe, expect, it } from 'vitest'
import { configSchema } from '../../src/config/schema.js'
import type { ServiceTier } from '../../src/domain/call.js'
import { checkCosts, keptCost } from '../../src/pipeline/cost-check.js'
import { createPriceBook } from '../../src/prices/book.js'
import { costLines } from '../../src/report/inspect-lines.js'

const config = configSchema.parse({ version: 1, models: { m: { as: 'own/m', price: { input: 2, output: 10 } } } })
const book = createPriceBook(config)
const LIST = 0.003

const served = (costUsd: number | undefined, serviceTier?: ServiceTier) => ({ requestModel: 'm', usage: { inputTokens: 1000, outputTokens: 100 }, ...(costUsd !== undefined && { costUsd }), ...(serviceTier && { serviceTier }) })
const call = (costUsd: number | undefined, format = 'f', tier?: ServiceTier) => ({ format, ...served(costUsd, tier) })
const six = (costUsd: number, tier?: ServiceTier) => Array.from({ length: 6 }, () => call(costUsd, 'f', tier))

describe('logged against recomputed cost', () => {
  it('is the median over calls that have both, by format', () => {
    expect(checkCosts([call(LIST), call(LIST * 3), call(LIST * 1.1), call(undefined), call(LIST, 'g')], [{ format: 'g', reason: 'no-text', traffic: served(LIST) }], config, book)).toEqual([
      { format: 'f', calls: 3, ratio: expect.closeTo(1.1, 9) }, { format: 'g', calls: 2, ratio: expect.closeTo(1, 9) },
    ])
  })
  it.each([[100, /cents/], [1e9, /billionths/], [1e-9, /billionth/], [0.5, /batch/], [2, /twice/], [1000, /thousandths/], [7, /another unit/], [0.1, /discount/]])('names the cause of %d', (factor, cause) => {
    expect(checkCosts(six(LIST * factor), [], config, book)[0]?.alarm).toMatch(cause)
  })
  it('is quiet near 1, for few calls, and for a batch that paid half', () => {
    expect(checkCosts(six(LIST * 1.2), [], config, book)[0]?.alarm).toBeUndefined()
    expect(checkCosts([call(LIST * 100)], [], config, book)[0]?.alarm).toBeUndefined()
    expect(checkCosts(six(LIST / 2, 'batch'), [], config, book)).toEqual([{ format: 'f', calls: 6, ratio: expect.closeTo(1, 9) }])
    expect(checkCosts(six(LIST, 'priority'), [], config, book)).toEqual([])
  })
})

it('traffic kept for cost is summed as logged, else at list price; unknown is unknown', () => {
  expect(keptCost([], config, book)).toBeUndefined()
  const kept = keptCost([{ format: 'f', reason: 'no-text', traffic: served(1) }, { format: 'f', reason: 'no-text', traffic: served(undefined, 'batch') }, { format: 'f', reason: 'redacted', traffic: { usage: { inputTokens: 5 } } }], config, book)
  expect(kept).toEqual({ calls: 3, costUsd: expect.closeTo(1 + LIST / 2, 9), unpriced: 1, reasons: { 'no-text': 2, redacted: 1 } })
  expect(costLines({ costCheck: [{ format: 'portkey', calls: 9, ratio: 100.04, alarm: 'cents' }], ...(kept && { keptForCost: kept }) })).toEqual([
    'Kept for cost only: 3 calls, $1.00 (1 of unknown cost): 2 no-text, 1 redacted.', 'Logged over recomputed cost, median: portkey 100 (9).', 'Check the costs of portkey: cents.',
  ])
})
