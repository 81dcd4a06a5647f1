import type { TaskModel } from '../tasks/task-model.js'
import type { CallTable } from './call-table.js'
import type { PlaceData, PlaceJob } from './place-worker.js'
import { requestPlacer } from './request-placer.js'
import { createWorkerPool, type WorkerPool } from './worker-pool.js'

export interface PlaceOptions {
  /** Threads that place requests by their texts; 0 for none. What comes out does not depend on it. */
  readonly workers?: number
  /** Requests from which on they do. */
  readonly workersFrom?: number
  readonly signal?: AbortSignal
}

const WORKERS_FROM = 30_000
/** Bytes of requests that a thread gets at once. */
const PORTION = 1 << 19
const AHEAD = 2

const ENTRY = new URL('../../bin/place-worker.js', import.meta.url)

/** Threads that wait for a model. */
export type PlacePool = WorkerPool<PlaceData | PlaceJob, Int32Array>

/** Starts the threads that place so many requests, while the model is still being learnt; undefined where they would not pay. To be closed by the caller. */
export function placePool(requests: number, { workers = 0, workersFrom = WORKERS_FROM }: PlaceOptions): PlacePool | undefined {
  return workers > 0 && requests >= workersFrom ? createWorkerPool(ENTRY, workers) : undefined
}

/** The tasks of some rows by the texts of their requests: indexes into those of the model, −1 for none. Rows are best given in the order of the table. */
export async function placeRows(table: CallTable, model: TaskModel, rows: readonly number[], pool?: PlacePool, signal?: AbortSignal): Promise<Int32Array> {
  if (pool === undefined || rows.length === 0) {
    const { byText } = requestPlacer(model, table.tags)
    return Int32Array.from(rows, (row) => byText(table.requestText(row), table.tagOf(row)))
  }
  const told = pool.each({ model, tags: table.tags })
  // Threads do their jobs in order: the first of them need not be waited for, and its failure is that of the others.
  told.catch(() => undefined)
  const found = await placeElsewhere(table, rows, pool, signal)
  await told
  return found
}

async function placeElsewhere(table: CallTable, rows: readonly number[], pool: PlacePool, signal?: AbortSignal): Promise<Int32Array> {
  const all = new Int32Array(rows.length)
  const ahead: { readonly from: number; readonly found: Promise<Int32Array> }[] = []
  const settled = async (atMost: number): Promise<void> => {
    while (ahead.length > atMost) {
      const first = ahead.shift()
      if (first) all.set(await first.found, first.from)
    }
  }
  for (let from = 0; from < rows.length;) {
    signal?.throwIfAborted()
    const { job, to } = portion(table, rows, from)
    const found = pool.run(job, [job.bytes.buffer, job.ends.buffer, job.tags.buffer])
    // It is waited for in its turn; until then its failure is nobody's.
    found.catch(() => undefined)
    ahead.push({ from, found })
    from = to
    await settled(AHEAD * pool.size)
  }
  await settled(0)
  return all
}

/** The requests of some rows, and the place behind the last of them. */
function portion(table: CallTable, rows: readonly number[], from: number): { readonly job: PlaceJob; readonly to: number } {
  const texts: Buffer[] = []
  const ends: number[] = []
  let used = 0
  let to = from
  for (; to < rows.length && used < PORTION; to++) {
    const text = Buffer.from(table.requestBytes(rows[to] ?? 0))
    texts.push(text)
    used += text.length
    ends.push(used)
  }
  const bytes = new Uint8Array(new ArrayBuffer(used))
  texts.forEach((text, at) => bytes.set(text, at === 0 ? 0 : ends[at - 1]))
  return { job: { bytes, ends: Uint32Array.from(ends), tags: Uint32Array.from({ length: to - from }, (_, at) => table.tagOf(rows[from + at] ?? 0)) }, to }
}
