import type { LineBlock } from '../ingest/index.js'
import type { Lot } from './read-lot.js'
import type { ReadData, ReadJob } from './read-worker.js'
import { createWorkerPool } from './worker-pool.js'

/** Threads that read lines; what becomes of them comes back in the order of the lines. */
export interface LineThreads {
  /** Takes lines, which must be valid until it is done, and hands them out once enough are together; waits while threads have enough before them. */
  readonly add: (block: LineBlock, file: string) => Promise<void>
  /** Hands out what is left and waits for all. */
  readonly settle: () => Promise<void>
  readonly close: () => Promise<void>
}

/** What is handed out that a thread has before it at most, so that memory is bounded and no thread waits. */
const AHEAD = 2
const SLOT = 1 << 20

const ENTRY = new URL('../../bin/read-worker.js', import.meta.url)

/**
 * Starts threads. Lines go to them through shared memory, and texts from them to the store: what is moved from thread to thread instead makes the engine collect all its garbage
 * for every 64 MiB of it. `put` takes what they made of the lines; `slotBytes` is how much is handed out at once.
 */
export function createLineThreads(workers: number, storeEnd: SharedArrayBuffer, put: (lot: Lot) => void, slotBytes = SLOT): LineThreads {
  const most = AHEAD * workers
  // One more than may be under way: the next to be handed out.
  const shared = new SharedArrayBuffer((most + 1) * slotBytes)
  const memory = new Uint8Array(shared)
  const pool = createWorkerPool<ReadJob, Lot>(ENTRY, workers, { lines: shared, storeEnd } satisfies ReadData)
  const ahead: Promise<Lot>[] = []
  let slot = 0
  let next: ReadJob | undefined

  const settled = async (atMost: number): Promise<void> => {
    while (ahead.length > atMost) {
      const lot = await ahead.shift()
      if (lot) put(lot)
    }
  }
  const handOut = async (job: ReadJob): Promise<void> => {
    const lot = pool.run(job, job.own ? [job.own.buffer] : [])
    // It is waited for in its turn; until then its failure is nobody's.
    lot.catch(() => undefined)
    ahead.push(lot)
    await settled(most)
  }
  const flush = async (): Promise<void> => {
    if (next === undefined) return
    const job = next
    next = undefined
    // Lots settle in order: when this slot comes round again, its lines have been read.
    slot = (slot + 1) % (most + 1)
    await handOut(job)
  }

  return {
    add: async ({ bytes, firstLine, lines }, file) => {
      const fits = next !== undefined && next.file === file && next.firstLine + next.lines === firstLine && next.bytes + bytes.length <= slotBytes
      if (!fits) await flush()
      if (bytes.length > slotBytes) return handOut({ file, firstLine, lines, at: 0, bytes: bytes.length, own: new Uint8Array(bytes) })
      const before = next ?? { file, firstLine, lines: 0, at: slot * slotBytes, bytes: 0, own: undefined }
      memory.set(bytes, before.at + before.bytes)
      next = { ...before, lines: before.lines + lines, bytes: before.bytes + bytes.length }
    },
    settle: async () => {
      await flush()
      await settled(0)
    },
    close: pool.close,
  }
}
