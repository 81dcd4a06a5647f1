import { join } from 'node:path'
import { isJsonObject } from '../domain/json.js'
import { openJsonl, readJsonl } from './jsonl-file.js'
import { wholeBytesOf } from './jsonl-scan.js'

/** Whose money an attempt is: limits may hold for a provider and for a model. */
export interface Purse {
  readonly provider: string
  /** Reference of the model, `provider/model`. */
  readonly model: string
}

export interface LedgerEntry extends Purse {
  /** Content address of the call. */
  readonly key: string
  /** USD that the attempt may cost at most. */
  readonly reservedUsd: number
  /** Part of a batch: `batches.jsonl` tells what became of it. */
  readonly batch?: true
}

/** An attempt that may have been charged or not: it counts with `bookedUsd` until more is known. */
export interface Doubt extends Purse {
  readonly id: number
  readonly key: string
  readonly bookedUsd: number
  /** Bytes of its answer that arrived. */
  readonly receivedBytes: number
}

/** Why what an attempt is booked with is not known to be what it cost. */
export interface Unsure {
  /** Bytes of its answer that arrived. */
  readonly receivedBytes: number
  /** The very same request was answered since, and it is booked at what that bounds it to. */
  readonly bounded?: true
}

/** What a run's attempts cost, kept on disk so that a killed process cannot forget money. */
export interface Ledger {
  /** What earlier sessions of the run booked, in USD; attempts that a kill cut off count with their worst case. */
  readonly alreadySpent: readonly (Purse & { readonly usd: number })[]
  /** Those of them of which the charge is unknown. */
  readonly doubts: readonly Doubt[]
  /** Entries of batches that are not settled. */
  readonly batched: readonly Doubt[]
  /** Writes down, before an attempt, what it may cost. Returns the entry's id. */
  readonly open: (entry: LedgerEntry) => number
  /** Writes down what it cost, or may have cost when `unsure` says why. The last word on an entry counts. */
  readonly settle: (id: number, spentUsd: number, unsure?: Unsure) => void
  /** Attempts that may have been charged or not, and the USD that they are booked with: what was spent is at most that much less. */
  readonly unsure: () => { readonly attempts: number; readonly usd: number }
  /** @throws AuditError when entries can no longer be written as they should */
  readonly assertSound: () => void
  readonly close: () => void
}

interface Booked extends Purse {
  readonly key: string
  usd: number
  doubtful: boolean
  bounded: boolean
  batch: boolean
  receivedBytes: number
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

function readEntries(rows: readonly unknown[]): { readonly booked: Map<number, Booked>; readonly nextId: number } {
  const booked = new Map<number, Booked>()
  let nextId = 0
  for (const row of rows) {
    if (!isJsonObject(row) || typeof row['id'] !== 'number') continue
    const { id, reservedUsd, spentUsd, provider } = row
    nextId = Math.max(nextId, id + 1)
    if (row['fresh'] === true) booked.clear()
    if (typeof reservedUsd === 'number' && typeof provider === 'string') booked.set(id, { provider, model: textOf(row['model']), key: textOf(row['key']), usd: reservedUsd, doubtful: true, bounded: false, batch: row['batch'] === true, receivedBytes: 0 })
    const entry = booked.get(id)
    if (!entry || typeof spentUsd !== 'number') continue
    entry.usd = spentUsd
    entry.bounded = row['bounded'] === true
    entry.doubtful = typeof row['receivedBytes'] === 'number' && !entry.bounded
    entry.receivedBytes = typeof row['receivedBytes'] === 'number' ? row['receivedBytes'] : 0
  }
  return { booked, nextId }
}

/** Opens `ledger.jsonl` of a run; with `fresh` earlier entries stay in the file, but do not count and are not read: ids begin anew behind the mark. */
export function openLedger(runDir: string, fresh: boolean, makeRoom?: () => boolean): Ledger {
  const path = join(runDir, 'ledger.jsonl')
  const { rows, wholeBytes } = fresh ? { rows: [], wholeBytes: wholeBytesOf(path) } : readJsonl(path)
  const read = readEntries(rows)
  let { nextId } = read
  const file = openJsonl(path, wholeBytes, makeRoom)
  if (fresh) file.append({ id: nextId++, fresh: true })
  const entries = [...read.booked]
  const open = entries.flatMap(([id, { provider, model, key, usd, doubtful, batch, receivedBytes }]) => (doubtful && key !== '' ? [{ id, provider, model, key, batch, bookedUsd: usd, receivedBytes }] : []))
  const unsure = new Map(entries.flatMap(([id, { usd, doubtful, bounded, batch }]) => ((doubtful || bounded) && !batch && usd > 0 ? [[id, usd] as const] : [])))
  return {
    alreadySpent: entries.map(([, { provider, model, usd }]) => ({ provider, model, usd })),
    doubts: open.filter(({ batch }) => !batch),
    batched: open.filter(({ batch }) => batch),
    open: (entry) => {
      const id = nextId++
      file.append({ id, ...entry })
      return id
    },
    settle: (id, spentUsd, why) => {
      file.append({ id, spentUsd, ...why })
      if (why) unsure.set(id, spentUsd)
      else unsure.delete(id)
    },
    unsure: () => ({ attempts: unsure.size, usd: [...unsure.values()].reduce((sum, usd) => sum + usd, 0) }),
    assertSound: file.assertSound,
    close: file.close,
  }
}

/** The ledger of what makes no calls: nothing is booked, nothing written. */
export function blankLedger(): Ledger {
  return { alreadySpent: [], doubts: [], batched: [], open: () => 0, settle: () => {}, unsure: () => ({ attempts: 0, usd: 0 }), assertSound: () => {}, close: () => {} }
}
