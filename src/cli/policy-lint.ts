import { AuditError, EXIT } from '../domain/error.js'
import { readText } from '../files/read-text.js'
import { lintPolicyText } from '../policy/lint-file.js'
import { plain } from '../text/display.js'
import { fileTime } from './clock.js'
import type { CommandContext } from './context.js'
import { tell } from './tell.js'

/** `audit policy lint`: every fault with its place; exit 1 when there is an error among them. */
export async function policyLint(file: string, context: CommandContext): Promise<void> {
  let text: string
  try {
    text = await readText(file, context.signal)
  } catch (error) {
    context.signal.throwIfAborted()
    const { code } = error as NodeJS.ErrnoException
    throw new AuditError('policy/unreadable', `${file}: ${code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a directory' : 'it cannot be read'}`, 'Write a policy with audit run, or name another file.')
  }
  const { issues } = lintPolicyText(text, file, fileTime(context.env))
  for (const { severity, place, said } of issues) process.stdout.write(`${plain(place)}: ${severity}: ${said}\n`)
  const errors = issues.filter(({ severity }) => severity === 'error').length
  tell(issues.length === 0 ? `${file}: nothing to complain about` : `${file}: ${errors} error${errors === 1 ? '' : 's'}, ${issues.length - errors} warning${issues.length - errors === 1 ? '' : 's'}`)
  if (errors > 0) context.setCode(EXIT.checkFailed)
}
