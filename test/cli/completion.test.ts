import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { cli } from '../support/cli.js'
import { workspace } from '../support/workspace.js'

describe('shell completion', () => {
  it.each([
    [['audit', 'expl'], 'explain'], [['audit', 'report', '--format', 'm'], 'markdown'], [['audit', 'policy', 'l'], 'lint'],
    [['audit', 'run', '--cand'], '--candidate'], [['audit', 'completion', 'z'], 'zsh'], [['audit', 'run', '--seed', '2', '--offl'], '--offline'],
  ])('bash completes %j', async (words, completed) => {
    using space = workspace()
    space.write('audit.bash', (await cli(space.directory, ['completion', 'bash'])).stdout)
    const quoted = words.map((word) => `'${word}'`).join(' ')
    const { stdout, stderr } = spawnSync('bash', ['-c', `source ./audit.bash; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _audit; printf '%s\\n' "\${COMPREPLY[@]}"`], { cwd: space.directory, encoding: 'utf8' })
    expect({ stdout, stderr }).toEqual({ stdout: `${completed}\n`, stderr: '' })
  })

  const has = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0
  it.runIf(has('zsh'))('zsh reads its script without an error', async () => {
    using space = workspace()
    const script = (await cli(space.directory, ['completion', 'zsh'])).stdout
    expect(spawnSync('zsh', ['-n'], { input: script, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
  })

  it.runIf(has('fish'))('fish completes commands and flags', async () => {
    using space = workspace()
    space.write('audit.fish', (await cli(space.directory, ['completion', 'fish'])).stdout)
    const { stdout } = spawnSync('fish', ['-c', 'source ./audit.fish; complete -C "audit expl"; complete -C "audit run --cand"'], { cwd: space.directory, encoding: 'utf8' })
    expect(stdout.split('\n').map((line) => line.split('\t')[0])).toEqual(['explain', '--candidate', ''])
  })
})

describe('help', () => {
  it.each(['demo', 'init', 'inspect', 'plan', 'run', 'decide', 'explain', 'score', 'check-validator', 'review', 'report', 'route', 'policy', 'policy lint', 'policy diff', 'check', 'export', 'simulate', 'purge', 'completion'])('%s shows examples that name the command itself', async (command) => {
    using space = workspace()
    const { code, stdout } = await cli(space.directory, [...command.split(' '), '--help'])
    expect(code).toBe(0)
    expect(stdout).toMatch(new RegExp(`Examples?:\n  audit ${command}`))
  })

  it.each([[['inspct'], 'Did you mean inspect?'], [['run', '--budgt', '3'], 'Did you mean --budget?']])('%j is answered with what was meant', async (args, meant) => {
    using space = workspace()
    expect(await cli(space.directory, args)).toMatchObject({ code: 2, stderr: expect.stringContaining(meant) })
  })
})
