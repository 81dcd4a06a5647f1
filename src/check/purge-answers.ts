import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { textsIn } from '../pipeline/purge.js'

/** Where checks record what they paid for, a directory a policy. */
export const checksPath = (auditDir: string): string => join(auditDir, 'check')

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
    for (const path of gone) rmSync(path, { force: true })
    return gone.length > 0
  })
}
