import { distinctRequests } from '../../digest/distinct-requests.js'
import { tierField, type TierCandidates } from '../../digest/tier-field.js'
import type { Percentiles } from '../../domain/result.js'
import { countBy } from './count-by.js'
import { summarizeLatency } from '../task/latency.js'
import type { LogTraffic } from './log-traffic.js'

/** The mean of what is known; null when nothing is. */
function meanOf(rows: readonly number[], valueOf: (row: number) => number): number | null {
  let [count, sum] = [0, 0]
  for (const row of rows) {
    const value = valueOf(row)
    if (Number.isNaN(value)) continue
    count++
    sum += value
  }
  return count === 0 ? null : sum / count
}

/** What the calls of a log say in columns, summed up for some of them at a time. Nothing here is made for a single call: a log has millions. */
export interface RowFigures {
  /** Calls by `provider/model`. */
  readonly models: (rows: readonly number[]) => Readonly<Record<string, number>>
  /** Calls by the value of the log's tier field; undefined where none has one. */
  readonly tiers: (rows: readonly number[]) => Readonly<Record<string, number>> | undefined
  readonly latencyMs: (rows: readonly number[]) => Percentiles | null
  readonly tokensPerCall: (rows: readonly number[]) => { readonly input: number | null; readonly output: number | null }
  /** The calls that ask what one before them asked. */
  readonly repeats: (rows: readonly number[]) => readonly number[]
}

export function rowFigures({ table, refs }: LogTraffic): RowFigures {
  const candidates = table.tiers.map((text) => JSON.parse(text) as TierCandidates)
  const field = tierField(candidates)
  const tiers = candidates.map((own) => (field === undefined ? undefined : own.find(([name]) => name === field)?.[1] ?? undefined))
  const { count, of } = distinctRequests(table)
  /** By request the turn in which it was met last: one list serves all tasks. */
  const met = new Uint32Array(count)
  let turn = 0
  return {
    models: (rows) => Object.fromEntries(countBy(rows, table.servedOf, refs)),
    tiers: (rows) => {
      const counts = field === undefined ? [] : countBy(rows, table.tierOf, tiers)
      return counts.length === 0 ? undefined : Object.fromEntries(counts)
    },
    latencyMs: (rows) => {
      const known = new Float64Array(rows.length)
      let used = 0
      for (const row of rows) {
        const ms = table.latencyMsOf(row)
        if (!Number.isNaN(ms)) known[used++] = ms
      }
      return summarizeLatency(known.subarray(0, used))
    },
    tokensPerCall: (rows) => ({ input: meanOf(rows, table.countedInputOf), output: meanOf(rows, table.countedOutputOf) }),
    repeats: (rows) => {
      turn++
      return rows.filter((row) => {
        const request = of[row] ?? 0
        const isRepeat = met[request] === turn
        met[request] = turn
        return isRepeat
      })
    },
  }
}
