import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AuditError } from '../../domain/error.js'
import { isJsonObject } from '../../domain/json.js'
import { createPlaceholders, type KeptNumbers, type KeptPlaceholders } from '../../ingest/index.js'
import { writeWhole } from '../record/run-files.js'

export const placeholdersPath = (auditDir: string): string => join(auditDir, 'placeholders.json')

const isNumbers = (value: unknown): boolean => isJsonObject(value) && Object.values(value).every((number) => Number.isSafeInteger(number) && Number(number) > 0)

function isKeptNumbers(value: unknown): value is KeptNumbers {
  return isJsonObject(value) && value['schemaVersion'] === 1 && typeof value['salt'] === 'string' && isJsonObject(value['numbers']) && Object.values(value['numbers']).every(isNumbers)
}

/** The placeholders of earlier logs, so that a value keeps its number and recorded answers are found again; fresh ones where the file is none of ours. */
export function readPlaceholders(auditDir: string): { readonly placeholders: KeptPlaceholders; readonly warning?: string } {
  const path = placeholdersPath(auditDir)
  const unusable = (cause: string) => ({ placeholders: createPlaceholders(), warning: `${path}: ${cause}; placeholders are numbered anew, and answers on record to prompts that hold one may not be found. Delete the file, or put back a good one, to end this warning.` })
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return isKeptNumbers(value) ? { placeholders: createPlaceholders(value) } : unusable('not what this version wrote')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return { placeholders: createPlaceholders() }
    return unusable(error instanceof SyntaxError ? 'it is not JSON' : `it cannot be read (${code ?? 'unknown'})`)
  }
}

/** Keeps the numbers for the next log. Returns a warning when that failed. */
export function writePlaceholders(auditDir: string, placeholders: KeptPlaceholders): string | undefined {
  const kept = placeholders.kept()
  if (!kept) return undefined
  const path = placeholdersPath(auditDir)
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeWhole(path, `${JSON.stringify(kept)}\n`)
    return undefined
  } catch (error) {
    return `${path} could not be written (${error instanceof AuditError ? error.message : (error as NodeJS.ErrnoException).code ?? 'unknown'}): the next log may number its placeholders otherwise`
  }
}

/** Digests of personal data are of use only while answers are on record. Returns false where there were none. */
export function purgePlaceholders(auditDir: string): boolean {
  const path = placeholdersPath(auditDir)
  try {
    rmSync(path)
    return true
  } catch {
    return false
  }
}
