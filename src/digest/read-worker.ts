import { parentPort } from 'node:worker_threads'
import type { Portion } from '../ingest/index.js'
import { buffersOf, createLotReader } from './read-lot.js'

/** What a thread that reads is handed. */
export interface ReadJob {
  readonly file: string
  readonly portion: Portion
}

const read = createLotReader()

parentPort?.on('message', ({ portion, file }: ReadJob) => {
  const lot = read(portion, file)
  parentPort?.postMessage(lot, buffersOf(lot))
})
