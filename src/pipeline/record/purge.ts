import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isJsonObject } from '../../domain/json.js'
import { isJournal } from '../../replay/journal.js'
import { readJsonl } from '../../replay/jsonl-file.js'
import { COLLECTED, writeWhole } from './run-files.js'

/** Answers that a full disk sent to another file are answers; what was collected for people is of no use without them, and quotes them. */
const isText = (name: string): boolean => name === 'cases.jsonl' || name === COLLECTED || isJournal(name)

/** Files of a directory that hold prompts or answers; none where there is no directory. */
export function textsIn(directory: string): string[] {
  try {
    return readdirSync(directory).filter(isText).map((name) => join(directory, name))
  } catch {
    return []
  }
}

/** True while a run holds prompts or answers. */
export const holdsTexts = (runDir: string): boolean => textsIn(runDir).length > 0

/** Deletes prompts and answers of a run: cases and trials go; scores lose their reasons, which may quote an answer; plan, ledger and result stay. */
export function purgeRun(runDir: string): void {
  for (const path of textsIn(runDir)) rmSync(path, { force: true })
  const path = join(runDir, 'scores.jsonl')
  const rows = readJsonl(path).rows
  if (rows.length === 0) return
  const bare = rows.map((row) => JSON.stringify(row, (key, value: unknown) => (key === 'reason' && !isJsonObject(value) ? undefined : value)))
  writeWhole(path, bare.map((row) => `${row}\n`).join(''))
}
