import { setMaxListeners } from 'node:events'
import { CommanderError } from 'commander'
import { AuditError, EXIT } from '../domain/error.js'
import { writeTrouble } from '../text/file-trouble.js'
import { endOf } from './end.js'
import { createProgram } from './program.js'

/**
 * Ends the process by the signal itself, which shells report as 130. An ordinary exit would wait for threads first, and one that waits for a pipe or
 * a network folder may never come back. What stands on the terminal is put right before.
 */
function endAtOnce(): void {
  try {
    process.emit('exit', EXIT.interrupted) // what a live view hides is shown again
  } finally {
    process.removeAllListeners('SIGINT')
    process.kill(process.pid, 'SIGINT')
  }
}

/** Runs one command line and returns its exit code; everything that can go wrong ends here as one message. */
export async function main(argv: readonly string[]): Promise<number> {
  const interrupted = new AbortController()
  setMaxListeners(0, interrupted.signal) // every call in flight listens to it
  const onSignal = () => {
    if (interrupted.signal.aborted) return endAtOnce() // a second Ctrl-C does not wait
    interrupted.abort(new DOMException('interrupted', 'AbortError'))
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  // A reader that went away (`audit … | head`) is not an error of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? EXIT.done : endOf(new AuditError('output/stdout', `standard output: ${writeTrouble(error)}`, 'Make room, or send it elsewhere.'), interrupted.signal))
  })
  // What cannot be told cannot be told: a closed or full standard error ends no run, and changes no exit code.
  process.stderr.on('error', () => {})
  const onBug = (error: unknown) => process.exit(endOf(error, interrupted.signal))
  process.on('uncaughtException', onBug)
  process.on('unhandledRejection', onBug)
  let code: number = EXIT.done
  const program = createProgram({ signal: interrupted.signal, env: process.env, setCode: (value) => { code = value } })
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
    return endOf(error, interrupted.signal)
  } finally {
    process.off('uncaughtException', onBug)
    process.off('unhandledRejection', onBug)
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
}
