import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AuditError } from '../../domain/error.js'
import { isJsonObject } from '../../domain/json.js'
import type { Recognizer, Task } from '../../domain/task.js'
import type { TaskCount } from '../../tasks/drift.js'
import type { PreviousTask } from '../../tasks/naming/previous-task.js'
import { writeWhole } from '../record/run-files.js'

/** What `.audit/tasks.json` remembers of the tasks of the last log, and of earlier ones that it did not hold (`calls` 0). */
export interface KnownTasks {
  readonly schemaVersion: 1
  /** ISO 8601, UTC. */
  readonly savedAt: string
  /** Usable calls of that log. */
  readonly calls: number
  readonly tasks: readonly (PreviousTask & TaskCount)[]
}

const MOST = 2_000

export const knownTasksPath = (auditDir: string): string => join(auditDir, 'tasks.json')

const isText = (value: unknown): value is string => typeof value === 'string'
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText)
const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

function isRecognizer(value: unknown): value is Recognizer {
  if (!isJsonObject(value)) return false
  switch (value['kind']) {
    case 'field': return isText(value['field']) && value['value'] !== undefined
    case 'fingerprint': return isTexts(value['fingerprints'])
    case 'prefix': return isText(value['text'])
    case 'keywords': return isTexts(value['all'])
    default: return false
  }
}

function isKnownTask(value: unknown): boolean {
  return isJsonObject(value) && isText(value['id']) && /^t_[0-9a-f]{12}$/u.test(value['id']) && isText(value['label']) && isCount(value['calls'])
    && (value['template'] === undefined || isText(value['template'])) && (value['wording'] === undefined || isTexts(value['wording']))
    && Array.isArray(value['recognizers']) && value['recognizers'].every(isRecognizer)
}

function isKnownTasks(value: unknown): value is KnownTasks {
  return isJsonObject(value) && value['schemaVersion'] === 1 && isText(value['savedAt']) && !Number.isNaN(Date.parse(value['savedAt'])) && isCount(value['calls'])
    && Array.isArray(value['tasks']) && value['tasks'].every(isKnownTask)
}

/** Reads the tasks of the last log; a file that is none of ours is left out of account, with a warning. */
export function readKnownTasks(auditDir: string): { readonly known?: KnownTasks; readonly warning?: string } {
  const path = knownTasksPath(auditDir)
  const unusable = (cause: string) => ({ warning: `${path}: ${cause}; tasks get fresh ids and no change is told. Delete the file, or put back a good one, to end this warning.` })
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return isKnownTasks(value) ? { known: value } : unusable('not a list of tasks that this version wrote')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return {}
    return unusable(error instanceof SyntaxError ? 'it is not JSON' : `it cannot be read (${code ?? 'unknown'})`)
  }
}

/** Remembers the tasks of a log. Returns a warning when that failed: it costs stable ids, not the result. */
export function writeKnownTasks(auditDir: string, tasks: readonly Task[], calls: number, earlier: KnownTasks | undefined): string | undefined {
  const ids = new Set(tasks.map(({ id }) => id))
  const absent = (earlier?.tasks ?? []).filter(({ id }) => !ids.has(id)).map((task) => ({ ...task, calls: 0 }))
  const own = tasks.map(({ id, label, template, wording, recognizers, members }) => ({ id, label, calls: members.length, ...(template === undefined ? {} : { template }), ...(wording === undefined ? {} : { wording }), recognizers }))
  const known: KnownTasks = { schemaVersion: 1, savedAt: new Date().toISOString(), calls, tasks: [...own, ...absent].slice(0, MOST) }
  const path = knownTasksPath(auditDir)
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeWhole(path, `${JSON.stringify(known)}\n`)
    return undefined
  } catch (error) {
    return `${path} could not be written (${error instanceof AuditError ? error.message : (error as NodeJS.ErrnoException).code ?? 'unknown'}): the next log may give its tasks other ids`
  }
}

/**
 * Takes the wording of prompts out of what is remembered: templates and the words by which tasks are recognised. Ids, labels, fingerprints and
 * metadata fields stay, so that most tasks keep their ids. Returns false where there was none.
 */
export function purgeKnownTasks(auditDir: string): boolean {
  const path = knownTasksPath(auditDir)
  const { known, warning } = readKnownTasks(auditDir)
  // A file that cannot be read may hold anything.
  if (warning !== undefined) rmSync(path, { force: true })
  if (!known) return warning !== undefined
  const hasTexts = known.tasks.some(({ template, wording, recognizers }) => template !== undefined || wording !== undefined || recognizers.some(isWorded))
  if (!hasTexts) return false
  const tasks = known.tasks.map(({ id, label, calls, recognizers }) => ({ id, label, calls, recognizers: recognizers.filter((one) => !isWorded(one)) }))
  writeWhole(path, `${JSON.stringify({ ...known, tasks } satisfies KnownTasks)}\n`)
  return true
}

const isWorded = ({ kind }: Recognizer): boolean => kind === 'prefix' || kind === 'keywords'
