import type { Command } from 'commander'
import { VERSION } from '../version.js'
import { examplesOf } from './examples.js'

/** Text as roff shows it: no backslash escape, hyphens that can be copied, no line that begins a request. */
const roff = (text: string): string => text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replace(/^([.'])/, '\\&$1')

const EXIT_CODES = [
  ['0', 'done'], ['1', 'a check failed'], ['2', 'usage, configuration or input'], ['3', 'not enough evidence'],
  ['4', 'stopped by the budget; result and policy are written'], ['70', 'a bug'], ['130', 'interrupted'],
] as const

const FILES = [
  ['audit.config.yaml', 'the configuration; audit init writes one. Flags win over it.'],
  ['routing-policy.yaml', 'the policy that audit run writes; beside it the regression set that audit check replays.'],
  ['.audit/', 'all runs: prompts, answers and evidence. It is kept out of git; audit purge deletes the texts.'],
] as const

const KEYS = [
  ['p', 'pause: calls under way end, no new ones begin; once more goes on'], ['s', 'skip the current task: it stays undecided, and the same command goes on with it later'],
  ['+, -', 'more or fewer calls at once; limits of providers hold all the same'], ['e', 'show the last error'], ['q, Ctrl-C', 'stop; what was paid for is kept'],
] as const

const listed = (pairs: readonly (readonly [string, string])[]): readonly string[] => pairs.flatMap(([term, meaning]) => ['.TP', `.B ${roff(term)}`, roff(meaning)])

/** The leaves of the tree of commands, with the words that lead to them. */
function leaves(command: Command, path: readonly string[]): readonly { readonly path: readonly string[]; readonly command: Command }[] {
  return command.commands.length === 0 ? [{ path, command }] : command.commands.flatMap((child) => leaves(child, [...path, child.name()]))
}

function section({ path, command }: { readonly path: readonly string[]; readonly command: Command }): readonly string[] {
  const help = command.createHelp()
  const examples = examplesOf(command)
  return [
    `.SS ${roff(help.commandUsage(command))}`,
    roff(`${command.description()}.`),
    ...help.visibleArguments(command).flatMap((argument) => ['.TP', `.I ${roff(help.argumentTerm(argument))}`, roff(help.argumentDescription(argument))]),
    ...help.visibleOptions(command).filter(({ long }) => long !== '--help').flatMap((option) => ['.TP', `.B ${roff(help.optionTerm(option))}`, roff(help.optionDescription(option))]),
    ...(examples.length === 0 ? [] : ['.PP', `Examples of ${roff(path.join(' '))}:`, '.PP', '.nf', '.RS', ...examples.map(roff), '.RE', '.fi']),
  ]
}

/** The manual page, in the man macros of roff, from the tree of commands that also writes `--help`. */
export function manPage(program: Command): string {
  const name = program.name()
  return `${[
    `.TH ${name.toUpperCase()} 1 "" "cheapest\\-viable ${VERSION}" "User Commands"`,
    '.SH NAME', `${name} \\- ${roff('find the cheapest model that is provably good enough for each task of an LLM log')}`,
    '.SH SYNOPSIS', `.B ${name}`, '.I command', '[options] [arguments]',
    '.SH DESCRIPTION', roff(program.description()),
    '.PP', '.nf', '.RS', ...examplesOf(program).map(roff), '.RE', '.fi',
    '.SH COMMANDS', ...leaves(program, [name]).flatMap(section),
    '.SH KEYS OF THE LIVE VIEW', 'On a terminal, while a run works:', ...listed(KEYS),
    '.SH EXIT STATUS', ...listed(EXIT_CODES),
    '.SH FILES', ...listed(FILES),
    '.SH ENVIRONMENT', roff('Keys of providers (OPENAI_API_KEY, ANTHROPIC_API_KEY, or what api_key_env names), proxies (HTTPS_PROXY, NO_PROXY), NO_COLOR, CI and TERM=dumb for plain lines.'),
    '.SH SEE ALSO', roff('README.md and docs/ of the package: a tour, all keys of the configuration, log formats, statistics, gateways.'),
  ].join('\n')}\n`
}
