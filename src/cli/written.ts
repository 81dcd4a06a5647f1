import type { WrittenPolicy } from '../policy/policy-file.js'
import { tell } from './tell.js'

/** Says on standard error what became of a policy file. */
export function sayWritten(written: WrittenPolicy | undefined, asked: string, quiet: boolean): void {
  if (written === undefined || quiet) return
  tell(`${written.kind === 'replaced' ? 'replaced' : 'wrote'} ${written.path}${written.kind === 'beside' ? ` beside ${asked}, which was edited or is not ours:` : ''}`)
  if (written.difference) process.stderr.write(`${written.difference}\n`)
}
