import { EXIT } from '../domain/error.js'
import { plain } from '../text/display.js'
import { loadUserValidator, validatorFaults } from '../validators/index.js'
import type { CommandContext } from './context.js'

/** `audit check-validator`: whether a validator of the user's keeps the rules; exit code 1 when it does not. */
export async function checkValidator(file: string, context: CommandContext): Promise<void> {
  const { own: validator, examples } = await loadUserValidator(file)
  const faults = validatorFaults(validator, examples)
  for (const fault of faults) process.stdout.write(`${plain(fault)}\n`)
  process.stdout.write(faults.length === 0 ? `${validator.name}@${validator.version} keeps the rules: ${examples.length} examples\n` : `${validator.name}@${validator.version}: ${faults.length} faults\n`)
  if (faults.length > 0) context.setCode(EXIT.checkFailed)
}
