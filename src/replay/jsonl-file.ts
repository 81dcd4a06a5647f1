import { closeSync, copyFileSync, fdatasync, fdatasyncSync, fstatSync, ftruncateSync, mkdirSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { AuditError } from '../domain/error.js'
import { scanJsonl } from './jsonl-scan.js'

/** An append-only file of JSON lines, written through at every line: what was appended outlives a killed process. */
export interface JsonlFile {
  /**
   * Writes a line; where that is impossible, to a rescue file, for what stands in it was paid for. Never throws.
   * @returns where in the file the line stands, in bytes; undefined for a line that went elsewhere
   */
  readonly append: (value: unknown) => { readonly offset: number; readonly length: number } | undefined
  /** @throws AuditError when lines can no longer be written as they should, with what became of them */
  readonly assertSound: () => void
  readonly close: () => void
}

export interface JsonlContent {
  readonly rows: readonly unknown[]
  readonly wholeBytes: number
  readonly warnings: readonly string[]
}

/** Reads JSON lines; a missing file is empty. A half-written last line is dropped with a warning, so is a damaged one. */
export function readJsonl(path: string): JsonlContent {
  const rows: unknown[] = []
  const { wholeBytes, warnings } = scanJsonl(path, ({ value }) => rows.push(value))
  return { rows, wholeBytes, warnings }
}

/** A crash of the machine, not of the process, loses at most so much, in milliseconds. */
const SYNC_MS = 1000
/** How often it is looked whether the file is still where it was. */
const CHECK_MS = 250

const CAUSES: Readonly<Record<string, string>> = { ENOSPC: 'the disk is full', EDQUOT: 'the disk quota is used up', EFBIG: 'the file may not grow any further', EROFS: 'the file system is read-only' }

function trouble(path: string, error: unknown, rescued: string): AuditError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
  return new AuditError('journal/write', `${path}: ${CAUSES[code] ?? code}`, `Free space or permissions there${rescued}; what was recorded is kept, and the same command goes on from it.`)
}

function writeAll(descriptor: number, line: Buffer): void {
  for (let written = 0; written < line.length; ) written += writeSync(descriptor, line, written)
}

/**
 * Opens a file of JSON lines for appending, cut back to its whole lines first.
 * @param makeRoom called when the disk is full; true when there may now be room for a few more lines
 * @throws AuditError when the file cannot be opened for writing
 */
export function openJsonl(path: string, wholeBytes: number, makeRoom: () => boolean = () => false): JsonlFile {
  let descriptor: number
  try {
    descriptor = openSync(path, 'a+', 0o600)
    ftruncateSync(descriptor, wholeBytes)
  } catch (error) {
    throw trouble(path, error, '')
  }
  let size = wholeBytes
  let broken: AuditError | undefined
  let syncing: NodeJS.Timeout | undefined
  let checkedAt = performance.now()
  let rescue: { readonly path: string; readonly descriptor: number } | undefined

  /** The file was deleted or replaced under our hands; what it held can still be read through the open descriptor. */
  function restoreIfGone(): void {
    checkedAt = performance.now()
    const own = fstatSync(descriptor)
    const there = statSync(path, { throwIfNoEntry: false })
    if (there && there.ino === own.ino) return
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    copyFileSync(`/proc/self/fd/${descriptor}`, path)
    const restored = openSync(path, 'a+', 0o600)
    closeSync(descriptor)
    descriptor = restored
    broken ??= new AuditError('journal/gone', `${path} was deleted while the run wrote to it`, 'What it held was written there again; the same command goes on from it.')
  }

  function toRescue(line: Buffer, error: unknown): void {
    const candidates = [join(dirname(path), `${basename(path, '.jsonl')}-rescued-${process.pid}.jsonl`), join(tmpdir(), `audit-${basename(path, '.jsonl')}-rescued-${process.pid}.jsonl`)]
    for (const candidate of rescue ? [rescue.path] : candidates) {
      const isNew = rescue === undefined
      try {
        rescue ??= { path: candidate, descriptor: openSync(candidate, 'a', 0o600) }
        writeAll(rescue.descriptor, line)
        broken ??= trouble(path, error, dirname(candidate) === dirname(path) ? '' : `, and move ${candidate} into ${dirname(path)}: it holds what could not be written`)
        return
      } catch {
        if (rescue) closeSync(rescue.descriptor)
        if (rescue && isNew) rmSync(candidate, { force: true }) // it holds no whole line
        rescue = undefined // try the next place
      }
    }
    broken ??= trouble(path, error, '')
  }

  function write(line: Buffer): boolean {
    try {
      writeAll(descriptor, line)
      size += line.length
      return true
    } catch (error) {
      try {
        ftruncateSync(descriptor, size) // no half line may stand before the next
        if (makeRoom()) {
          writeAll(descriptor, line)
          size += line.length
          broken ??= trouble(path, error, '')
          return true
        }
      } catch {
        // the rescue file is what is left
      }
      toRescue(line, error)
      return false
    }
  }

  return {
    append: (value) => {
      const line = Buffer.from(`${JSON.stringify(value)}\n`)
      if (performance.now() - checkedAt > CHECK_MS) {
        try {
          restoreIfGone()
        } catch (error) {
          toRescue(line, error)
          return undefined
        }
      }
      const offset = size
      const written = write(line)
      syncing ??= setTimeout(() => {
        syncing = undefined
        fdatasync(descriptor, () => {}) // a disk that fails says so at the next write
      }, SYNC_MS).unref()
      return written ? { offset, length: line.length - 1 } : undefined
    },
    assertSound: () => {
      if (!broken && performance.now() - checkedAt > CHECK_MS) {
        try {
          restoreIfGone()
        } catch (error) {
          broken = trouble(path, error, '')
        }
      }
      if (broken) throw broken
    },
    close: () => {
      clearTimeout(syncing)
      try {
        restoreIfGone()
        fdatasyncSync(descriptor)
      } catch {
        // the last to be said was said by assertSound
      }
      closeSync(descriptor)
      if (rescue) closeSync(rescue.descriptor)
    },
  }
}
