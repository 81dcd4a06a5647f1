import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AuditError } from '../domain/error.js'
import { writeTrouble } from '../text/file-trouble.js'

/** A killed process whose parent has not taken notice of it still has its number, and writes nothing any more: Linux says so. */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2)) // a program's name may hold anything, brackets too
  } catch {
    return false
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !isZombie(pid)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * Takes a lock file; that of a process which is gone is taken over.
 * @returns the function that gives the lock back
 * @throws AuditError when its directory cannot be made, or another live process holds it
 */
export function takeLock(path: string, { code: prefix, what, remedy, program }: { readonly code: string; readonly what: string; readonly remedy: string; readonly program: string }): () => void {
  const unwritable = (error: unknown): AuditError => new AuditError(`${prefix}/unwritable`, `${what}: ${writeTrouble(error)}`, remedy)
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? new AuditError(`${prefix}/unwritable`, `${what}: it is a file, and a folder is needed there`, remedy) : unwritable(error)
  }
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unwritable(error)
    const holder = Number(readFileSync(path, 'utf8'))
    if (Number.isInteger(holder) && holder > 0 && holder !== process.pid && isAlive(holder)) {
      throw new AuditError(`${prefix}/locked`, `${what} is in use by process ${holder}`, `Wait for it to end, or remove ${path} if no ${program} runs there.`)
    }
    writeFileSync(path, String(process.pid)) // its holder was killed
  }
  return () => rmSync(path, { force: true })
}

/**
 * Makes the run directory and takes its lock; two processes writing one journal would both pay.
 * @returns the function that gives the lock back
 * @throws AuditError when the directory cannot be made or another live process holds the lock
 */
export function lockRun(runDir: string): () => void {
  return takeLock(join(runDir, 'lock'), { code: 'run-dir', what: runDir, remedy: 'Name a directory that can be written with --run-dir.', program: 'audit' })
}
