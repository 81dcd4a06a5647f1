import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import type { AuditResult } from '../../src/domain/result.js'

/** How a run of the binary ended. */
export interface AuditEnd {
  /** null when it was killed. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly wallMs: number
}

export interface AuditProcess {
  readonly end: Promise<AuditEnd>
  /** Ends it at once, as a power cut would. */
  readonly kill: () => void
}

/** Policies carry dates; with this one two runs can be compared byte by byte. */
const FIXED_DATE = '1767225600'

/** Starts the binary under measurement. No key of the caller's environment reaches it. */
export function startAudit(bin: string, flags: readonly string[], cwd: string): AuditProcess {
  const started = performance.now()
  const env = { PATH: process.env['PATH'], HOME: cwd, NO_COLOR: '1', SOURCE_DATE_EPOCH: FIXED_DATE, REC_KEY: 'recorded' }
  const child = spawn(process.execPath, [bin, ...flags], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => { stdout += text })
  child.stderr.setEncoding('utf8').on('data', (text: string) => { stderr += text })
  const end = new Promise<AuditEnd>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout, stderr, wallMs: performance.now() - started }))
  })
  return { end, kill: () => child.kill('SIGKILL') }
}

/** Runs the binary to its end. @throws Error when it ends with a code that was not expected */
export async function audit(bin: string, flags: readonly string[], cwd: string, expected: readonly number[] = [0]): Promise<AuditEnd> {
  const end = await startAudit(bin, flags, cwd).end
  if (end.code === null || !expected.includes(end.code)) throw new Error(`audit ${flags.join(' ')}\nended with code ${end.code}:\n${end.stderr.slice(-2000)}`)
  return end
}

export function readResult(cwd: string, path: string): AuditResult {
  return JSON.parse(readFileSync(isAbsolute(path) ? path : join(cwd, path), 'utf8')) as AuditResult
}
