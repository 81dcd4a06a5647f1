import { statSync } from 'node:fs'
import { join } from 'node:path'
import { purgeCheckAnswers } from '../check/purge-answers.js'
import { AuditError } from '../domain/error.js'
import { failuresPath, purgeFailures } from '../learn/failure-store.js'
import { purgeMonitorStates } from '../monitor/purge-states.js'
import { knownTasksPath, purgeKnownTasks } from '../pipeline/log/known-tasks.js'
import { holdsTexts, purgeRun } from '../pipeline/record/purge.js'
import { placeholdersPath, purgePlaceholders } from '../pipeline/log/kept-placeholders.js'
import { lockRun } from '../replay/lock.js'
import type { CommandContext } from './context.js'
import { AUDIT_DIR, findRun, runDirectories } from './runs.js'
import { tell } from './tell.js'

const DAY_MS = 86_400_000

/** `audit purge`: removes what people wrote and models answered; what was decided stays. */
export async function purge(name: string | undefined, flags: { readonly olderThan?: number }, _context: CommandContext): Promise<void> {
  const { olderThan } = flags
  if (name !== undefined && olderThan !== undefined) throw new AuditError('purge/both', `--older-than purges all old runs, and ${name} names one`, 'Leave one of them out.')
  // Known failures, answers to checks and those that monitors learnt are of no run: they go when no run is named.
  const path = failuresPath(AUDIT_DIR)
  const before = olderThan === undefined ? undefined : new Date(Date.now() - olderThan * DAY_MS)
  const gone = name !== undefined ? 0 : purgeFailures(path, before)
  if (gone > 0) tell(`purged ${path}: ${gone} known failure${gone === 1 ? '' : 's'}`)
  const checks = name !== undefined ? [] : purgeCheckAnswers(AUDIT_DIR, before)
  for (const directory of checks) tell(`purged ${directory}: answers are gone, what was spent is kept; audit check goes on as before, with --offline not until it has asked again`)
  const monitors = name !== undefined ? [] : purgeMonitorStates(AUDIT_DIR, before)
  for (const state of monitors) tell(`purged ${state}: the answers that it knew its routes by are gone, and are learnt anew; all else is watched on`)
  if (gone + checks.length + monitors.length > 0 && olderThan === undefined && runDirectories().length === 0) return
  const chosen = olderThan === undefined
    ? [findRun(name)]
    : runDirectories().filter((directory) => ageMs(join(directory, 'plan.json')) >= olderThan * DAY_MS)
  for (const directory of chosen) {
    const unlock = lockRun(directory) // answers of a run that goes on were just paid for
    try {
      purgeRun(directory)
    } finally {
      unlock()
    }
    tell(`purged ${directory}: prompts and answers are gone, scores and result are kept`)
  }
  if (chosen.length === 0) tell('no run is that old')
  // What is remembered of the last log's prompts serves the runs: it goes with the last of them.
  const isYoung = olderThan !== undefined && !(ageMs(knownTasksPath(AUDIT_DIR)) >= olderThan * DAY_MS)
  if (isYoung || runDirectories().some(holdsTexts)) return
  if (purgePlaceholders(AUDIT_DIR)) tell(`purged ${placeholdersPath(AUDIT_DIR)}: placeholders are numbered anew`)
  if (purgeKnownTasks(AUDIT_DIR)) {
    tell(`purged ${knownTasksPath(AUDIT_DIR)}: templates are gone, ids and labels of tasks are kept`)
  }
}

/** NaN for a file that is not there. */
const ageMs = (path: string): number => Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.NaN)
