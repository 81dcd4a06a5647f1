import { describe, expect, it } from 'vitest'
import { createWorkerPool } from '../../src/digest/worker-pool.js'

/** A thread that runs some JavaScript. */
const thread = (code: string): URL => new URL(`data:text/javascript,${encodeURIComponent(`import { parentPort, workerData } from 'node:worker_threads'; ${code}`)}`)

const reasonOf = (work: Promise<unknown>): Promise<unknown> => work.then(() => 'done', (error: unknown) => error)

describe('a pool of threads', () => {
  it('answers each job with its own result, whoever did it, and keeps to the order of its thread', async () => {
    const pool = createWorkerPool<number, string>(thread('parentPort.on("message", (job) => parentPort.postMessage(`${workerData} ${job}`))'), 3, 'w')
    expect(await Promise.all(Array.from({ length: 50 }, (_, job) => pool.run(job)))).toEqual(Array.from({ length: 50 }, (_, job) => `w ${job}`))
    await pool.close()
  })

  it('hands the same work to each thread, before what comes later', async () => {
    const pool = createWorkerPool<number, string>(thread('let told = "nothing"; parentPort.on("message", (job) => { if (job < 0) told = job; parentPort.postMessage(`${told} ${job}`) })'), 3)
    const each = pool.each(-1)
    expect(await Promise.all([1, 2, 3, 4, 5].map((job) => pool.run(job)))).toEqual([1, 2, 3, 4, 5].map((job) => `-1 ${job}`))
    expect(await each).toEqual(['-1 -1', '-1 -1', '-1 -1'])
    await pool.close()
    expect(await reasonOf(pool.each(-1))).toMatchObject({ message: 'the threads were closed' })
  })

  it('hands on what a job throws, to all that wait for that thread and to all that come later', async () => {
    const pool = createWorkerPool<number, number>(thread('parentPort.on("message", (job) => { if (job === 1) throw new Error("not one"); parentPort.postMessage(job) })'), 1)
    // Awaited by itself: what a thread throws may overtake what it sent.
    expect(await reasonOf(pool.run(0))).toBe('done')
    const [one, two] = [pool.run(1), pool.run(2)].map(reasonOf)
    expect(await one).toMatchObject({ message: 'not one' })
    expect(await two).toMatchObject({ message: 'not one' })
    expect(await reasonOf(pool.run(3))).toMatchObject({ message: 'not one' })
    await pool.close()
  })

  it('says how to go on when a thread has no memory, and never waits for one that ended', async () => {
    const poor = createWorkerPool<number, number>(thread('throw Object.assign(new Error("heap"), { code: "ERR_WORKER_OUT_OF_MEMORY" })'), 1)
    expect(await reasonOf(poor.run(0))).toMatchObject({ code: 'input-no-threads', exitCode: 2, way: expect.stringContaining('AUDIT_WORKERS=0') as string })
    await poor.close()
    const gone = createWorkerPool<number, number>(thread('process.exit(0)'), 1)
    expect(await reasonOf(gone.run(0))).toMatchObject({ message: 'a thread ended early' })
    await gone.close()
  })
})
