import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
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
    return codeOf(error) === 'EPERM'
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code

/**
 * Makes the lock with its holder in it, in one step: one that is made first and written then is empty for a moment, and an empty lock is nobody's. Where files cannot be linked it takes two.
 * @throws EEXIST when there is one
 */
function createLock(path: string): void {
  const own = `${path}.${process.pid}`
  writeFileSync(own, String(process.pid))
  try {
    linkSync(own, path)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw error
    writeFileSync(path, String(process.pid), { flag: 'wx' })
  } finally {
    rmSync(own, { force: true })
  }
}

const holderOf = (path: string): number => Number(readFileSync(path, 'utf8'))
const holds = (pid: number): boolean => Number.isInteger(pid) && pid > 0 && pid !== process.pid && isAlive(pid)

/** Takes a lock away whose holder is gone. Of several that want to, one moves it away; a lock that another took meanwhile is put back. */
function removeStale(path: string): void {
  const away = `${path}.${process.pid}.stale`
  try {
    renameSync(path, away)
    if (holds(holderOf(away))) linkSync(away, path)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EEXIST') throw error
  } finally {
    rmSync(away, { force: true })
  }
}

/** Who holds a lock; 0 where it went meanwhile. */
function heldBy(path: string): number {
  try {
    const pid = holderOf(path)
    return holds(pid) ? pid : 0
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 0
    throw error
  }
}

/** So often it is tried to take over what a dead process left, against others that try the same. */
const TRIES = 5

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
    throw codeOf(error) === 'EEXIST' ? new AuditError(`${prefix}/unwritable`, `${what}: it is a file, and a folder is needed there`, remedy) : unwritable(error)
  }
  for (let tries = 0; ; tries++) {
    try {
      createLock(path)
      return () => rmSync(path, { force: true })
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw unwritable(error)
    }
    try {
      const holder = heldBy(path)
      if (holder > 0) throw new AuditError(`${prefix}/locked`, `${what} is in use by process ${holder}`, `Wait for it to end, or remove ${path} if no ${program} runs there.`)
      if (tries >= TRIES) throw new AuditError(`${prefix}/locked`, `${what} is in use by processes that start at the same time`, `Start it again.`)
      removeStale(path)
    } catch (error) {
      throw error instanceof AuditError ? error : unwritable(error)
    }
  }
}

/**
 * Makes the run directory and takes its lock; two processes writing one journal would both pay.
 * @returns the function that gives the lock back
 * @throws AuditError when the directory cannot be made or another live process holds the lock
 */
export function lockRun(runDir: string): () => void {
  return takeLock(join(runDir, 'lock'), { code: 'run-dir', what: runDir, remedy: 'Name a directory that can be written with --run-dir.', program: 'audit' })
}
