import { stat } from 'node:fs/promises'
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
  /** Bytes of lines from which on they do: a thread must first be started. Where the files are known to hold as many, they do from the first line on. */
  readonly workersFrom?: number
  /** Bytes of lines that a thread is handed at once. */
  readonly slotBytes?: number
}

/** Calls go from the writer to the table in lots of so many bytes. */
const LOT = 1 << 20
/** Below this, threads would only just have warmed up when all is read. */
const WORKERS_FROM = 64 * 1024 * 1024
/** Of what has no known size, such as standard input, so much is read before it counts as large. */
const UNKNOWN_FROM = 16 * 1024 * 1024
/** Logs are packed to a fifth or less as a rule. */
const PACKED = 5

/** Bytes of lines that the files among some inputs hold, about; undefined where one is no file that is named, whose size says nothing. */
async function sizeOf(inputs: readonly string[]): Promise<number | undefined> {
  let sum = 0
  for (const name of inputs) {
    const found = name === '-' ? undefined : await stat(name).catch(() => undefined)
    if (!found?.isFile()) return undefined
    sum += /\.(?:gz|zst)$/i.test(name) ? found.size * PACKED : found.size
  }
  return sum
}

/**
 * Reads logs of any size: their texts go to a store, a row of columns for each call stays in memory. Throws AuditError as `readRecords` does,
 * `input-no-usable-call` when nothing is left to audit, `input-no-room` when the store has no room.
 */
export async function readTable(inputs: readonly string[], options: ReadTableOptions = {}): Promise<ReadTable> {
  const { redact = [] } = options
  // Placeholders are numbered in the order in which values come up, which one thread alone knows.
  const workers = redact.length > 0 ? 0 : options.workers ?? 0
  const size = workers > 0 && options.part === undefined ? await sizeOf(inputs) : undefined
  const most = options.workersFrom ?? WORKERS_FROM
  // A file that is larger than was said is large all the same.
  const workersFrom = size === undefined ? Math.min(most, UNKNOWN_FROM) : size > most ? 0 : most
  const tally = createTally(options.keep)
  const builder = createTable(options.inMemory)
  const settler = createSettler()
  const redacted = redactor(redact, options.placeholders)
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
