import { Command } from 'commander'
import { VERSION } from '../version.js'
import { addCommands } from './commands.js'
import type { CommandContext } from './context.js'

/** After a wrong flag the help that shows the right one is that of the command, not of the whole program. */
function nameOwnHelp(command: Command, name: string): void {
  for (const each of command.commands) {
    each.showHelpAfterError(`(${name} ${each.name()} --help shows how)`)
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
