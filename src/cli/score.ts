import { AuditError } from '../domain/error.js'
import { scoreRow } from '../validators/index.js'
import type { CommandContext } from './context.js'
import { jsonRows } from './rows.js'
import { configured } from './settings.js'
import { tell } from './tell.js'

/** `audit score`: one line out for each row in, in order, as they come. */
export async function score(file: string, flags: { readonly config?: string }, context: CommandContext): Promise<void> {
  await configured(flags.config, context.signal)
  let rows = 0
  for await (const { line, value } of jsonRows(file, context.signal)) {
    rows += 1
    context.signal.throwIfAborted()
    try {
      const written = process.stdout.write(`${JSON.stringify(scoreRow(value))}\n`)
      if (!written) await new Promise((drained) => process.stdout.once('drain', drained))
    } catch (error) {
      if (!(error instanceof AuditError)) throw error
      throw new AuditError(error.code, `${file === '-' ? 'standard input' : file}:${line}: ${error.message}`, error.way, error.exitCode)
    }
  }
  if (rows === 0) tell(`note: ${file === '-' ? 'standard input' : file} holds no row: nothing was scored`)
}
