import type { LlmCall } from '../domain/call.js'
import type { IngestOptions } from './read-records.js'
import { readRecords } from './read-records.js'
import { createTally, type Tallied } from './tally.js'

export interface Ingested extends Tallied {
  /** The usable calls in the order of the log; ids are unique. */
  readonly calls: LlmCall[]
}

/**
 * Reads whole logs into memory; digest/read-table reads those that do not fit there. Throws AuditError as `readRecords` does, and
 * `input-no-usable-call` when nothing is left to audit.
 */
export async function ingest(inputs: readonly string[], options: IngestOptions = {}): Promise<Ingested> {
  const calls: LlmCall[] = []
  const tally = createTally()
  const uniqueId = idCounter()
  for await (const record of readRecords(inputs, options)) {
    if (record.kind === 'call') {
      calls.push({ ...record.call, id: uniqueId(record.call.id) })
      tally.call(record.call.format)
    } else tally.exclude(record)
  }
  return { calls, ...tally.finish(inputs) }
}

/** Gives an id that has been seen a suffix (`#2`, `#3`, …) that no other id has had so far. */
function idCounter(): (id: string) => string {
  const seen = new Map<string, number>()
  return (id) => {
    let unique = id
    for (let copy = (seen.get(id) ?? 0) + 1; seen.has(unique); copy++) {
      unique = `${id}#${copy}`
      seen.set(id, copy)
    }
    seen.set(unique, 1)
    return unique
  }
}
