import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { takeLock } from '../pipeline/record/lock.js'
import { NO_LABELS } from './answer-labels.js'
import { readState, writeState, type MonitorState } from './monitor-state.js'
import { isAnswerWatch, type RouteWatchState } from './route-watch.js'
import { purgeUnsent } from './unsent-alerts.js'

/** Where monitors keep their states, one a policy, unless `--state` names another file. */
export const monitorsPath = (auditDir: string): string => join(auditDir, 'monitor')

/** Takes a state's lock: two runs would both count the same calls. @throws AuditError when another process holds it */
export const lockState = (statePath: string): () => void => takeLock(`${statePath}.lock`, { code: 'monitor', what: statePath, remedy: 'Name another file with --state.', program: 'audit monitor' })

const holdsAnswers = ({ answers, watches }: RouteWatchState): boolean => (answers.labels ?? Object.keys(answers.counts)).length > 0 || Object.keys(watches).some(isAnswerWatch)

function withoutAnswers(state: MonitorState): MonitorState {
  const { textsSince: _since, ...rest } = state
  const bare = ({ watches, ...own }: RouteWatchState): RouteWatchState => ({ ...own, answers: NO_LABELS, watches: Object.fromEntries(Object.entries(watches).filter(([key]) => !isAnswerWatch(key))) })
  return {
    ...rest,
    watches: Object.fromEntries(Object.entries(state.watches).map(([route, own]) => [route, holdsAnswers(own) ? bare(own) : own])),
    firing: state.firing.filter((key) => !key.includes('/behaviour: the share of answers "')),
  }
}

/**
 * Deletes the short answers that monitors know their routes by; those watches learn anew from the next calls, all others go on. Before a time: of states that hold answers from before it.
 * @returns the states that held any. @throws AuditError for a state that cannot be read, or is in use
 */
export function purgeMonitorStates(auditDir: string, before?: Date): readonly string[] {
  let names: readonly string[]
  try {
    names = readdirSync(monitorsPath(auditDir)).filter((name) => name.endsWith('.json')).toSorted()
  } catch {
    return []
  }
  return names.map((name) => join(monitorsPath(auditDir), name)).filter((path) => {
    const unlock = lockState(path)
    try {
      const state = readState(path)
      if (state === undefined || (before !== undefined && state.textsSince !== undefined && Date.parse(state.textsSince) >= before.getTime())) return false
      const wasUnsent = purgeUnsent(path)
      if (!Object.values(state.watches).some(holdsAnswers)) return wasUnsent
      writeState(path, withoutAnswers(state))
      return true
    } finally {
      unlock()
    }
  })
}
