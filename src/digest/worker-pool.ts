import { Worker, type TransferListItem } from 'node:worker_threads'
import { AuditError } from '../domain/error.js'

/** Threads that do one kind of work. */
export interface WorkerPool<Job, Done> {
  readonly size: number
  /** Hands out work and gives what became of it; `moved` goes to the thread with it and is gone here. Rejects as the work throws. */
  readonly run: (job: Job, moved?: readonly TransferListItem[]) => Promise<Done>
  /** Hands the same work to every thread, before all that is handed out later. */
  readonly each: (job: Job) => Promise<readonly Done[]>
  readonly close: () => Promise<void>
}

/** What a thread cannot do for want of memory or threads is no fault of the program. */
function failureOf(cause: unknown): unknown {
  const code = (cause as NodeJS.ErrnoException | null)?.code ?? ''
  if (!code.startsWith('ERR_WORKER')) return cause
  return new AuditError('input-no-threads', `a thread that reads the log had to give up (${code})`, 'Read it with fewer threads, or none: AUDIT_WORKERS=0')
}

interface Waiting<Done> {
  readonly resolve: (done: Done) => void
  readonly reject: (cause: unknown) => void
}

/**
 * Starts threads on the file of a work. A thread does its jobs in the order in which it gets them; each job goes to the one with the fewest.
 * Use it where it pays, for a thread needs a tenth of a second to start and some 50 MB.
 */
export function createWorkerPool<Job, Done>(entry: URL, size: number, workerData?: unknown): WorkerPool<Job, Done> {
  let isClosed = false
  const threads = Array.from({ length: size }, () => {
    const waiting: Waiting<Done>[] = []
    const worker = new Worker(entry, { workerData, stdin: false, stdout: false, stderr: false })
    let dead: { readonly cause: unknown } | undefined
    const fail = (cause: unknown): void => {
      // A thread that failed gives no more answers: the first cause is that of all that is asked of it.
      dead ??= { cause: failureOf(cause) }
      for (const { reject } of waiting.splice(0)) reject(dead.cause)
    }
    worker.on('message', (done: Done) => waiting.shift()?.resolve(done))
    worker.on('messageerror', fail)
    worker.on('error', fail)
    worker.on('exit', () => fail(isClosed ? new Error('the threads were closed') : new Error('a thread ended early')))
    const ask = (job: Job, moved: readonly TransferListItem[], answer: Waiting<Done>): void => {
      if (dead) return answer.reject(dead.cause)
      waiting.push(answer)
      worker.postMessage(job, moved)
    }
    return { worker, waiting, ask }
  })
  return {
    size,
    run: (job, moved = []) => new Promise((resolve, reject) => {
      const thread = threads.reduce((best, other) => (other.waiting.length < best.waiting.length ? other : best))
      thread.ask(job, moved, { resolve, reject })
    }),
    each: (job) => Promise.all(threads.map((thread) => new Promise<Done>((resolve, reject) => thread.ask(job, [], { resolve, reject })))),
    close: async () => {
      isClosed = true
      await Promise.all(threads.map(({ worker }) => worker.terminate()))
    },
  }
}
