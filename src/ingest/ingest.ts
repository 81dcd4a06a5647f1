import type { ExclusionReason, LlmCall, ParsedRecord, SourceRef, Traffic } from '../domain/call.js'
import { AuditError } from '../domain/error.js'
import type { InputSummary } from '../domain/result.js'
import type { IngestOptions } from './read-records.js'
import { readRecords } from './read-records.js'

/** The first records that were excluded for one reason, and how many there are. */
export interface ExclusionExamples {
  readonly reason: ExclusionReason
  readonly count: number
  readonly first: readonly { readonly source: SourceRef; readonly detail: string }[]
}

/** Traffic that counts for cost only. */
export interface KeptTraffic {
  readonly format: string
  readonly reason: ExclusionReason
  readonly traffic: Traffic
}

export interface Ingested {
  /** The usable calls in the order of the log; ids are unique. */
  readonly calls: LlmCall[]
  readonly input: InputSummary
  /** By reason, most frequent first. */
  readonly examples: readonly ExclusionExamples[]
  /** Of the excluded records: what was served and paid for all the same. */
  readonly traffic: readonly KeptTraffic[]
}

const SHOWN = 3

/** Reads whole logs. Throws AuditError as `readRecords` does, and `input-no-usable-call` when nothing is left to audit. */
export async function ingest(inputs: readonly string[], options: IngestOptions = {}): Promise<Ingested> {
  const calls: LlmCall[] = []
  const traffic: KeptTraffic[] = []
  const formats = new Map<string, number>()
  const exclusions = new Map<ExclusionReason, { count: number; first: ExclusionExamples['first'] }>()
  const uniqueId = idCounter()
  let records = 0
  for await (const record of readRecords(inputs, options)) {
    records++
    if (record.kind === 'call') {
      calls.push({ ...record.call, id: uniqueId(record.call.id) })
      formats.set(record.call.format, (formats.get(record.call.format) ?? 0) + 1)
    } else {
      if (record.traffic) traffic.push({ format: record.format ?? 'unknown', reason: record.reason, traffic: record.traffic })
      const { count, first } = exclusions.get(record.reason) ?? { count: 0, first: [] }
      exclusions.set(record.reason, { count: count + 1, first: first.length < SHOWN ? [...first, exampleOf(record)] : first })
    }
  }
  const examples = [...exclusions].map(([reason, { count, first }]) => ({ reason, count, first })).toSorted((a, b) => b.count - a.count)
  if (calls.length === 0) throw noUsableCall(inputs, records, examples)
  const excluded = Object.fromEntries(examples.map(({ reason, count }) => [reason, count]))
  return { calls, input: { calls: records, excluded, formats: Object.fromEntries(formats) }, examples, traffic }
}

function exampleOf({ source, detail }: Extract<ParsedRecord, { kind: 'excluded' }>): { readonly source: SourceRef; readonly detail: string } {
  return { source, detail }
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

function noUsableCall(inputs: readonly string[], records: number, examples: readonly ExclusionExamples[]): AuditError {
  const lines = examples.map(({ reason, count, first }) => `\n  ${count} ${reason}${first[0] ? `, first ${first[0].source.file}:${first[0].source.line}: ${first[0].detail}` : ''}`)
  const message = records === 0 ? `${inputs.join(', ')}: no record in it` : `${inputs.join(', ')}: none of ${records} ${records === 1 ? 'record' : 'records'} is a usable call${lines.join('')}`
  return new AuditError('input-no-usable-call', message, 'A usable record holds the prompt, the model and its answer; docs/log-formats.md says for each tool what to export')
}
