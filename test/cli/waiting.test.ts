import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { openPipe } from '../../src/ingest/source/open-pipe.js'
import { sortingLog } from '../support/log.js'
import { workspace } from '../support/workspace.js'

const BIN = fileURLToPath(new URL('../../bin/audit.js', import.meta.url))

function start(cwd: string, args: readonly string[], workers = '0'): { readonly child: ChildProcess; readonly end: Promise<readonly [number | null, string]> } {
  const child = spawn(process.execPath, [BIN, ...args], { cwd, env: { PATH: process.env['PATH'] ?? '', TMPDIR: tmpdir(), AUDIT_WORKERS: workers }, stdio: 'pipe' })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => { stderr += text })
  child.stdin.on('error', () => {})
  return { child, end: once(child, 'close').then(([code]) => [code as number | null, stderr] as const) }
}

describe.skipIf(process.platform === 'win32')('a command that waits for its input', () => {
  it('lets go of a pipe that has no writer', async () => {
    using space = workspace()
    execFileSync('mkfifo', [space.path('pipe')])
    const aborted = new AbortController()
    const first = openPipe(space.path('pipe'), aborted.signal).next()
    aborted.abort(new Error('stop'))
    await expect(first).rejects.toThrow('stop')
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('ends at %s with 130 while the writer of a pipe writes nothing, with threads, too', async (name) => {
    using space = workspace()
    execFileSync('mkfifo', [space.path('pipe')])
    const { child, end } = start(space.directory, ['inspect', 'pipe'], name === 'SIGINT' ? '0' : '2')
    const writer = await open(space.path('pipe'), 'w') // done once the command reads
    child.kill(name)
    const [code, stderr] = await end
    await writer.close()
    expect([code, stderr]).toEqual([130, expect.stringMatching(/^interrupted/u) as string])
  })

  it('ends with 130 while standard input goes on', async () => {
    using space = workspace()
    const { child, end } = start(space.directory, ['inspect', '-'])
    // More than a pipe holds: written once the command reads.
    await new Promise((read) => child.stdin?.write(sortingLog(400), read))
    child.kill('SIGINT')
    const [code, stderr] = await end
    expect([code, stderr]).toEqual([130, expect.stringMatching(/interrupted/u) as string])
  })

  it('reads a pipe to its end', async () => {
    using space = workspace()
    execFileSync('mkfifo', [space.path('pipe')])
    const { end } = start(space.directory, ['inspect', 'pipe', '--json'])
    const writer = await open(space.path('pipe'), 'w')
    await writer.writeFile(sortingLog(40))
    await writer.close()
    expect((await end)[0]).toBe(0)
  })
})
