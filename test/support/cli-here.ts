import { tmpdir } from 'node:os'
import { Readable, Writable } from 'node:stream'
import { main } from '../../src/cli/main.js'
import type { CliEnd, CliOptions } from './cli.js'

function collect(): { readonly stream: Writable; readonly text: () => string } {
  const chunks: Buffer[] = []
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk)
      done()
    },
  })
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') }
}

/** Puts something else in the place of properties of this process; the returned function puts them back. */
function lend(changes: Readonly<Record<string, unknown>>): () => void {
  const before = Object.keys(changes).map((name) => [name, Object.getOwnPropertyDescriptor(process, name)] as const)
  for (const [name, value] of Object.entries(changes)) Object.defineProperty(process, name, { value, configurable: true, writable: true, enumerable: true })
  return () => {
    for (const [name, descriptor] of before) if (descriptor) Object.defineProperty(process, name, descriptor)
  }
}

let busy = false

/**
 * Runs a command line from the sources inside this process: for tests of what a command says and writes. It takes a tenth of
 * the time of a process of its own, which a test needs where signals, threads, the terminal, or two commands at once matter.
 */
export async function cliHere(cwd: string, args: readonly string[], options: Pick<CliOptions, 'env' | 'stdin'> = {}): Promise<CliEnd> {
  if (busy) throw new Error('another command runs in this process: use cli() for commands at the same time')
  busy = true
  const [stdout, stderr, home] = [collect(), collect(), process.cwd()]
  const giveBack = lend({
    stdout: stdout.stream, stderr: stderr.stream, stdin: Readable.from(options.stdin === undefined ? [] : [Buffer.from(options.stdin)], { objectMode: false }),
    // No threads: a log of a test is read sooner than they begin.
    env: { PATH: process.env['PATH'] ?? '', TMPDIR: tmpdir(), AUDIT_WORKERS: '0', ...options.env },
  })
  process.chdir(cwd)
  try {
    const code = await main(args)
    return { code, stdout: stdout.text(), stderr: stderr.text() }
  } finally {
    process.chdir(home)
    giveBack()
    busy = false
  }
}
