import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { workspace } from '../support/workspace.js'

const bin = fileURLToPath(new URL('../../bin/audit.js', import.meta.url))
// It gives a command a terminal and keeps every byte that is written to it.
const hasScript = spawnSync('script', ['--version']).status === 0
if (!hasScript) console.warn('skipped: the test of what a screen reader is given needs script, which is not installed')

it.runIf(hasScript)('for a screen reader a run on a terminal is lines: no escape sequence, nothing drawn over, each decision on a line of its own', () => {
  using space = workspace()
  const { status } = spawnSync('script', ['-qec', `node ${bin} demo --max-samples 40`, 'bytes.txt'], { cwd: space.directory, env: { PATH: process.env['PATH'], HOME: space.directory, TERM: 'xterm-256color', NO_COLOR: '1', AUDIT_PLAIN: '1', LC_ALL: 'C.UTF-8' }, stdio: 'ignore' })
  expect(status).toBe(0)
  const bytes = space.read('bytes.txt')
  expect(bytes.match(/^ {2}decision: /gm)).toHaveLength(8)
  expect(bytes).not.toContain('\u001b')
  expect(bytes).not.toMatch(/\r(?!\n)/)
})
