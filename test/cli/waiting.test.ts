import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { openPipe } from '../../src/files/open-pipe.js'
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

  it.each([
    ['score', 'pipe'], ['route', 'row.json', '--policy', 'pipe'], ['policy', 'lint', 'pipe'], ['decide', '--evidence', 'pipe'],
    ['inspect', 'row.json', '--config', 'pipe'], ['check', '--policy', 'pipe'], ['score', '-'],
  ])('ends at the first signal where a small file is a pipe: %s %s %s %s', async (...args) => {
    using space = workspace()
    execFileSync('mkfifo', [space.path('pipe')])
    space.write('row.json', '{}\n')
    space.write('audit.config.yaml', 'version: 1\nvalidators: [told.mjs]\n')
    space.write('told.mjs', `process.stderr.write('loaded\\n')\nexport default { name: 'told', version: 1, validate: () => ({ value: 1, reason: '' }) }\n`)
    const { child, end } = start(space.directory, args)
    const writer = args.includes('-') ? undefined : await open(space.path('pipe'), 'w')
    if (!writer && child.stderr) await once(child.stderr, 'data')
    child.kill('SIGINT')
    const [code, stderr] = await end
    await writer?.close()
    expect([code, stderr]).toEqual([130, expect.stringMatching(/interrupted/u) as string])
  })

  it('reads what a pipe holds as if it were a file', async () => {
    using space = workspace()
    execFileSync('mkfifo', [space.path('pipe')])
    const { child, end } = start(space.directory, ['score', 'pipe'])
    let stdout = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => { stdout += text })
    const writer = await open(space.path('pipe'), 'w')
    await writer.writeFile('{"output":"4","reference":"4","validator":"exact"}\n')
    await writer.close()
    expect((await end)[0]).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ score: 1 })
  })

  it.each([
    [['inspect', 'calls.jsonl', '--json', 'pipe'], 'nobody reads that pipe'], [['run', 'calls.jsonl', '--candidate', 'openai/small', '--events', 'pipe'], 'nobody reads that pipe'],
    [['check-validator', 'pipe'], 'a module is read from a file'], [['review', '--page', '--labels', 'pipe'], 'there is no run'],
  ] as const)('does not wait for the other end of a pipe that is to be written to, or is no file: %j', async (args, words) => {
    using space = workspace()
    execFileSync('mkfifo', [space.path('pipe')])
    space.write('calls.jsonl', sortingLog(20))
    const { child, end } = start(space.directory, args)
    child.stdin?.end()
    const [code, stderr] = await end
    expect([code, stderr]).toEqual([2, expect.stringContaining(words) as string])
  })

  it('ends at the second signal though a thread waits for what never comes, and leaves the terminal as it was', async () => {
    using space = workspace()
    execFileSync('mkfifo', [space.path('pipe')])
    space.write('audit.config.yaml', 'version: 1\nvalidators: [stuck.mjs]\n')
    space.write('stuck.mjs', `import { open, writeSync } from 'node:fs'
open('pipe', 'r', () => {})
// As the library of the live view does, which shows the cursor again after all else.
const { emit } = process
process.emit = function (name, ...rest) {
  const heard = emit.call(this, name, ...rest)
  if (name === 'exit') writeSync(1, 'cursor shown')
  return heard
}
process.on('SIGINT', () => process.stderr.write('seen'))
process.stderr.write('ready')
await new Promise(() => setInterval(() => {}, 1000))
`)
    const { child } = start(space.directory, ['score', '-'])
    let stdout = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => { stdout += text })
    const ended = once(child, 'close')
    if (child.stderr) {
      for await (const text of child.stderr) {
        child.kill('SIGINT')
        if (String(text).includes('seen')) break
      }
    }
    expect([await ended, stdout]).toEqual([[null, 'SIGINT'], 'cursor shown'])
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
