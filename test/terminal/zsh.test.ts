import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { cli } from '../support/cli.js'
import { hasTmux, openTerminal } from '../support/terminal.js'
import { workspace } from '../support/workspace.js'

const hasZsh = spawnSync('zsh', ['--version']).status === 0

it.runIf(hasTmux && hasZsh)('zsh completes commands, flags, their values and files, at the first press of the tabulator', async () => {
  using space = workspace()
  space.write('_audit', (await cli(space.directory, ['completion', 'zsh'])).stdout)
  space.write('calls.jsonl', '')
  using terminal = openTerminal('zsh -f', { directory: space.directory, columns: 100 })
  terminal.send(`fpath=(${space.directory} $fpath); autoload -U compinit; compinit -u -D; PS1="ready> "; clear`, 'Enter')
  terminal.until(/^ready>\s*$/m)
  for (const [typed, completed] of [['audit expl', 'audit explain'], ['audit report --format m', 'audit report --format markdown'], ['audit policy l', 'audit policy lint'], ['audit run --seed 2 --offl', 'audit run --seed 2 --offline'], ['audit run --candidate x ca', 'audit run --candidate x calls.jsonl'], ['audit export --to op', 'audit export --to openrouter']] as const) {
    terminal.send('C-u')
    terminal.send(typed, 'Tab')
    expect(terminal.until(new RegExp(`^ready> ${completed}`, 'm'))).toContain(completed)
  }
})
