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

/** Counts records while they are read. */
export interface Tally {
  readonly call: (format: string, calls?: number) => void
  readonly exclude: (record: Extract<ParsedRecord, { kind: 'excluded' }>, records?: number) => void
  /** Throws AuditError `input-no-usable-call` when there was no call, nor, where `orPaid`, anything that was paid for. */
  readonly finish: (inputs: readonly string[], orPaid?: boolean) => Tallied
}

const SHOWN = 3

/** What was paid for all the same goes to `keep` as it comes: a log may hold nothing else, and be larger than memory. */
export function createTally(keep: (kept: KeptTraffic) => void = () => {}): Tally {
  let paid = 0
  const formats = new Map<string, number>()
  const exclusions = new Map<ExclusionReason, { count: number; readonly first: ExclusionExamples['first'][number][] }>()
  let records = 0
  return {
    call: (format, calls = 1) => {
      records += calls
      formats.set(format, (formats.get(format) ?? 0) + calls)
    },
    exclude: ({ reason, source, detail, format, traffic: own }, count = 1) => {
      records += count
      if (own) {
        paid += count
        keep({ format: format ?? 'unknown', reason, traffic: own })
      }
      const known = exclusions.get(reason) ?? { count: 0, first: [] }
      known.count += count
      if (known.first.length < SHOWN) known.first.push({ source, detail })
      exclusions.set(reason, known)
    },
    finish: (inputs, orPaid = false) => {
      const examples = [...exclusions].map(([reason, { count, first }]) => ({ reason, count, first })).toSorted((a, b) => b.count - a.count)
      if (formats.size === 0 && !(orPaid && paid > 0)) throw noUsableCall(inputs, records, examples)
      return { input: { calls: records, excluded: Object.fromEntries(examples.map(({ reason, count }) => [reason, count])), formats: Object.fromEntries(formats) }, examples }
    },
  }
}

function noUsableCall(inputs: readonly string[], records: number, examples: readonly ExclusionExamples[]): AuditError {
  const lines = examples.map(({ reason, count, first }) => `\n  ${count} ${reason}${first[0] ? `, first ${first[0].source.file}:${first[0].source.line}: ${first[0].detail}` : ''}`)
  const message = records === 0 ? `${inputs.join(', ')}: no record in it` : `${inputs.join(', ')}: none of ${records} ${records === 1 ? 'record' : 'records'} is a usable call${lines.join('')}`
  return new AuditError('input-no-usable-call', message, 'A usable record holds the prompt, the model and its answer; docs/log-formats.md says for each tool what to export')
}
