import { parentPort, workerData } from 'node:worker_threads'
import { buffersOf, createLotReader } from './read-lot.js'

/** What all threads that read share. */
export interface ReadData {
  /** Lines, in slots that the thread which hands them out fills and empties. */
  readonly lines: SharedArrayBuffer
  readonly storeEnd: SharedArrayBuffer
}

/** What a thread that reads is handed: whole lines of a file. */
export interface ReadJob {
  readonly file: string
  readonly firstLine: number
  readonly lines: number
  /** Where they lie: at a place of the shared memory, or in memory of their own where they are too long for that. */
  readonly at: number
  readonly bytes: number
  readonly own: Uint8Array<ArrayBuffer> | undefined
}

const { lines: shared, storeEnd } = workerData as ReadData
const read = createLotReader(storeEnd)

parentPort?.on('message', ({ file, firstLine, lines, at, bytes, own }: ReadJob) => {
  const lot = read({ bytes: own ?? new Uint8Array(shared, at, bytes), firstLine, lines }, file)
  parentPort?.postMessage(lot, buffersOf(lot))
})
