import { codeOf, createRecordCounter, createStoreEnd, packPart, recordsOf, type AdapterRecord, type LineBlock, type PackedPart, type TallyCounts } from '../ingest/index.js'
import type { RowBatch } from './columns.js'
import { createRowWriter } from './row-writer.js'

/** What some records of one file became: plain data, most of it in buffers, that goes from thread to thread. */
export interface Lot {
  readonly file: string
  readonly batch: RowBatch
  readonly counts: TallyCounts
  /** Parts of what several records say together, to be settled at the end. */
  readonly deferred: readonly PackedPart[]
}

/** Gathers records. */
export interface LotWriter {
  readonly add: (record: AdapterRecord) => void
  /** Bytes of text so far, that of what waits included, whose characters count as one. */
  readonly bytes: () => number
  /** What was added since the last time. */
  readonly take: (file: string) => Lot
}

export function createLotWriter(): LotWriter {
  const writer = createRowWriter()
  const counter = createRecordCounter()
  let deferred: PackedPart[] = []
  let deferredBytes = 0
  return {
    add: (record) => {
      if (record.kind === 'call') {
        writer.add(record.call)
        counter.call(record.call.format)
      } else if (record.kind === 'excluded') counter.exclude(record)
      else {
        const part = packPart(record)
        deferred.push(part)
        deferredBytes += part.record.length
      }
    },
    bytes: () => writer.bytes() + deferredBytes,
    take: (file) => {
      const lot = { file, batch: writer.take(), counts: counter.take(), deferred }
      deferred = []
      deferredBytes = 0
      return lot
    },
  }
}

/** Makes the function that turns lines into a lot, whose texts are in the store already where that is a file. */
export function createLotReader(storeEnd: SharedArrayBuffer): (block: LineBlock, file: string) => Lot {
  const writer = createLotWriter()
  const end = createStoreEnd(storeEnd)
  const stored = (text: Uint8Array): RowBatch['text'] => {
    try {
      const at = end.write(text)
      return at === undefined ? new Uint8Array(text) : { at }
    } catch (error) {
      return { refused: codeOf(error) }
    }
  }
  return (block, file) => {
    for (const record of recordsOf({ block }, file)) writer.add(record)
    const { batch, ...lot } = writer.take(file)
    return { ...lot, batch: { ...batch, text: batch.text instanceof Uint8Array ? stored(batch.text) : batch.text } }
  }
}

/** The memory of a lot that moves to another thread with it. */
export function buffersOf({ batch: { numbers, words, ids, text } }: Lot): ArrayBuffer[] {
  return [numbers.buffer, words.buffer, ids.buffer, ...(text instanceof Uint8Array ? [text.buffer] : [])]
}
