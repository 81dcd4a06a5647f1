import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const bin = fileURLToPath(new URL('../../bin/audit.js', import.meta.url))
const hasTmux = spawnSync('tmux', ['-V']).status === 0

it.runIf(hasTmux)('keys pause the run, show the last error, go on, change the calls at once, skip a task, and stop as Ctrl-C does', () => {
  const directory = mkdtempSync(join(tmpdir(), 'audit-keys-'))
  const env = { PATH: process.env['PATH'] ?? '', HOME: directory, TERM: 'xterm-256color', NO_COLOR: '1', LC_ALL: 'C.UTF-8' }
  const socket = ['-L', `audit-keys-${process.pid}`]
  const tmux = (...args: string[]) => spawnSync('tmux', [...socket, ...args], { encoding: 'utf8', env })
  const screen = (escapes = false): string => tmux('capture-pane', '-p', ...(escapes ? ['-e'] : []), '-S', '-').stdout
  /** Looks until it is there; each look takes as long as tmux takes to answer. */
  const until = (shown: RegExp): string => {
    for (let looks = 0; looks < 3000; looks++) if (shown.test(screen())) return screen()
    throw new Error(`${shown} never came; the screen was:\n${screen()}`)
  }
  try {
    tmux('-f', '/dev/null', 'new-session', '-d', '-x', '80', '-y', '24', '-c', directory, `node ${bin} demo; echo "ended with $?"; cat`)
    until(/p pause/)
    tmux('send-keys', 'p')
    const paused = until(/paused: calls under way end/)
    for (const line of paused.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    expect(screen(true)).not.toMatch(new RegExp(`${String.fromCharCode(27)}\\[(3[0-7]|9[0-7])m`))
    tmux('send-keys', 'e')
    until(/last error: none so far/)
    tmux('send-keys', 'p')
    until(/p pause {2}s skip task {2}\+\/− 16 at once {2}e last error/)
    tmux('send-keys', '+')
    until(/\+\/− 20 at once/)
    tmux('send-keys', '-')
    tmux('send-keys', '-')
    until(/\+\/− 12 at once/)
    const first = /^(.*?) {2}pp, to stay above −3\.0/m.exec(until(/pp, to stay above −3\.0[^]*\[[−+]\d+\.\d [−+]\d+\.\d\]/))?.[1] ?? ''
    tmux('send-keys', 's')
    expect(until(/→ skipped/)).toContain(`${first} → skipped`)
    tmux('resize-window', '-x', '40', '-y', '24')
    until(/p pause {2}s skip {2}± 12/)
    for (const line of screen().split('\n')) expect(line.length).toBeLessThanOrEqual(40)
    tmux('send-keys', 'q')
    expect(until(/ended with \d+/)).toContain('ended with 130')
    expect(screen().replace(/\s+/g, ' ')).toContain('everything recorded so far is kept')
  } finally {
    tmux('kill-server')
    rmSync(directory, { recursive: true, force: true })
  }
}, 120_000)
