import { Command } from 'commander'
import { VERSION } from '../version.js'
import { addCommands } from './commands.js'
import type { CommandContext } from './context.js'

/** Where `--json` took the log for the file to write to: how it is meant. Empty for any other error. */
function takenByJson(command: Command, error: string): string {
  const { json } = command.opts<{ readonly json?: unknown }>()
  return typeof json === 'string' && /missing required argument/.test(error) ? `--json took “${json}” as the file to write to; name it after the logs, or write --json=-\n` : ''
}

/** After a wrong flag the help that shows the right one is that of the command, not of the whole program. */
function nameOwnHelp(command: Command, name: string): void {
  for (const each of command.commands) {
    each.showHelpAfterError(`(${name} ${each.name()} --help shows how)`)
    each.configureOutput({ outputError: (text, write) => write(text + takenByJson(each, text)) })
    nameOwnHelp(each, `${name} ${each.name()}`)
  }
}

/** The tree of commands, ready to parse, to complete and to describe. */
export function createProgram(context: CommandContext): Command {
  const program = new Command('audit')
    .description('Finds, in the LLM logs you have, the cheapest model that is provably good enough for each task, and writes the routing policy.')
    .version(VERSION)
    .showHelpAfterError('(audit --help shows how)')
    .exitOverride()
  addCommands(program, context)
  nameOwnHelp(program, 'audit')
  return program
}
