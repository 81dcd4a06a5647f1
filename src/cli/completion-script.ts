import type { Command, Option } from 'commander'

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/** What can be typed after a path of commands. */
interface Node {
  /** Names from the root, without it: `policy lint`. */
  readonly path: string
  readonly commands: readonly { readonly name: string; readonly description: string }[]
  readonly options: readonly { readonly long: string; readonly description: string; readonly takesValue: boolean; readonly choices: readonly string[] }[]
  readonly choices: readonly string[]
}

const optionOf = (option: Option) => ({ long: option.long ?? '', description: option.description, takesValue: option.required, choices: option.argChoices ?? [] })

function nodesOf(command: Command, path: string): readonly Node[] {
  const own: Node = {
    path,
    commands: command.commands.map((child) => ({ name: child.name(), description: child.description() })),
    options: [...command.options.map(optionOf).filter(({ long }) => long !== ''), { long: '--help', description: 'display help for command', takesValue: false, choices: [] }],
    choices: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
  }
  return [own, ...command.commands.flatMap((child) => nodesOf(child, path === '' ? child.name() : `${path} ${child.name()}`))]
}

const single = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
const words = ({ commands, options, choices }: Node): string => [...commands.map(({ name }) => name), ...choices, ...options.map(({ long }) => long)].join(' ')

/** Walks the typed words down the tree of commands: $node is then the path that options and commands are looked up by. */
function bash(nodes: readonly Node[]): string {
  const isCommand = nodes.filter(({ path }) => path !== '').map(({ path }) => single(path)).join('|')
  const values = nodes.flatMap(({ path, options }) => options.filter(({ choices }) => choices.length > 0).map(({ long, choices }) => `    ${single(`${path} ${long}`)}) words=${single(choices.join(' '))} ;;`))
  const takes = nodes.flatMap(({ path, options }) => options.filter(({ takesValue, choices }) => takesValue && choices.length === 0).map(({ long }) => single(`${path} ${long}`)))
  return `# bash completion for audit, made by: audit completion bash
_audit() {
  local cur=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} node='' words='' i next
  for ((i = 1; i < COMP_CWORD; i++)); do
    next=\${node:+$node }\${COMP_WORDS[i]}
    case $next in ${isCommand}) node=$next ;; esac
  done
  case "$node $previous" in
${[...values, ...(takes.length > 0 ? [`    ${takes.join('|')}) COMPREPLY=($(compgen -f -- "$cur")); return ;;`] : [])].join('\n')}
    *)
      case $node in
${nodes.map((node) => `        ${single(node.path)}) words=${single(words(node))} ;;`).join('\n')}
      esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
  [[ $cur == -* || ( -z $node ) ]] || COMPREPLY+=($(compgen -f -- "$cur"))
}
complete -o filenames -F _audit audit
`
}

/** Entries of zsh's `_describe`: `name:what it is`. */
const described = (entries: readonly { readonly name: string; readonly description: string }[]): string => entries.map(({ name, description }) => single(`${name}:${description.replaceAll(':', String.raw`\:`)}`)).join(' ')

/** A file that zsh loads when it completes for the first time, and that then must complete at once; sourced, it only registers itself. */
function zsh(nodes: readonly Node[]): string {
  const isCommand = nodes.filter(({ path }) => path !== '').map(({ path }) => single(path)).join('|')
  const values = nodes.flatMap(({ path, options }) => options.filter(({ choices }) => choices.length > 0).map(({ long, choices }) => `    ${single(`${path} ${long}`)}) compadd -- ${choices.map(single).join(' ')}; return ;;`))
  const takes = nodes.flatMap(({ path, options }) => options.filter(({ takesValue, choices }) => takesValue && choices.length === 0).map(({ long }) => single(`${path} ${long}`)))
  const entries = nodes.map(({ path, commands, choices, options }) => `    ${single(path)})
      commands=(${described([...commands, ...choices.map((name) => ({ name, description: '' }))])})
      options=(${described(options.map(({ long, description }) => ({ name: long, description })))}) ;;`)
  return `#compdef audit
# zsh completion for audit, made by: audit completion zsh
_audit() {
  local node='' next i
  local -a commands options
  for ((i = 2; i < CURRENT; i++)); do
    next=\${node:+$node }$words[i]
    case $next in ${isCommand}) node=$next ;; esac
  done
  case "$node $words[CURRENT-1]" in
${[...values, ...(takes.length > 0 ? [`    ${takes.join('|')}) _files; return ;;`] : [])].join('\n')}
  esac
  case $node in
${entries.join('\n')}
  esac
  if [[ $PREFIX == -* ]]; then
    _describe -o option options
  elif ((\${#commands})); then
    _describe command commands
  else
    _files
  fi
}
if [[ $funcstack[1] == _audit ]]; then _audit "$@"; else compdef _audit audit; fi
`
}

function fish(nodes: readonly Node[]): string {
  const line = (node: Node, rest: string): string => {
    const parts = node.path.split(' ').filter((part) => part !== '')
    const inside = parts.map((part) => `__fish_seen_subcommand_from ${part}`).join('; and ')
    return `complete -c audit -n ${single(parts.length === 0 ? '__fish_use_subcommand' : inside)} ${rest}`
  }
  return `# fish completion for audit, made by: audit completion fish\n${nodes.flatMap((node) => [
    ...node.commands.map(({ name, description }) => line(node, `-f -a ${single(name)} -d ${single(description)}`)),
    ...node.choices.map((choice) => line(node, `-f -a ${single(choice)}`)),
    ...node.options.map(({ long, description, takesValue, choices }) => line(node, `-l ${long.slice(2)} -d ${single(description)}${choices.length > 0 ? ` -x -a ${single(choices.join(' '))}` : takesValue ? ' -r' : ''}`)),
  ]).join('\n')}\n`
}

const WRITERS = { bash, zsh, fish } satisfies Record<Shell, (nodes: readonly Node[]) => string>

/** The completion script of a shell for a tree of commands. */
export const completionScript = (shell: Shell, program: Command): string => WRITERS[shell](nodesOf(program, ''))
