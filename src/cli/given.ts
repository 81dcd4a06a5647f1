import type { Command } from 'commander'
import { AuditError } from '../domain/error.js'

const isEmpty = (value: unknown): boolean => value === '' || (Array.isArray(value) && value.some(isEmpty))

/** @throws AuditError for a value that was given and is empty, as a shell gives it for a variable that is not set: a folder or file of that name would be anywhere */
function assertNothingEmpty(command: Command): void {
  const values = command.opts<Readonly<Record<string, unknown>>>()
  const named = [
    ...command.options.filter((option) => option.long !== '--webhook').map((option) => [option.long ?? option.flags, values[option.attributeName()]] as const),
    ...command.registeredArguments.map((argument, at) => [`<${argument.name()}>`, command.processedArgs[at] as unknown] as const),
  ]
  const [name] = named.find(([, value]) => isEmpty(value)) ?? []
  if (name !== undefined) throw new AuditError('usage/empty', `${name} was given an empty value`, 'Give it a value, or leave it out; a variable of the shell may not be set.')
}

/** @throws AuditError where the folder that relative paths start from was removed */
function assertSomewhere(): void {
  try {
    process.cwd()
  } catch {
    throw new AuditError('usage/nowhere', 'the current directory is no longer there', 'Change to one that exists.')
  }
}

/** What every command asks of its command line before it does anything. @throws AuditError */
export function assertGiven(command: Command): void {
  assertSomewhere()
  assertNothingEmpty(command)
}
