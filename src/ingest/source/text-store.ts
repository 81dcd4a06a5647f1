import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AuditError } from '../../domain/error.js'
import { codeOf, createStoreEnd, type StoreEnd } from './store-end.js'

/** Bytes that are kept in memory before they go to a file. */
const IN_MEMORY = 64 * 1024 * 1024
/** Bytes that are read from the file at once where neighbours are asked for one after the other, … */
const WINDOW = 512 * 1024
/** … and where not: what lies further behind is no neighbour. */
const GLANCE = 16 * 1024

/** Texts one after the other: in memory while they are few, else in a temporary file that nobody else can open. */
export interface TextStore {
  /** Adds bytes and gives their place. @throws AuditError when the temporary folder is full or read-only */
  readonly append: (bytes: Uint8Array) => number
  /** The bytes at a place; valid until the next read. */
  readonly read: (offset: number, bytes: number) => Buffer
  /** By which other threads write to the file, once there is one. */
  readonly end: StoreEnd['memory']
  readonly close: () => void
}

/** The error for texts that could not be written, by the code of what the system says. */
export function noRoomFor(code: string): AuditError {
  return new AuditError('input-no-room', `the temporary folder ${tmpdir()} cannot take the log: ${code}`, 'A log of more than 64 MiB needs about its own size, unpacked, there while it is read: free some space, or name another folder with TMPDIR')
}

export function createTextStore(inMemory = IN_MEMORY): TextStore {
  let memory = Buffer.allocUnsafe(1 << 16)
  const end = createStoreEnd()
  let file: number | undefined
  let window = { start: 0, bytes: Buffer.alloc(0) }
  let buffer = Buffer.alloc(0)

  function spill(): void {
    const directory = mkdtempSync(join(tmpdir(), 'audit-'))
    const path = join(directory, 'texts')
    const descriptor = openSync(path, 'wx+', 0o600)
    try {
      // Without a name the file is gone with the process, however that ends. Where open files keep theirs, it goes on exit.
      rmSync(directory, { recursive: true })
    } catch {
      process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
    }
    file = descriptor
    const held = memory.subarray(0, end.used())
    memory = Buffer.alloc(0)
    end.open(descriptor, held)
  }

  function append(bytes: Uint8Array): number {
    if (file === undefined && end.used() + bytes.length > inMemory) spill()
    const written = end.write(bytes)
    if (written !== undefined) return written
    const at = end.take(bytes.length)
    if (at + bytes.length > memory.length) {
      const larger = Buffer.allocUnsafe(Math.max(memory.length * 2, at + bytes.length))
      memory.copy(larger, 0, 0, at)
      memory = larger
    }
    memory.set(bytes, at)
    return at
  }

  return {
    append: (bytes) => {
      try {
        return append(bytes)
      } catch (error) {
        throw noRoomFor(codeOf(error))
      }
    },
    end: end.memory,
    read: (offset, bytes) => {
      if (file === undefined) return memory.subarray(offset, offset + bytes)
      if (offset < window.start || offset + bytes > window.start + window.bytes.length) {
        const isNear = offset >= window.start && offset <= window.start + window.bytes.length + GLANCE
        if (buffer.length < Math.max(WINDOW, bytes)) buffer = Buffer.allocUnsafe(Math.max(WINDOW, bytes))
        const size = Math.min(Math.max(isNear ? WINDOW : GLANCE, bytes), end.used() - offset)
        for (let done = 0; done < size;) {
          const read = readSync(file, buffer, done, size - done, offset + done)
          if (read === 0) throw new Error('the temporary file of the log ends too early')
          done += read
        }
        window = { start: offset, bytes: buffer.subarray(0, size) }
      }
      return window.bytes.subarray(offset - window.start, offset - window.start + bytes)
    },
    close: () => {
      if (file !== undefined) closeSync(file)
      file = undefined
      memory = Buffer.alloc(0)
    },
  }
}
