import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'

const BIN = fileURLToPath(new URL('../../bin/audit.js', import.meta.url))
const BUILT = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

export interface CliEnd {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
  /** Called with each piece of standard error; `signal` sends one to the process. */
  readonly onError?: (text: string, signal: (name: NodeJS.Signals) => void) => void
  /** Handed the way to send a signal as soon as the process is there. */
  readonly onStart?: (signal: (name: NodeJS.Signals) => void) => void
}

/** Runs the built program in a directory, with an environment that holds nothing but what is given and where temporary files go. */
export function cli(cwd: string, args: readonly string[], options: CliOptions = {}): Promise<CliEnd> {
  if (!existsSync(BUILT)) throw new Error(`${BUILT} is missing: run "npm run build" before these tests`)
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args], { cwd, env: { PATH: process.env['PATH'] ?? '', TMPDIR: tmpdir(), ...options.env }, stdio: 'pipe' })
    let [stdout, stderr] = ['', '']
    const signal = (name: NodeJS.Signals): void => { child.kill(name) }
    child.stdout.setEncoding('utf8').on('data', (text: string) => { stdout += text })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
      options.onError?.(stderr, signal)
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
    child.stdin.on('error', () => {}) // the program may end before it has read everything
    child.stdin.end(options.stdin ?? '')
    options.onStart?.(signal)
  })
}

/** A configuration file with the incumbent `prod/big` and the candidate `lab/small` behind one server. */
export function configText(url: string, more = ''): string {
  return [
    'version: 1',
    'candidates: [{ model: lab/small, price: { input: 1, output: 3 } }]',
    `providers: { prod: { api: openai, base_url: "${url}/v1" }, lab: { api: openai, base_url: "${url}/v1" } }`,
    'models: { prod/big: { price: { input: 10, output: 30 } } }',
    more, '',
  ].join('\n')
}
