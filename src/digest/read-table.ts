import type { LlmCall } from '../domain/call.js'
import { createTally, readLots, type IngestOptions, type KeptTraffic, type Tallied } from '../ingest/index.js'
import { createTable, type CallTable } from './call-table.js'
import { createRowWriter } from './row-writer.js'

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
}

/** Calls go from the writer to the table in lots of so many bytes. */
const LOT = 1 << 20

/**
 * Reads logs of any size: their texts go to a store, a row of columns for each call stays in memory. Throws AuditError as `readRecords` does,
 * `input-no-usable-call` when nothing is left to audit, `input-no-room` when the store has no room.
 */
export async function readTable(inputs: readonly string[], options: ReadTableOptions = {}): Promise<ReadTable> {
  const tally = createTally(options.keep)
  const builder = createTable(options.inMemory)
  const writer = createRowWriter()
  let file = ''
  const hand = (): void => {
    if (writer.rows() > 0) builder.append(writer.take(), file)
  }
  const add = (call: LlmCall): void => {
    const { source, format } = call
    if (source.file !== file || writer.bytes() >= LOT) hand()
    file = source.file
    writer.add(call)
    tally.call(format)
  }
  for await (const lot of readLots(inputs, options)) {
    for (const record of lot) {
      if (record.kind === 'call') add(record.call)
      else tally.exclude(record)
    }
  }
  hand()
  return { table: builder.finish(), ...tally.finish(inputs, options.orPaid) }
}
