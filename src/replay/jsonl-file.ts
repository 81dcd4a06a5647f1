import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import { AuditError } from '../domain/error.js'

/** An append-only file of JSON lines, written through at every line: what was appended outlives a killed process. */
export interface JsonlFile {
  readonly append: (value: unknown) => void
  readonly close: () => void
}

export interface JsonlContent {
  readonly rows: readonly unknown[]
  /** Bytes up to the end of the last whole line. */
  readonly wholeBytes: number
  readonly warnings: readonly string[]
}

/** Reads JSON lines; a missing file is empty. A half-written last line is dropped with a warning, so is a damaged one. */
export function readJsonl(path: string): JsonlContent {
  let buffer: Buffer
  try {
    buffer = readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { rows: [], wholeBytes: 0, warnings: [] }
    throw new AuditError('journal/unreadable', `${path}: ${(error as NodeJS.ErrnoException).code ?? 'cannot be read'}`, 'Check the permissions of the run directory, or name another with --run-dir.')
  }
  const wholeBytes = buffer.lastIndexOf(10) + 1
  const rows: unknown[] = []
  const warnings: string[] = []
  const lines = wholeBytes === 0 ? [] : buffer.toString('utf8', 0, wholeBytes - 1).split('\n')
  lines.forEach((line, index) => {
    if (line === '') return
    try {
      rows.push(JSON.parse(line))
    } catch {
      warnings.push(`${path}:${index + 1}: a damaged line was left out`)
    }
  })
  if (wholeBytes < buffer.length) warnings.push(`${path}: a half-written last line was dropped`)
  return { rows, wholeBytes, warnings }
}

/**
 * Opens a file of JSON lines for appending, cut back to its whole lines first.
 * @throws AuditError when the directory cannot be written or the disk is full
 */
export function openJsonl(path: string, wholeBytes: number): JsonlFile {
  const fail = (error: unknown): never => {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
    throw new AuditError('journal/write', `${path}: ${code === 'ENOSPC' ? 'the disk is full' : code}`, 'Free space or permissions there; what was recorded is kept, and the same command goes on from it.')
  }
  try {
    const descriptor = openSync(path, 'a')
    ftruncateSync(descriptor, wholeBytes)
    return {
      append: (value) => {
        const line = Buffer.from(`${JSON.stringify(value)}\n`)
        try {
          for (let written = 0; written < line.length; ) written += writeSync(descriptor, line, written)
        } catch (error) {
          fail(error)
        }
      },
      close: () => closeSync(descriptor),
    }
  } catch (error) {
    return fail(error)
  }
}
