import type { ExclusionReason, ParsedRecord, Traffic } from '../domain/call.js'
import type { ExclusionExamples } from '../domain/digest.js'
import { AuditError } from '../domain/error.js'
import type { InputSummary } from '../domain/result.js'

/** Traffic that counts for cost only. */
export interface KeptTraffic {
  readonly format: string
  readonly reason: ExclusionReason
  readonly traffic: Traffic
}

/** What the records of some inputs were, besides the calls themselves. */
export interface Tallied {
  readonly input: InputSummary
  /** By reason, most frequent first. */
  readonly examples: readonly ExclusionExamples[]
}

/** What some records were, for a tally elsewhere: plain data, so that another thread can count. */
export interface TallyCounts {
  /** Calls by format, in the order in which formats came up. */
  readonly calls: readonly (readonly [format: string, calls: number])[]
  /** In the order in which reasons came up. */
  readonly exclusions: readonly ExclusionExamples[]
  readonly kept: readonly KeptTraffic[]
}

/** Counts records while they are read. */
export interface Tally {
  readonly call: (format: string, calls?: number) => void
  readonly exclude: (record: Extract<ParsedRecord, { kind: 'excluded' }>, records?: number) => void
  /** Adds what was counted elsewhere of the records that come next. */
  readonly add: (counts: TallyCounts) => void
  /** Throws AuditError `input-no-usable-call` when there was no call, nor, where `orPaid`, anything that was paid for. */
  readonly finish: (inputs: readonly string[], orPaid?: boolean) => Tallied
}

const SHOWN = 3

/** Formats with their calls, and reasons with their records and the first of those. */
function createCounts(): Pick<Tally, 'call'> & { readonly formats: Map<string, number>; readonly exclude: (examples: ExclusionExamples) => void; readonly exclusions: () => readonly ExclusionExamples[] } {
  const formats = new Map<string, number>()
  const exclusions = new Map<ExclusionReason, { count: number; readonly first: ExclusionExamples['first'][number][] }>()
  return {
    formats,
    call: (format, calls = 1) => { formats.set(format, (formats.get(format) ?? 0) + calls) },
    exclude: ({ reason, count, first }) => {
      const known = exclusions.get(reason) ?? { count: 0, first: [] }
      known.count += count
      for (const example of first) if (known.first.length < SHOWN) known.first.push(example)
      exclusions.set(reason, known)
    },
    exclusions: () => [...exclusions].map(([reason, { count, first }]) => ({ reason, count, first })),
  }
}

/** What was paid for all the same goes to `keep` as it comes: a log may hold nothing else, and be larger than memory. */
export function createTally(keep: (kept: KeptTraffic) => void = () => {}): Tally {
  let paid = 0
  const counts = createCounts()
  return {
    call: counts.call,
    exclude: (record, count = 1) => {
      counts.exclude(exampleOf(record, count))
      const kept = keptOf(record)
      if (!kept) return
      paid += count
      keep(kept)
    },
    add: ({ calls, exclusions, kept }) => {
      for (const [format, own] of calls) counts.call(format, own)
      for (const examples of exclusions) counts.exclude(examples)
      for (const traffic of kept) keep(traffic)
      paid += kept.length
    },
    finish: (inputs, orPaid = false) => {
      const examples = counts.exclusions().toSorted((a, b) => b.count - a.count)
      const records = [...counts.formats.values(), ...examples.map(({ count }) => count)].reduce((sum, count) => sum + count, 0)
      if (counts.formats.size === 0 && !(orPaid && paid > 0)) throw noUsableCall(inputs, records, examples)
      return { input: { calls: records, excluded: Object.fromEntries(examples.map(({ reason, count }) => [reason, count])), formats: Object.fromEntries(counts.formats) }, examples }
    },
  }
}

type ExcludedRecord = Extract<ParsedRecord, { kind: 'excluded' }>

const exampleOf = ({ reason, source, detail }: ExcludedRecord, count: number): ExclusionExamples => ({ reason, count, first: [{ source, detail }] })

const keptOf = ({ format, reason, traffic }: ExcludedRecord): KeptTraffic | undefined => (traffic ? { format: format ?? 'unknown', reason, traffic } : undefined)

/** Counts some records for a tally elsewhere. */
export function createRecordCounter(): Pick<Tally, 'call' | 'exclude'> & { readonly take: () => TallyCounts } {
  let counts = createCounts()
  let kept: KeptTraffic[] = []
  return {
    call: (format, calls) => counts.call(format, calls),
    exclude: (record, count = 1) => {
      counts.exclude(exampleOf(record, count))
      const own = keptOf(record)
      if (own) kept.push(own)
    },
    take: () => {
      const taken = { calls: [...counts.formats], exclusions: counts.exclusions(), kept }
      counts = createCounts()
      kept = []
      return taken
    },
  }
}

function noUsableCall(inputs: readonly string[], records: number, examples: readonly ExclusionExamples[]): AuditError {
  const lines = examples.map(({ reason, count, first }) => `\n  ${count} ${reason}${first[0] ? `, first ${first[0].source.file}:${first[0].source.line}: ${first[0].detail}` : ''}`)
  const message = records === 0 ? `${inputs.join(', ')}: no record in it` : `${inputs.join(', ')}: none of ${records} ${records === 1 ? 'record' : 'records'} is a usable call${lines.join('')}`
  return new AuditError('input-no-usable-call', message, 'A usable record holds the prompt, the model and its answer; docs/log-formats.md says for each tool what to export')
}
