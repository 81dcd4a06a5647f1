import { rmSync } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AuditError } from '../../domain/error.js'

/** Puts a stream into a temporary file, for formats that must be read here and there; the file is gone when the handle is closed. */
export async function spool(source: AsyncIterable<Buffer>): Promise<FileHandle> {
  const directory = await mkdtemp(join(tmpdir(), 'audit-'))
  const handle = await open(join(directory, 'input'), 'wx+', 0o600)
  try {
    await rm(directory, { recursive: true })
  } catch {
    // Nothing that waits is done any more while a process exits.
    process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
  }
  try {
    for await (const chunk of source) await handle.writeFile(chunk)
    return handle
  } catch (error) {
    await handle.close()
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    throw new AuditError('input-no-room', `the temporary folder ${tmpdir()} is full`, 'Free some space there, or name another folder with TMPDIR')
  }
}
