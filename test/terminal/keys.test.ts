import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { hasTmux, openTerminal } from '../support/terminal.js'
import { workspace } from '../support/workspace.js'

const bin = fileURLToPath(new URL('../../bin/audit.js', import.meta.url))

it.runIf(hasTmux)('keys pause the run, show the last error, go on, change the calls at once, skip a task, and stop as Ctrl-C does', () => {
  using space = workspace()
  using terminal = openTerminal(`node ${bin} demo; echo "ended with $?"; cat`, { directory: space.directory })
  const { send, screen, until } = terminal
  until(/p pause/)
  send('p')
  const paused = until(/paused: calls under way end/)
  for (const line of paused.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  expect(screen(true)).not.toMatch(new RegExp(`${String.fromCharCode(27)}\\[(3[0-7]|9[0-7])m`))
  send('e')
  until(/last error: none so far/)
  send('p')
  until(/p pause {2}s skip task {2}\+\/− 16 at once {2}e last error/)
  send('+')
  until(/\+\/− 20 at once/)
  send('-')
  send('-')
  until(/\+\/− 12 at once/)
  const first = /^(.*?) {2}difference in points, must stay above −3\.0/m.exec(until(/must stay above −3\.0[^]*\[[−+]\d+\.\d [−+]\d+\.\d\]/))?.[1] ?? ''
  send('s')
  expect(until(/→ skipped/)).toContain(`${first} → skipped`)
  terminal.resize(40, 24)
  until(/p pause {2}s skip {2}± 12/)
  for (const line of screen().split('\n')) expect(line.length).toBeLessThanOrEqual(40)
  send('q')
  expect(until(/ended with \d+/)).toContain('ended with 130')
  expect(screen()).toMatch(/^interrupted: everything recorded so far *\nis kept, and the same command goes on *\nfrom there *$/m)
})
