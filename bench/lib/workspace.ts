import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A fresh folder that is gone when the bench ends; `room` makes a folder inside it. */
export interface Workspace {
  readonly dir: string
  readonly room: (name: string) => string
}

export function createWorkspace(): Workspace {
  const dir = mkdtempSync(join(tmpdir(), 'audit-bench-'))
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }))
  return {
    dir,
    room: (name) => {
      const path = join(dir, name)
      mkdirSync(path, { recursive: true })
      return path
    },
  }
}
