import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AuditError } from '../domain/error.js'

export const AUDIT_DIR = '.audit'

/** Directories of all runs, the latest first. */
export function runDirectories(auditDir: string = AUDIT_DIR): string[] {
  if (!existsSync(auditDir)) return []
  return readdirSync(auditDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(auditDir, entry.name, 'plan.json')))
    .map((entry) => join(auditDir, entry.name))
    .map((directory) => ({ directory, time: statSync(join(directory, 'plan.json')).mtimeMs }))
    .toSorted((a, b) => b.time - a.time || (a.directory < b.directory ? -1 : 1))
    .map(({ directory }) => directory)
}

/**
 * The directory of a run: a path, a run id (or its beginning), or the latest run.
 * @throws AuditError when there is none
 */
export function findRun(name: string | undefined): string {
  const all = runDirectories()
  if (name === undefined) {
    const latest = all[0]
    if (latest === undefined) throw new AuditError('run/none', `there is no run under ${AUDIT_DIR}/`, 'Make one: audit run <logs…>, or audit demo.')
    return latest
  }
  if (existsSync(join(name, 'plan.json'))) return name
  const matches = all.filter((directory) => directory.slice(AUDIT_DIR.length + 1).startsWith(name))
  const [only, another] = matches
  if (only === undefined) throw new AuditError('run/unknown', `there is no run "${name}"`, all.length === 0 ? 'Make one: audit run <logs…>.' : `Runs here: ${all.map((directory) => directory.slice(AUDIT_DIR.length + 1)).join(', ')}.`)
  if (another !== undefined) throw new AuditError('run/ambiguous', `"${name}" begins the name of ${matches.length} runs`, `Runs: ${matches.join(', ')}.`)
  return only
}
