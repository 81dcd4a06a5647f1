import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { AuditError } from '../domain/error.js'

/** One whole line of a file: its value and where it stands, in bytes without the line feed. */
export interface JsonlRow {
  readonly value: unknown
  readonly offset: number
  readonly length: number
}

export interface JsonlScan {
  /** Bytes up to the end of the last whole line. */
  readonly wholeBytes: number
  readonly warnings: readonly string[]
}

const PIECE_BYTES = 1 << 18

/**
 * Reads JSON lines piece by piece, so that a large file takes no large memory; a missing file is empty. A half-written last
 * line is dropped with a warning, so is a damaged one.
 * @throws AuditError when the file cannot be read
 */
export function scanJsonl(path: string, onRow: (row: JsonlRow) => void): JsonlScan {
  const warnings: string[] = []
  let descriptor: number
  try {
    descriptor = openSync(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { wholeBytes: 0, warnings }
    throw unreadable(path, error)
  }
  let rest: Buffer = Buffer.alloc(0)
  let wholeBytes = 0
  let lines = 0
  const takeLine = (line: Buffer) => {
    lines += 1
    if (line.length > 0) {
      let value: unknown
      try {
        value = JSON.parse(line.toString('utf8'))
        onRow({ value, offset: wholeBytes, length: line.length })
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error
        warnings.push(`${path}:${lines}: a damaged line was left out`)
      }
    }
    wholeBytes += line.length + 1
  }
  try {
    for (;;) {
      const piece = Buffer.allocUnsafe(PIECE_BYTES)
      const read = readSync(descriptor, piece, 0, PIECE_BYTES, null)
      if (read === 0) break
      let bytes = Buffer.concat([rest, piece.subarray(0, read)])
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10)) {
        takeLine(bytes.subarray(0, end))
        bytes = bytes.subarray(end + 1)
      }
      rest = bytes
    }
  } catch (error) {
    throw error instanceof Error && 'code' in error && !(error instanceof AuditError) ? unreadable(path, error) : error
  } finally {
    closeSync(descriptor)
  }
  if (rest.length > 0) warnings.push(`${path}: a half-written last line was dropped`)
  return { wholeBytes, warnings }
}

/**
 * Bytes up to the end of the last whole line, looked for from the end: for a file to which lines are added and of which none is read. 0 for a missing file.
 * @throws AuditError when the file cannot be read
 */
export function wholeBytesOf(path: string): number {
  let descriptor: number
  try {
    descriptor = openSync(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw unreadable(path, error)
  }
  try {
    for (let end = fstatSync(descriptor).size; end > 0; ) {
      const start = Math.max(0, end - PIECE_BYTES)
      const piece = Buffer.allocUnsafe(end - start)
      const read = readSync(descriptor, piece, 0, piece.length, start)
      const at = piece.subarray(0, read).lastIndexOf(10)
      if (at >= 0) return start + at + 1
      end = start
    }
    return 0
  } catch (error) {
    throw unreadable(path, error)
  } finally {
    closeSync(descriptor)
  }
}

function unreadable(path: string, error: unknown): AuditError {
  return new AuditError('journal/unreadable', `${path}: ${(error as NodeJS.ErrnoException).code ?? 'cannot be read'}`, 'Check the permissions of the run directory, or name another with --run-dir.')
}
