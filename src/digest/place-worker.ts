import { parentPort } from 'node:worker_threads'
import type { TaskModel } from '../tasks/task-model.js'
import { requestPlacer, type RequestPlacer } from './request-placer.js'

/** What a thread that places requests is told first. */
export interface PlaceData {
  readonly model: TaskModel
  readonly tags: readonly string[]
}

/** Requests to be placed: their UTF-8 one after the other, where each ends, and its tag. */
export interface PlaceJob {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly ends: Uint32Array<ArrayBuffer>
  readonly tags: Uint32Array<ArrayBuffer>
}

let placer: RequestPlacer | undefined

parentPort?.on('message', (job: PlaceData | PlaceJob) => {
  if ('model' in job) {
    placer = requestPlacer(job.model, job.tags)
    parentPort?.postMessage(new Int32Array(0))
    return
  }
  if (placer === undefined) throw new Error('requests came before the tasks')
  const { byText } = placer
  const text = Buffer.from(job.bytes.buffer)
  const found = Int32Array.from(job.ends, (end, at) => byText(text.toString('utf8', at === 0 ? 0 : job.ends[at - 1], end), job.tags[at] ?? 0))
  parentPort?.postMessage(found, [found.buffer])
})
