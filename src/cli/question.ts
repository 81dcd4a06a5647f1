import { createInterface } from 'node:readline/promises'
import { AuditError, EXIT } from '../domain/error.js'
import { brokenAtWords } from './tell.js'

/** Asks one question on the terminal; the answer without white space around it. */
export type Question = (text: string) => Promise<string>

/** Lets `ask` put questions on the terminal. @throws AuditError with `left` when a person goes away by Ctrl-C or Ctrl-D; the signal's reason when it aborts */
export async function onTerminal<R>(signal: AbortSignal, left: string, ask: (question: Question) => Promise<R>): Promise<R> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await ask(async (text) => (await terminal.question(`${brokenAtWords(text.trimEnd(), process.stderr.columns)} `, { signal })).trim())
  } catch (error) {
    if (signal.aborted || !(error instanceof Error) || error.name !== 'AbortError') throw error
    process.stderr.write('\n')
    throw new AuditError('terminal/left', left, 'The same command asks again.', EXIT.interrupted)
  } finally {
    terminal.close()
  }
}
