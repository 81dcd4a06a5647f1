import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { examplesOf } from '../../src/cli/examples.js'
import { manPage } from '../../src/cli/man-page.js'
import { createProgram } from '../../src/cli/program.js'

const program = createProgram({ signal: new AbortController().signal, env: {}, setCode: () => {} })
const path = fileURLToPath(new URL('../../dist/audit.1', import.meta.url))
const page = readFileSync(path, 'utf8')
const leaves = (command: Command): readonly Command[] => (command.commands.length === 0 ? [command] : command.commands.flatMap(leaves))

describe('the manual page', () => {
  it('is written by the build, from the commands as they are', () => expect(page).toBe(manPage(program)))

  it('names every command, every option of it and an example', () => {
    const readable = page.replaceAll('\\-', '-').replaceAll('\\e', '\\')
    for (const command of leaves(program)) {
      expect(readable).toContain(`${command.name()} `)
      for (const { long } of command.options) expect(readable).toContain(long)
      expect(examplesOf(command), command.name()).not.toEqual([])
      for (const example of examplesOf(command)) expect(readable).toContain(example)
    }
  })

  const hasMan = spawnSync('man', ['--version']).status === 0
  if (!hasMan) console.warn('skipped: the manual page is not rendered, man is not installed')
  it.runIf(hasMan)('is rendered by man without a warning, within its columns', () => {
    const { stdout, stderr, status } = spawnSync('man', ['--warnings', '-P', 'cat', '-l', path], { encoding: 'utf8', env: { ...process.env, MANWIDTH: '80', LC_ALL: 'C.UTF-8', MAN_KEEP_FORMATTING: '' } })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toContain('KEYS OF THE LIVE VIEW')
  })
})
