import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PREFIX = 'audit-tests-'

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * Gives this run of the tests, and every process that it starts, a temporary folder of its own, which goes with it. What a
 * run that was killed left behind goes with the next one.
 */
export function ownTemporaryFolder(): void {
  const parent = tmpdir()
  for (const name of readdirSync(parent)) {
    const pid = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length)) : Number.NaN
    if (Number.isInteger(pid) && !isAlive(pid)) rmSync(join(parent, name), { recursive: true, force: true })
  }
  const own = join(parent, `${PREFIX}${process.pid}`)
  // Readable by others: the tests start a database under another user.
  mkdirSync(own, { recursive: true, mode: 0o755 })
  process.env['TMPDIR'] = own
  process.on('exit', () => rmSync(own, { recursive: true, force: true }))
}
