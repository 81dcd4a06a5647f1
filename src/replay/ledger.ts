import { join } from 'node:path'
import { isJsonObject } from '../domain/json.js'
import { openJsonl, readJsonl } from './jsonl-file.js'

/** What a run's attempts cost, kept on disk so that a killed process cannot forget money. */
export interface Ledger {
  /** USD booked by earlier sessions of the run, by provider; attempts that a kill cut off count with their worst case. */
  readonly alreadySpent: Readonly<Record<string, number>>
  /** Writes down, before an attempt, what it may cost. Returns the entry's id. */
  readonly open: (provider: string, reservedUsd: number) => number
  readonly settle: (id: number, spentUsd: number) => void
  readonly close: () => void
}

/** Opens `ledger.jsonl` of a run; with `fresh` earlier entries stay in the file but do not count. */
export function openLedger(runDir: string, fresh: boolean): Ledger {
  const path = join(runDir, 'ledger.jsonl')
  const { rows, wholeBytes } = readJsonl(path)
  const booked = new Map<number, { readonly provider: string; readonly usd: number }>()
  let nextId = 0
  for (const row of rows) {
    if (!isJsonObject(row) || typeof row['id'] !== 'number') continue
    nextId = Math.max(nextId, row['id'] + 1)
    if (row['fresh'] === true) booked.clear()
    if (typeof row['reservedUsd'] === 'number' && typeof row['provider'] === 'string') booked.set(row['id'], { provider: row['provider'], usd: row['reservedUsd'] })
    const entry = booked.get(row['id'])
    if (typeof row['spentUsd'] === 'number' && entry) booked.set(row['id'], { provider: entry.provider, usd: row['spentUsd'] })
  }
  if (fresh) booked.clear()
  const alreadySpent: Record<string, number> = {}
  for (const { provider, usd } of booked.values()) alreadySpent[provider] = (alreadySpent[provider] ?? 0) + usd

  const file = openJsonl(path, wholeBytes)
  if (fresh) file.append({ id: nextId++, fresh: true })
  return {
    alreadySpent,
    open: (provider, reservedUsd) => {
      const id = nextId++
      file.append({ id, provider, reservedUsd })
      return id
    },
    settle: (id, spentUsd) => file.append({ id, spentUsd }),
    close: file.close,
  }
}
