import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AuditError } from '../domain/error.js'
import { isJsonObject } from '../domain/json.js'
import type { FailureKind } from '../domain/learn.js'
import { writeWhole } from '../pipeline/record/run-files.js'

/** One known failure. Its text is redacted and shortened. */
export interface Failure {
  readonly schemaVersion: 1
  /** Of the request; with the route what is kept once. */
  readonly digest: string
  /** A hash of the conversation, else the digest: which part it falls into. */
  readonly key: string
  readonly route: string
  /** `provider/model` whose answer failed. */
  readonly model: string
  readonly kind: FailureKind
  /** ISO 8601 of the call; null where the log has no times. */
  readonly at: string | null
  /** ISO 8601 of when it was put down. */
  readonly noted: string
  readonly inputTokens: number
  readonly text: string
}

export const failuresPath = (auditDir: string): string => join(auditDir, 'failures.jsonl')

/** Where there are more, the oldest go. */
export const MOST_FAILURES = 5_000
export const MOST_TEXT = 4_000

const KINDS: ReadonlySet<unknown> = new Set<FailureKind>(['feedback', 'correction', 'fallback', 'unusable'])

function isFailure(value: unknown): value is Failure {
  return isJsonObject(value) && value['schemaVersion'] === 1 && ['digest', 'key', 'route', 'model', 'noted', 'text'].every((name) => typeof value[name] === 'string')
    && KINDS.has(value['kind']) && typeof value['inputTokens'] === 'number' && (value['at'] === null || typeof value['at'] === 'string')
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** The failures on record; a missing file is none. Lines that are none, such as a half-written last one, are left out and counted. @throws AuditError where the file cannot be read */
export function readFailures(path: string): { readonly failures: readonly Failure[]; readonly damaged: number } {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return { failures: [], damaged: 0 }
    throw new AuditError('learn/failures', `${path}: ${code ?? 'it cannot be read'}`, 'Move it away, or give it back its permissions.')
  }
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const failures = lines.map(parsed).filter(isFailure)
  return { failures, damaged: lines.length - failures.length }
}

/** Failures with new ones, each request of a route once, the newest kept where there are too many. */
export function mergeFailures(known: readonly Failure[], found: readonly Failure[], most = MOST_FAILURES): readonly Failure[] {
  const merged = new Map(known.map((one) => [`${one.route}\n${one.digest}`, one]))
  for (const one of found) if (!merged.has(`${one.route}\n${one.digest}`)) merged.set(`${one.route}\n${one.digest}`, one)
  return [...merged.values()].slice(-most)
}

/** Writes them, whole or not at all, readable to their owner only. */
export function writeFailures(path: string, failures: readonly Failure[]): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeWhole(path, failures.map((one) => `${JSON.stringify(one)}\n`).join(''))
}

/** Deletes what was put down before a time, all of it where none is given; a file in which nothing is left goes. Returns how many lines went. */
export function purgeFailures(path: string, before?: Date): number {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return 0
  const { failures, damaged } = readFailures(path)
  const kept = before === undefined ? [] : failures.filter(({ noted }) => Date.parse(noted) >= before.getTime())
  const gone = failures.length + damaged - kept.length
  if (kept.length === 0) rmSync(path, { force: true })
  else if (gone > 0) writeFailures(path, kept)
  return gone
}
