import type { AuditConfig } from '../config/schema.js'
import type { CallTable } from '../digest/call-table.js'
import { contentNumber } from '../digest/fit-rows.js'
import type { LlmCall } from '../domain/call.js'
import { type PriceBook, tierCost } from '../prices/book.js'
import { servedAs } from './served-as.js'

/** The calls of a log with what they cost and who served them; calls are named by their row. */
export interface LogTraffic {
  readonly table: CallTable
  /** `provider/model`. */
  readonly refOf: (row: number) => string
  /** USD; undefined when unknown. */
  readonly costOf: (row: number) => number | undefined
  /** Some calls with their texts, in the order asked for. */
  readonly calls: (rows: readonly number[]) => readonly LlmCall[]
}

export function logTraffic(table: CallTable, config: AuditConfig, book: PriceBook): LogTraffic {
  const refs = table.served.map((served) => servedAs(served, config))
  // As call-cost says it, with the price of each of the few that served looked up once.
  const prices = refs.map(book.priceOf)
  const costs = new Float64Array(table.rows)
  for (let row = 0; row < table.rows; row++) {
    const { costUsd, usage, serviceTier } = table.row(row)
    const price = prices[table.servedOf(row)]
    costs[row] = costUsd ?? (price && tierCost(usage, price, serviceTier)) ?? Number.NaN
  }
  return {
    table,
    refOf: (row) => refs[table.servedOf(row)] ?? 'unknown/unknown',
    costOf: (row) => {
      const cost = costs[row] ?? Number.NaN
      return Number.isNaN(cost) ? undefined : cost
    },
    calls: (rows) => {
      // Read in the order of the store, which is far quicker than to jump about in it.
      const read = new Map(rows.toSorted((a, b) => a - b).map((row) => [row, table.call(row)] as const))
      return rows.flatMap((row) => read.get(row) ?? [])
    },
  }
}

/** At most so many of some calls, those of the lowest digests, which are as good as drawn by lot. */
export function fewOf(rows: readonly number[], most: number, table: CallTable): readonly number[] {
  if (rows.length <= most) return rows
  const limit = Float64Array.from(rows, (row) => contentNumber(table, row)).sort()[most] ?? 0
  const below = rows.filter((row) => contentNumber(table, row) < limit)
  return [...below, ...rows.filter((row) => contentNumber(table, row) === limit).slice(0, most - below.length)]
}
