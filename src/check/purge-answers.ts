import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { textsIn } from '../pipeline/record/purge.js'
import { takeLock } from '../replay/lock.js'

/** Where checks record what they paid for, a directory a policy. */
export const checksPath = (auditDir: string): string => join(auditDir, 'check')

/** Takes the lock of a policy's checks. @throws AuditError when another process holds it */
export const lockCheck = (directory: string): () => void => takeLock(join(directory, 'lock'), { code: 'check', what: directory, remedy: 'Check in a directory that can be written.', program: 'audit check' })

/** When a file was begun; a copy of it was begun anew, and was written to before. */
function begunMs(path: string): number {
  const { birthtimeMs, mtimeMs } = statSync(path)
  return Math.min(birthtimeMs, mtimeMs)
}

/**
 * Deletes the answers that checks recorded; ledgers and batches that are out stay, so that no money is lost. Checks ask anew every time: what it costs is `audit check --offline`, until
 * answers are recorded again. Answers carry no time, so that before a time every file goes that was begun before it, later answers with it.
 * @returns the directories, one a policy, that held any
 */
export function purgeCheckAnswers(auditDir: string, before?: Date): readonly string[] {
  let names: string[]
  try {
    names = readdirSync(checksPath(auditDir)).toSorted()
  } catch {
    return []
  }
  return names.map((name) => join(checksPath(auditDir), name)).filter((directory) => {
    const gone = textsIn(directory).filter((path) => before === undefined || begunMs(path) < before.getTime())
    if (gone.length === 0) return false
    const unlock = lockCheck(directory) // answers of a check that goes on were just paid for
    try {
      for (const path of gone) rmSync(path, { force: true })
    } finally {
      unlock()
    }
    return true
  })
}
