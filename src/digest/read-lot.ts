import { createRecordCounter, recordsOf, type AdapterRecord, type Deferred, type Portion, type TallyCounts } from '../ingest/index.js'
import type { RowBatch } from './columns.js'
import { createRowWriter } from './row-writer.js'

/** What some records of one file became: plain data, most of it in buffers, that goes from thread to thread. */
export interface Lot {
  readonly file: string
  readonly batch: RowBatch
  readonly counts: TallyCounts
  /** Parts of what several records say together, to be settled at the end. */
  readonly deferred: readonly Deferred[]
}

/** Gathers records. */
export interface LotWriter {
  readonly add: (record: AdapterRecord) => void
  /** Bytes of text so far. */
  readonly bytes: () => number
  /** What was added since the last time. */
  readonly take: (file: string) => Lot
}

export function createLotWriter(): LotWriter {
  const writer = createRowWriter()
  const counter = createRecordCounter()
  let deferred: Deferred[] = []
  return {
    add: (record) => {
      if (record.kind === 'call') {
        writer.add(record.call)
        counter.call(record.call.format)
      } else if (record.kind === 'excluded') counter.exclude(record)
      else deferred.push(record)
    },
    bytes: writer.bytes,
    take: (file) => {
      const lot = { file, batch: writer.take(), counts: counter.take(), deferred }
      deferred = []
      return lot
    },
  }
}

/** Makes the function that turns a portion of an input into a lot. */
export function createLotReader(): (portion: Portion, file: string) => Lot {
  const writer = createLotWriter()
  return (portion, file) => {
    for (const record of recordsOf(portion, file)) writer.add(record)
    return writer.take(file)
  }
}

/** The memory of a lot that moves to another thread with it. */
export function buffersOf({ batch: { numbers, words, ids, text } }: Lot): ArrayBuffer[] {
  return [numbers.buffer, words.buffer, ids.buffer, text.buffer]
}
