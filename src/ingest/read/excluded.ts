import type { ExclusionReason, ParsedRecord, SourceRef, Traffic } from '../../domain/call.js'

/** Thrown by readers where a record turns out not to be a usable call; caught once, in parse-record. `detail` holds no prompt text. */
export class Excluded extends Error {
  readonly reason: ExclusionReason
  readonly detail: string
  readonly traffic: Traffic | undefined

  constructor(reason: ExclusionReason, detail: string, traffic?: Traffic) {
    const { stackTraceLimit } = Error
    // Thrown for one record in ten of a bad log, and never shown: a stack would cost more than the record.
    Error.stackTraceLimit = 0
    super(detail)
    Error.stackTraceLimit = stackTraceLimit
    this.name = 'Excluded'
    this.reason = reason
    this.detail = detail
    this.traffic = traffic
  }
}

/** The record that a failure of an adapter leaves: anything but Excluded means that the record has another shape than its format. */
export function excludedBy(error: unknown, source: SourceRef, format: string): ParsedRecord {
  if (!(error instanceof Excluded)) return { kind: 'excluded', reason: 'unknown-format', source, format, detail: `the record is not as ${format} expects it` }
  const { reason, detail, traffic } = error
  return { kind: 'excluded', reason, source, format, detail, ...(traffic !== undefined && { traffic }) }
}
