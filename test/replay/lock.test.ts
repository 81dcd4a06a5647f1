import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { lockRun } from '../../src/replay/lock.js'
import { workspace } from '../support/workspace.js'

/** A process that has ended, and whose parent takes no notice of it: the shell that began it has become another program meanwhile. */
async function zombie(): Promise<{ readonly pid: number; readonly [Symbol.dispose]: () => void }> {
  const parent = spawn('bash', ['-c', 'cat <&3 >/dev/null & echo $!; exec tail -f /dev/null'], { stdio: ['ignore', 'pipe', 'ignore', 'pipe'] })
  const { stdout } = parent
  if (!stdout) throw new Error('the shell has no output')
  const pid = Number(await new Promise<string>((resolve) => createInterface({ input: stdout }).once('line', resolve)))
  const until = async (isSo: () => boolean) => { while (!isSo()) await new Promise((resolve) => setImmediate(resolve)) }
  await until(() => readFileSync(`/proc/${parent.pid}/comm`, 'utf8') === 'tail\n')
  ;(parent.stdio[3] as Writable).end()
  await until(() => /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')))
  return { pid, [Symbol.dispose]: () => { parent.kill() } }
}

describe('the lock of a killed run', () => {
  it.skipIf(process.platform !== 'linux')('falls to the next though the parent of the killed has not taken notice', async () => {
    using space = workspace()
    using dead = await zombie()
    expect(process.kill(dead.pid, 0), 'its number is still taken').toBe(true)
    space.write('run/lock', String(dead.pid))
    lockRun(space.path('run'))()
  })
})
