import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const bin = fileURLToPath(new URL('../../bin/audit.js', import.meta.url))
const hasTmux = spawnSync('tmux', ['-V']).status === 0
if (!hasTmux) console.warn('skipped: the tests in a real terminal need tmux, which is not installed')

/** Runs a command in a real terminal of that size and returns everything that stood on it at the end. */
function onTerminal(columns: number, rows: number, command: string, cwd: string): string {
  const socket = ['-L', `audit-${process.pid}-${columns}`]
  const tmux = (...args: string[]) => spawnSync('tmux', [...socket, ...args], { encoding: 'utf8', env: { ...process.env, TMUX: '', CI: 'false', CONTINUOUS_INTEGRATION: 'false' } })
  tmux('-f', '/dev/null', 'new-session', '-d', '-x', String(columns), '-y', String(rows), '-c', cwd, `${command}; tmux ${socket.join(' ')} wait-for -S ended; cat`)
  tmux('wait-for', 'ended')
  const { stdout } = tmux('capture-pane', '-p', '-J', '-S', '-')
  tmux('kill-server')
  return stdout
}

describe.runIf(hasTmux)('audit demo in a real terminal', () => {
  let directory = ''
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'audit-terminal-'))
  })
  afterAll(() => rmSync(directory, { recursive: true, force: true }))

  it('shows the tasks while it works, and then the result and the truth', () => {
    const screen = onTerminal(100, 50, `node ${bin} demo`, directory)
    expect(screen).toMatch(/task 8\/8 {2}\$0\.\d+ of \$20 {2}\d+ calls/) // the last frame of the live view stays
    expect(screen).toMatch(/\d of 8 tasks can move to a cheaper model/)
    expect(screen).toContain('The truth, which only a simulation knows:')
    expect(screen).toContain('0 wrongly declared viable.')
    expect(screen).not.toContain('\u001b')
  })

  it('keeps its tables within 40 columns', () => {
    const screen = onTerminal(40, 50, `node ${bin} report demo-1 --no-color`, directory)
    expect(screen).toContain('order')
    for (const line of screen.split('\n')) expect(line.trimEnd().length).toBeLessThanOrEqual(40)
  })
})
