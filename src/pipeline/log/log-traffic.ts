import type { AuditConfig } from '../../config/schema.js'
import type { CallTable } from '../../digest/call-table.js'
import { contentNumber, lowestLimit } from '../../digest/distinct-requests.js'
import type { LlmCall } from '../../domain/call.js'
import type { PriceBook } from '../../prices/book.js'
import { tableCosts } from './cost-check.js'
import { servedAs } from './served-as.js'

/** The calls of a log with what they cost and who served them; calls are named by their row. */
export interface LogTraffic {
  readonly table: CallTable
  /** `provider/model` of each of `table.served`. */
  readonly refs: readonly string[]
  /** `provider/model`. */
  readonly refOf: (row: number) => string
  /** USD; undefined when unknown. */
  readonly costOf: (row: number) => number | undefined
  /** The same; NaN when unknown. */
  readonly usdOf: (row: number) => number
  /** Some calls with their texts, in the order asked for. */
  readonly calls: (rows: readonly number[]) => readonly LlmCall[]
}

export function logTraffic(table: CallTable, config: AuditConfig, book: PriceBook): LogTraffic {
  const refs = table.served.map((served) => servedAs(served, config))
  const listUsdOf = tableCosts(table, config, book)
  const costs = new Float64Array(table.rows)
  for (let row = 0; row < table.rows; row++) {
    const logged = table.costUsdOf(row)
    costs[row] = Number.isNaN(logged) ? listUsdOf(row) : logged
  }
  const usdOf = (row: number): number => costs[row] ?? Number.NaN
  return {
    table,
    refs,
    refOf: (row) => refs[table.servedOf(row)] ?? 'unknown/unknown',
    costOf: (row) => {
      const cost = usdOf(row)
      return Number.isNaN(cost) ? undefined : cost
    },
    usdOf,
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
  const limit = lowestLimit(table, rows, most)
  const [below, equal]: [number[], number[]] = [[], []]
  for (const row of rows) {
    const number = contentNumber(table, row)
    if (number < limit) below.push(row)
    else if (number === limit) equal.push(row)
  }
  return [...below, ...equal.slice(0, most - below.length)]
}
