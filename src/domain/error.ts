const usage = 2

/** Exit codes of the command line; the contract that CI relies on. */
export const EXIT = { done: 0, checkFailed: 1, usage, notEnoughEvidence: 3, budget: 4, bug: 70, interrupted: 130 } as const

/**
 * An expected end: bad input, bad configuration, a missing key. Its message names the file, line or flag at fault;
 * `way` says how to go on. Anything else that is thrown is a bug.
 */
export class AuditError extends Error {
  readonly code: string
  readonly way: string
  readonly exitCode: number

  constructor(code: string, message: string, way: string, exitCode: number = usage) {
    super(message)
    this.name = 'AuditError'
    this.code = code
    this.way = way
    this.exitCode = exitCode
  }
}
