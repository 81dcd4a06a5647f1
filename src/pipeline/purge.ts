import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isJsonObject } from '../domain/json.js'
import { readJsonl } from '../replay/jsonl-file.js'
import { writeWhole } from './run-files.js'

const TEXTS = ['cases.jsonl', 'trials.jsonl']

/** True while a run holds prompts or answers. */
export function holdsTexts(runDir: string): boolean {
  return TEXTS.some((name) => existsSync(join(runDir, name)))
}

/** Deletes prompts and answers of a run: cases and trials go; scores lose their reasons, which may quote an answer; plan, ledger and result stay. */
export function purgeRun(runDir: string): void {
  for (const name of TEXTS) rmSync(join(runDir, name), { force: true })
  const path = join(runDir, 'scores.jsonl')
  const rows = readJsonl(path).rows
  if (rows.length === 0) return
  const bare = rows.map((row) => JSON.stringify(row, (key, value: unknown) => (key === 'reason' && !isJsonObject(value) ? undefined : value)))
  writeWhole(path, bare.map((row) => `${row}\n`).join(''))
}
