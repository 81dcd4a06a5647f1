import { createSettler, createTally, readPortions, recordsOf, redactor, type IngestOptions, type KeptTraffic, type Portion, type Tallied } from '../ingest/index.js'
import { createTable, type CallTable } from './call-table.js'
import { createLineThreads, type LineThreads } from './line-threads.js'
import { createLotWriter, type Lot } from './read-lot.js'

export interface ReadTable extends Tallied {
  readonly table: CallTable
}

export interface ReadTableOptions extends IngestOptions {
  /** Bytes of text that are kept in memory before they go to a file. */
  readonly inMemory?: number
  /** Gets, as it is read, what was paid for without being replayable. */
  readonly keep?: (kept: KeptTraffic) => void
  /** True where a log that holds nothing but such traffic is of use, too; the table is empty then. */
  readonly orPaid?: boolean
  /** Threads that parse lines; 0 for none. What comes out does not depend on it. */
  readonly workers?: number
  /** Bytes of lines from which on they do: a thread must first be started. */
  readonly workersFrom?: number
  /** Bytes of lines that a thread is handed at once. */
  readonly slotBytes?: number
}

/** Calls go from the writer to the table in lots of so many bytes. */
const LOT = 1 << 20
/** Below this, threads would only just have warmed up when all is read. */
const WORKERS_FROM = 64 * 1024 * 1024

/**
 * Reads logs of any size: their texts go to a store, a row of columns for each call stays in memory. Throws AuditError as `readRecords` does,
 * `input-no-usable-call` when nothing is left to audit, `input-no-room` when the store has no room.
 */
export async function readTable(inputs: readonly string[], options: ReadTableOptions = {}): Promise<ReadTable> {
  const { workersFrom = WORKERS_FROM, redact = [] } = options
  // Placeholders are numbered in the order in which values come up, which one thread alone knows.
  const workers = redact.length > 0 ? 0 : options.workers ?? 0
  const tally = createTally(options.keep)
  const builder = createTable(options.inMemory)
  const settler = createSettler()
  const redacted = redactor(redact)
  const writer = createLotWriter()
  let threads: LineThreads | undefined
  let file = ''
  let lineBytes = 0

  const put = ({ file: of, batch, counts, deferred }: Lot): void => {
    builder.append(batch, of)
    tally.add(counts)
    for (const part of deferred) settler.add(part)
  }
  const readHere = (portion: Portion, of: string): void => {
    if (of !== file) put(writer.take(file))
    file = of
    for (const record of recordsOf(portion, of)) {
      options.signal?.throwIfAborted()
      writer.add(record.kind === 'deferred' ? record : redacted(record))
      if (writer.bytes() >= LOT) put(writer.take(of))
    }
  }

  try {
    for await (const { file: of, portion } of readPortions(inputs, options)) {
      if ('block' in portion) lineBytes += portion.block.bytes.length
      if ('block' in portion && workers > 0 && lineBytes > workersFrom) {
        put(writer.take(file))
        threads ??= createLineThreads(workers, builder.storeEnd, put, options.slotBytes)
        await threads.add(portion.block, of)
      } else {
        await threads?.settle()
        readHere(portion, of)
      }
    }
    await threads?.settle()
    put(writer.take(file))
  } finally {
    await threads?.close()
  }
  for (const record of settler.settle()) {
    options.signal?.throwIfAborted()
    if (record.kind === 'call') {
      if (record.call.source.file !== file) put(writer.take(file))
      file = record.call.source.file
    }
    writer.add(redacted(record))
    if (writer.bytes() >= LOT) put(writer.take(file))
  }
  put(writer.take(file))
  return { table: builder.finish(), ...tally.finish(inputs, options.orPaid) }
}
