import type { AuditConfig } from '../config/schema.js'
import type { CallRow, CallTable } from '../digest/call-table.js'
import type { Traffic } from '../domain/call.js'
import type { CostCheck, KeptCost } from '../domain/inspect.js'
import type { KeptTraffic } from '../ingest/index.js'
import { type PriceBook, tierCost } from '../prices/book.js'
import { servedAs } from './served-as.js'
import { knownSum } from './task-summary.js'

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

interface Priced {
  readonly format: string
  readonly logged: number | undefined
  readonly recomputed: number | undefined
}

/** The rows of a table that have a logged cost, with their formats. */
export function* costsOf(table: CallTable): Generator<CallRow & { readonly format: string }> {
  for (let row = 0; row < table.rows; row++) {
    const call = table.row(row)
    if (call.costUsd !== undefined) yield { ...call, format: table.formatOf(row) }
  }
}

/** Per format the median of logged over recomputed cost, over the calls that have both; the most calls first. */
export function checkCosts(calls: Iterable<CallRow & { readonly format: string }>, kept: readonly KeptTraffic[], config: AuditConfig, book: PriceBook): readonly CostCheck[] {
  const ratios = new Map<string, number[]>()
  const priced = [...Array.from(calls, (call): Priced => ({ format: call.format, logged: call.costUsd, recomputed: listCost(call, config, book) })), ...kept.map(({ format, traffic }): Priced => ({ format, logged: traffic.costUsd, recomputed: listCost(traffic, config, book) }))]
  for (const { format, logged, recomputed } of priced) {
    if (logged === undefined || recomputed === undefined || recomputed <= 0) continue
    const own = ratios.get(format)
    if (own) own.push(logged / recomputed)
    else ratios.set(format, [logged / recomputed])
  }
  return [...ratios].map(([format, own]): CostCheck => {
    const ratio = medianOf(own)
    const alarm = own.length >= ENOUGH && (ratio < LOW || ratio > HIGH) ? causeOf(ratio) : undefined
    return { format, calls: own.length, ratio, ...(alarm !== undefined && { alarm }) }
  }).toSorted((a, b) => b.calls - a.calls || (a.format < b.format ? -1 : 1))
}

/** What was paid for traffic that cannot be replayed: as logged, else at list price. Undefined when there is none. */
export function keptCost(kept: readonly KeptTraffic[], config: AuditConfig, book: PriceBook): KeptCost | undefined {
  if (kept.length === 0) return undefined
  const reasons: Record<string, number> = {}
  for (const { reason } of kept) reasons[reason] = (reasons[reason] ?? 0) + 1
  const costs = kept.map(({ traffic }) => traffic.costUsd ?? listCost(traffic, config, book))
  return { calls: kept.length, costUsd: knownSum(costs), unpriced: costs.filter((usd) => usd === undefined).length, reasons }
}

function listCost(served: Traffic, config: AuditConfig, book: PriceBook): number | undefined {
  const { requestModel } = served
  const price = requestModel === undefined ? undefined : book.priceOf(servedAs({ ...served, requestModel }, config))
  return price && tierCost(served.usage, price, served.serviceTier)
}

function causeOf(ratio: number): string {
  return CAUSES.find(([from, to]) => ratio >= from && ratio <= to)?.[2] ?? (ratio < LOW ? 'far below the list price: a discount, another unit, or tokens counted by another convention' : 'far above the list price: another unit, another price list, or tokens counted by another convention')
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle] ?? 0, sorted[middle] ?? 0]
  return (low + high) / 2
}
