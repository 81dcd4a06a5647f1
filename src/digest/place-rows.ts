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

/** The tasks of some rows by the texts of their requests: indexes into those of the model, −1 for none. Rows are best given in the order of the table. */
export async function placeRows(table: CallTable, model: TaskModel, rows: readonly number[], options: PlaceOptions = {}): Promise<Int32Array> {
  const { workers = 0, workersFrom = WORKERS_FROM, signal } = options
  if (workers > 0 && rows.length >= workersFrom) {
    const pool = createWorkerPool<PlaceJob, Int32Array>(ENTRY, workers, { model, tags: table.tags } satisfies PlaceData)
    try {
      return await placeElsewhere(table, rows, pool, signal)
    } finally {
      await pool.close()
    }
  }
  const { byText } = requestPlacer(model, table.tags)
  return Int32Array.from(rows, (row) => byText(table.requestText(row), table.tagOf(row)))
}

async function placeElsewhere(table: CallTable, rows: readonly number[], pool: WorkerPool<PlaceJob, Int32Array>, signal?: AbortSignal): Promise<Int32Array> {
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
