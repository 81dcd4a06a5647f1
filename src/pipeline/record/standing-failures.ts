import type { AuditResult, CandidateResult } from '../../domain/result.js'
import type { Trial } from '../../domain/trial.js'
import { DOWN_SHARE } from '../task/control.js'
import { readResult, wasFinished } from './run-files.js'
import { scoreRows } from './score-rows.js'

/** Tells of a failed trial in a run's directory whether a verdict has counted it. */
export type StandingFailures = (runDir: string, trial: Trial) => boolean

interface Counted {
  /** Content addresses of candidates' failures. */
  readonly keys: ReadonlySet<string>
  /** Incumbents that were asked again as control: their addresses are not among the scores. */
  readonly controls: ReadonlySet<string>
}

const pairOf = (taskId: string, model: string): string => `${taskId}\n${model}`

const wasDown = ({ reason, failed, trials }: CandidateResult): boolean => reason === 'blocked' && failed > DOWN_SHARE * trials

function countedIn(runDir: string): Counted {
  const { tasks }: AuditResult = readResult(runDir)
  const decided = tasks.map((task) => ({ task, models: task.candidates.filter((one) => one.trials > 0 && !wasDown(one)).map(({ model }) => model) }))
  const pairs = new Set(decided.flatMap(({ task, models }) => models.map((model) => pairOf(task.id, model))))
  return {
    keys: new Set(scoreRows(runDir).filter(({ taskId, model, candidate }) => candidate.status === 'failed' && pairs.has(pairOf(taskId, model))).map(({ key }) => key)),
    controls: new Set(decided.filter(({ task, models }) => task.control === 'rerun' && models.length > 0).map(({ task }) => task.incumbent)),
  }
}

/**
 * Failures that a finished run has counted stand: a call that failed after its retries is a result. To ask only these again, and keep what was
 * answered, would draw a candidate's bad luck a second time and its good luck once. Where most of a blocked candidate's trials failed the cause
 * lies elsewhere, and may be gone.
 */
export function standingFailures(): StandingFailures {
  const runs = new Map<string, Counted | undefined>()
  return (runDir, { key, model }) => {
    if (!runs.has(runDir)) runs.set(runDir, wasFinished(runDir) ? countedIn(runDir) : undefined)
    const counted = runs.get(runDir)
    return counted !== undefined && (counted.keys.has(key) || counted.controls.has(model))
  }
}
