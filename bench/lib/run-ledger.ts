import { numberAt, readJsonLines } from './json-lines.js'
import { runFiles } from './run-files.js'

/** What the runs of a folder set aside and booked, in USD. */
export interface LedgerSums {
  /** Attempts whose charge is unknown count with their worst case. */
  readonly bookedUsd: number
  /** The part of it that is known: attempts that were answered. */
  readonly knownUsd: number
  /** The dearest attempt's worst case. */
  readonly largestUsd: number
}

export function ledgerSums(cwd: string): LedgerSums {
  let bookedUsd = 0
  let knownUsd = 0
  let largestUsd = 0
  for (const path of runFiles(cwd, 'ledger.jsonl')) {
    const usd = new Map<number, { readonly amount: number; readonly known: boolean }>()
    for (const row of readJsonLines(path)) {
      const amount = numberAt(row, 'spentUsd') ?? numberAt(row, 'reservedUsd')
      largestUsd = Math.max(largestUsd, numberAt(row, 'reservedUsd') ?? 0)
      const known = numberAt(row, 'spentUsd') !== undefined && numberAt(row, 'receivedBytes') === undefined
      if (amount !== undefined) usd.set(numberAt(row, 'id') ?? -1, { amount, known })
    }
    for (const { amount, known } of usd.values()) {
      bookedUsd += amount
      if (known) knownUsd += amount
    }
  }
  return { bookedUsd, knownUsd, largestUsd }
}
