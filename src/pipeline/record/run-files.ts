import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Case } from '../../domain/case.js'
import { AuditError } from '../../domain/error.js'
import { isJsonObject } from '../../domain/json.js'
import type { Plan } from '../../domain/plan.js'
import type { AuditResult } from '../../domain/result.js'
import { readJsonl } from '../../replay/jsonl-file.js'
import type { Executed } from '../execute.js'
import { pairedDifference } from '../task/pair.js'

/** Writes a whole file or nothing: a reader never sees half of it. */
export function writeWhole(path: string, text: string): void {
  // A name of its own: two processes that write the same file must not write into each other's.
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`
  try {
    writeFileSync(temporary, text, { mode: 0o600 })
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
    throw new AuditError('run-dir/unwritable', `${path}: ${code === 'ENOSPC' ? 'the disk is full' : code}`, 'Free space or permissions there, and run the same command again: what was recorded is kept.')
  }
}

const jsonl = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

/** Puts what is fixed before the first paid call on disk. */
export function writePlan(runDir: string, plan: Plan, cases: ReadonlyMap<string, readonly Case[]>): void {
  mkdirSync(runDir, { recursive: true, mode: 0o700 })
  writeWhole(join(runDir, 'plan.json'), `${JSON.stringify(plan, null, 2)}\n`)
  writeWhole(join(runDir, 'cases.jsonl'), jsonl([...cases.values()].flat()))
}

/** Both arms' scores of every pushed case, in the order in which the test saw them. */
export function writeScores(runDir: string, evidence: Executed['evidence'], collected: Executed['collected']): void {
  writeWhole(join(runDir, 'scores.jsonl'), jsonl(scoreRows(evidence)))
  const beyond = scoreRows(collected)
  if (beyond.length > 0 || existsSync(join(runDir, COLLECTED))) writeWhole(join(runDir, COLLECTED), jsonl(beyond))
}

/** Rows like those of scores.jsonl, of cases that no verdict rests on. */
export const COLLECTED = 'collected.jsonl'

function scoreRows(evidence: Executed['evidence']): readonly object[] {
  return [...evidence].flatMap(([taskId, byModel]) =>
    [...byModel].flatMap(([model, pushed]) =>
      pushed.map((pair) => ({ taskId, model, index: pair.index, caseId: pair.one.id, key: pair.trial.key, candidate: pair.candidate, incumbent: pair.control, ...(pair.controlWeight === undefined ? {} : { controlWeight: pair.controlWeight }), disputed: pair.disputed, ...(pair.judgement ? { judgement: pair.judgement } : {}), difference: pairedDifference(pair) }))))
}

export function writeResult(runDir: string, result: AuditResult): void {
  writeWhole(join(runDir, 'result.json'), `${JSON.stringify(result, null, 2)}\n`)
}

/** True when the run came to its end before: its failures may be asked again. */
export const wasFinished = (runDir: string): boolean => existsSync(join(runDir, 'result.json'))

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    const cause = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : error instanceof SyntaxError ? 'it is not JSON' : (error as NodeJS.ErrnoException).code
    throw new AuditError('run/unreadable', `${path}: ${cause}`, 'Name the directory of a run: .audit/<run id>.')
  }
}

/** Reads what a run had planned. @throws AuditError when the directory holds no run */
export function readPlan(runDir: string): { readonly plan: Plan; readonly cases: ReadonlyMap<string, readonly Case[]> } {
  const plan = readJson(join(runDir, 'plan.json'))
  if (!isJsonObject(plan) || plan['schemaVersion'] !== 1 || !Array.isArray(plan['tasks'])) {
    throw new AuditError('run/unreadable', `${join(runDir, 'plan.json')}: not the plan of a run`, 'Name the directory of a run: .audit/<run id>.')
  }
  const cases = new Map<string, Case[]>()
  for (const row of readJsonl(join(runDir, 'cases.jsonl')).rows as Case[]) {
    const own = cases.get(row.taskId)
    if (own) own.push(row)
    else cases.set(row.taskId, [row])
  }
  const read = plan as unknown as Plan
  // Runs of earlier versions knew no labels.
  return { plan: { ...read, tasks: read.tasks.map((task) => ({ ...task, labels: task.labels ?? [] })) }, cases }
}

/** The plan that lies in a run directory; undefined when there is none that can be read. */
export function earlierPlan(runDir: string): Plan | undefined {
  try {
    return readPlan(runDir).plan
  } catch (error) {
    if (error instanceof AuditError) return undefined
    throw error
  }
}

/** Reads a run's result. @throws AuditError when there is none */
export function readResult(runDir: string): AuditResult {
  const result = readJson(join(runDir, 'result.json'))
  if (!isJsonObject(result) || result['schemaVersion'] !== 1) throw new AuditError('run/unreadable', `${join(runDir, 'result.json')}: not a result of this version`, 'Name the directory of a finished run.')
  return result as unknown as AuditResult
}
