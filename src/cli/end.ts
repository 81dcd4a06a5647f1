import { AuditError, EXIT } from '../domain/error.js'
import { tell } from './tell.js'

/** Says on standard error why a command ended, and returns the exit code. An expected end has no stack. */
export function endOf(error: unknown, signal: AbortSignal): number {
  if (error instanceof AuditError) {
    tell(`error: ${error.message}${error.way ? `\n  ${error.way}` : ''}`)
    return error.exitCode
  }
  if (signal.aborted) {
    tell('interrupted: everything recorded so far is kept, and the same command goes on from there')
    return EXIT.interrupted
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`This is a bug in audit, not in your input:\n${text}\nWhat was recorded is kept; the same command goes on from there.\n`)
  return EXIT.bug
}
