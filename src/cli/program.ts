import { Command } from 'commander'
import { plain } from '../text/display.js'
import { VERSION } from '../version.js'
import { addCommands } from './commands.js'
import type { CommandContext } from './context.js'
import { assertGiven } from './given.js'

/** Where `--json` or `--webhook`, whose values may be left out, took the log for theirs: how it is meant. Empty for any other error. */
function takenByFlag(command: Command, error: string): string {
  if (!/missing required argument/.test(error)) return ''
  const { json, webhook } = command.opts<{ readonly json?: unknown; readonly webhook?: unknown }>()
  if (typeof json === 'string') return `--json took “${plain(json)}” as the file to write to; name it after the logs, or write --json=-\n`
  return typeof webhook === 'string' ? `--webhook took “${plain(webhook)}” as the variable that holds the address; name it after the logs\n` : ''
}

/** After a wrong flag the help that shows the right one is that of the command, not of the whole program. */
function nameOwnHelp(command: Command, name: string): void {
  for (const each of command.commands) {
    each.showHelpAfterError(`(${name} ${each.name()} --help shows how)`)
    each.configureOutput({ outputError: (text, write) => write(text + takenByFlag(each, text)) })
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
  program.hook('preAction', (_, command) => assertGiven(command))
  addCommands(program, context)
  nameOwnHelp(program, 'audit')
  return program
}
