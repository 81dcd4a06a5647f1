import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../src/config/parse.js'
import { sortingLog } from '../support/log.js'
import { hasTmux, openTerminal, type Terminal } from '../support/terminal.js'
import { workspace, type Workspace } from '../support/workspace.js'

const bin = fileURLToPath(new URL('../../bin/audit.js', import.meta.url))

function wizard(space: Workspace, env: Readonly<Record<string, string>> = {}): Terminal {
  space.write('calls.jsonl', sortingLog(80, () => ({ model: 'gpt-4o', record: { provider: 'openai' } })))
  return openTerminal(`node ${bin} init calls.jsonl; echo "ended with $?"; cat`, { directory: space.directory, env })
}

describe.runIf(hasTmux)('the wizard of audit init', () => {
  it('takes what stands in brackets, asks again after a wrong answer, and writes a configuration that can be read', () => {
    using space = workspace()
    using terminal = wizard(space, { OPENAI_API_KEY: 'sk-never-shown' })
    terminal.until(/The model in production \[openai\/gpt-4o\]/)
    terminal.send('Enter')
    terminal.until(/Models to try, separated by spaces \[openai\//)
    terminal.send('gpt-without-provider', 'Enter')
    terminal.until(/Write each as provider\/model, such as openai\/gpt-4o-mini\.[^]*Models to try/)
    terminal.send('openai/gpt-4o-mini, anthropic/claude-haiku-4-5', 'Enter')
    terminal.until(/Most USD that a run may spend \[/)
    for (const [at, wrong] of ['plenty', '-3', '0'].entries()) {
      terminal.send(wrong, 'Enter')
      terminal.until(new RegExp(`(A number above 0, such as 5\\.[^]*Most USD[^]*){${at + 1}}`))
    }
    terminal.send('$7.5', 'Enter')
    const screen = terminal.until(/ended with \d+/)
    expect(screen).toContain('ended with 0')
    expect(screen).toContain('before a run: set ANTHROPIC_API_KEY')
    expect(screen).not.toContain('sk-never-shown')
    expect(parseConfig(space.read('audit.config.yaml'), 'x')).toMatchObject({ incumbent: 'openai/gpt-4o', budgetUsd: 7.5, candidates: [{ model: 'openai/gpt-4o-mini' }, { model: 'anthropic/claude-haiku-4-5' }] })
  })

  it.each([['C-c', 'Ctrl-C'], ['C-d', 'the end of input']])('%s ends it with one line, and nothing is written', (key) => {
    using space = workspace()
    using terminal = wizard(space)
    terminal.until(/The model in production/)
    terminal.send('Enter')
    terminal.until(/Models to try/)
    terminal.send(key)
    const screen = terminal.until(/ended with \d+/)
    expect(screen).toContain('ended with 130')
    expect(screen).toContain('nothing was written: the questions were left')
    expect(screen).not.toMatch(/Warning|at .*\.js:/)
    expect(existsSync(space.path('audit.config.yaml'))).toBe(false)
  })
})
