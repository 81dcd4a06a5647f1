import type { AuditConfig } from '../../config/schema.js'
import type { CallTable } from '../../digest/call-table.js'
import type { ServiceTier, Traffic } from '../../domain/call.js'
import type { CostCheck } from '../../domain/inspect.js'
import { createMedian, type Median } from './median.js'
import { type PriceBook, tierCost, tierShare } from '../../prices/book.js'
import { rowUsd, tokenPrice } from '../../prices/token-price.js'
import { servedAs } from './served-as.js'

/** Fewer calls than this raise no alarm: one odd price is no pattern. */
const ENOUGH = 5
/** Ratios within these pass: list prices and discounts differ by less as a rule. */
const [LOW, HIGH] = [0.8, 1.25]

/** What a ratio of this size means as a rule: from and to, and the cause. */
const CAUSES: readonly (readonly [number, number, string])[] = [
  [0.4, 0.65, 'half of list price: a batch or flex tier that the log does not name, or a discount'],
  [1.6, 2.5, 'twice the list price: calls are counted twice, or cached tokens are counted twice'],
  [60, 160, 'a hundred times the list price: the log is in cents'],
  [0.006, 0.016, 'a hundredth of the list price: the log is in hundreds of dollars, or tokens are not tokens'],
  [600, 1600, 'a thousand times the list price: the log is in thousandths of a dollar'],
  [3e5, 3e6, 'a million times the list price: the log is in millionths of a dollar'],
  [3e8, 3e9, 'a billion times the list price: the log is in billionths of a dollar'],
  [3e-10, 3e-9, 'a billionth of the list price: billionths were divided twice'],
]

/** Logged over recomputed costs by format, while calls are read. */
export interface CostRatios {
  /** Counts a call; one without both costs, in USD, is in no ratio. */
  readonly add: (format: string, loggedUsd: number | undefined, recomputedUsd: number | undefined, tier?: ServiceTier) => void
  /** Per format the median ratio; the most calls first. */
  readonly checks: () => readonly CostCheck[]
}

export function createCostRatios(): CostRatios {
  const ratios = new Map<string, Median>()
  const beyond = new Map<string, number>()
  return {
    add: (format, loggedUsd, recomputedUsd, tier) => {
      if (loggedUsd !== undefined && recomputedUsd === undefined && (tier === 'priority' || tier === 'other')) beyond.set(format, (beyond.get(format) ?? 0) + 1)
      if (loggedUsd === undefined || recomputedUsd === undefined || recomputedUsd <= 0) return
      let own = ratios.get(format)
      if (own === undefined) ratios.set(format, own = createMedian())
      own.add(loggedUsd / recomputedUsd)
    },
    checks: () => [...ratios].map(([format, own]): CostCheck => {
      const [calls, ratio] = [own.count(), own.median()]
      const alarm = calls >= ENOUGH && (ratio < LOW || ratio > HIGH) ? causeOf(ratio) : undefined
      const others = beyond.get(format)
      return { format, calls, ratio, ...(others !== undefined && { beyondList: others }), ...(alarm !== undefined && { alarm }) }
    }).toSorted((a, b) => b.calls - a.calls || (a.format < b.format ? -1 : 1)),
  }
}

/** USD of each call of a table at list price, NaN where the price or the tokens are unknown: the price of each of the few that served is looked up once. */
export function tableCosts(table: CallTable, config: AuditConfig, book: PriceBook): (row: number) => number {
  const prices = table.served.map((served) => {
    const [price, share] = [book.priceOf(servedAs(served, config)), tierShare(served.serviceTier)]
    return price === undefined || share === undefined ? undefined : { price: tokenPrice(price), share }
  })
  return (row) => {
    const own = prices[table.servedOf(row)]
    return own === undefined ? Number.NaN : rowUsd(own.price, table, row) * own.share
  }
}

/** Adds the calls of a table that have a logged cost. */
export function addCosts(ratios: CostRatios, table: CallTable, config: AuditConfig, book: PriceBook): void {
  const listUsdOf = tableCosts(table, config, book)
  for (let row = 0; row < table.rows; row++) {
    const costUsd = table.costUsdOf(row)
    if (Number.isNaN(costUsd)) continue
    const listed = listUsdOf(row)
    ratios.add(table.formatOf(row), costUsd, Number.isNaN(listed) ? undefined : listed, table.served[table.servedOf(row)]?.serviceTier)
  }
}

/** USD at list price; undefined where the price or the tokens are unknown. */
export function listCost(served: Traffic, config: AuditConfig, book: PriceBook): number | undefined {
  const { requestModel } = served
  const price = requestModel === undefined ? undefined : book.priceOf(servedAs({ ...served, requestModel }, config))
  return price && tierCost(served.usage, price, served.serviceTier)
}

function causeOf(ratio: number): string {
  return CAUSES.find(([from, to]) => ratio >= from && ratio <= to)?.[2] ?? (ratio < LOW ? 'far below the list price: a discount, another unit, or tokens counted by another convention' : 'far above the list price: another unit, another price list, or tokens counted by another convention')
}
