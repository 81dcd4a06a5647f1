import { join } from 'node:path'
import { isJsonObject } from '../domain/json.js'
import type { ModelRef, Price } from '../domain/model.js'
import { openJsonl, readJsonl } from './jsonl-file.js'

/** One call of a batch, with all that is needed to record and to settle its answer. */
export interface BatchedCall {
  readonly key: string
  readonly maxOutputTokens: number
  readonly capIsOurs: boolean
  readonly price: Price | undefined
  /** Its entry in the ledger, and what is set aside there, in USD. */
  readonly entry: number
  readonly reservedUsd: number
}

export interface SubmittedBatch {
  /** Our own name of it, by which it is found again when its id was lost. */
  readonly mark: string
  readonly model: ModelRef
  readonly calls: readonly BatchedCall[]
  /** Epoch milliseconds before it was handed in. */
  readonly sinceMs: number
  /** The provider's id; undefined when the process died before it was on disk. */
  readonly batchId?: string
}

/** Which batches are with a provider, on disk: the process may end after it handed them in. */
export interface BatchFile {
  readonly pending: () => readonly SubmittedBatch[]
  /** Ids that were given out before, so that none is taken for a lost batch's. */
  readonly knownIds: () => ReadonlySet<string>
  /** Calls that a batch left unanswered: they go on as ordinary calls. */
  readonly unanswered: ReadonlySet<string>
  /** Written before the batch is handed in. */
  readonly begin: (batch: SubmittedBatch) => void
  readonly identify: (mark: string, batchId: string) => void
  readonly end: (mark: string, unanswered: readonly string[]) => void
  /** Every ledger entry that belongs to a batch that was begun. */
  readonly entries: ReadonlySet<number>
  readonly close: () => void
}

/** Opens `batches.jsonl` of a run; with `fresh` earlier batches are forgotten. */
export function openBatchFile(runDir: string, fresh: boolean): BatchFile {
  const path = join(runDir, 'batches.jsonl')
  const content = readJsonl(path)
  const pending = new Map<string, SubmittedBatch>()
  const ids = new Set<string>()
  const unanswered = new Set<string>()
  const entries = new Set<number>()
  const begin = (batch: SubmittedBatch) => {
    pending.set(batch.mark, batch)
    for (const { entry } of batch.calls) entries.add(entry)
  }
  const identify = (mark: string, batchId: string) => {
    const batch = pending.get(mark)
    ids.add(batchId)
    if (batch) pending.set(mark, { ...batch, batchId })
  }
  const end = (mark: string, keys: readonly string[]) => {
    pending.delete(mark)
    for (const key of keys) unanswered.add(key)
  }
  for (const row of fresh ? [] : content.rows) {
    if (!isJsonObject(row) || typeof row['mark'] !== 'string') continue
    const { mark, batchId, unanswered: left } = row
    if (Array.isArray(row['calls'])) begin(row as unknown as SubmittedBatch)
    else if (typeof batchId === 'string') identify(mark, batchId)
    else if (Array.isArray(left)) end(mark, left as readonly string[])
  }
  const file = openJsonl(path, fresh ? 0 : content.wholeBytes)
  return {
    pending: () => [...pending.values()],
    knownIds: () => ids,
    unanswered,
    entries,
    begin: (batch) => {
      file.append(batch)
      file.assertSound() // what is handed in and not on disk would be paid twice
      begin(batch)
    },
    identify: (mark, batchId) => {
      file.append({ mark, batchId })
      identify(mark, batchId)
    },
    end: (mark, keys) => {
      file.append({ mark, unanswered: keys })
      end(mark, keys)
    },
    close: file.close,
  }
}
