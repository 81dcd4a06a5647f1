import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The files of one name in the run directories of a folder. */
export function runFiles(cwd: string, name: string): readonly string[] {
  const dir = join(cwd, '.audit')
  if (!existsSync(dir)) return []
  return readdirSync(dir).map((run) => join(dir, run, name)).filter((path) => existsSync(path))
}
