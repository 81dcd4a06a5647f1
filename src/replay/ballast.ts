import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Room for the answers of every call that may be in flight. */
const BYTES = 1 << 20

/** A file that is there to be deleted: when the disk is full, it makes room for the answers that are still on their way. */
export interface Ballast {
  /** Throws it overboard. True when it had been there. */
  readonly drop: () => boolean
  readonly remove: () => void
}

/** Where there is no room for it, there is none. */
export function createBallast(runDir: string): Ballast {
  const path = join(runDir, 'ballast')
  let there = false
  try {
    writeFileSync(path, Buffer.alloc(BYTES), { mode: 0o600 })
    there = true
  } catch {
    rmSync(path, { force: true })
  }
  const remove = () => rmSync(path, { force: true })
  return {
    drop: () => {
      if (!there) return false
      there = false
      remove()
      return true
    },
    remove,
  }
}
