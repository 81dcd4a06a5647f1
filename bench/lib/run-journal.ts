import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isJsonObject } from '../../src/domain/json.js'
import { numberAt, readJsonLines } from './json-lines.js'

function journals(cwd: string): readonly string[] {
  const dir = join(cwd, '.audit')
  if (!existsSync(dir)) return []
  return readdirSync(dir).map((run) => join(dir, run, 'trials.jsonl')).filter((path) => existsSync(path))
}

const bytes = (cwd: string): number => journals(cwd).reduce((sum, path) => sum + statSync(path).size, 0)

/** Answers that the runs of a folder have on record. */
export function recordedAnswers(cwd: string): number {
  return journals(cwd).flatMap((path) => readJsonLines(path)).filter(({ outcome }) => isJsonObject(outcome) && outcome['status'] === 'answered').length
}

/** USD that the answers on record cost. */
export function recordedUsd(cwd: string): number {
  return journals(cwd).flatMap((path) => readJsonLines(path)).reduce((sum, row) => sum + (numberAt(row, 'costUsd') ?? 0), 0)
}

/** Resolves once the journals of a folder have grown since the call, or when `end` settles. */
export async function journalGrew(cwd: string, end: Promise<unknown>): Promise<void> {
  const before = bytes(cwd)
  const ended = new AbortController()
  void end.finally(() => ended.abort())
  while (!ended.signal.aborted && bytes(cwd) <= before) await pause(10)
}
