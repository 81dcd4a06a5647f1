import type { ExclusionReason } from '../../domain/call.js'

/** Thrown by readers where a record turns out not to be a usable call; caught once, in parse-record. `detail` holds no prompt text. */
export class Excluded extends Error {
  readonly reason: ExclusionReason
  readonly detail: string

  constructor(reason: ExclusionReason, detail: string) {
    const { stackTraceLimit } = Error
    // Thrown for one record in ten of a bad log, and never shown: a stack would cost more than the record.
    Error.stackTraceLimit = 0
    super(detail)
    Error.stackTraceLimit = stackTraceLimit
    this.name = 'Excluded'
    this.reason = reason
    this.detail = detail
  }
}
