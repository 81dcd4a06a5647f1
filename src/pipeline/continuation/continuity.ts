import type { PairedDifference } from '../../decide/index.js'
import { AuditError } from '../../domain/error.js'
import type { TaskPlan } from '../../domain/plan.js'
import type { PushedCase } from '../task/pair.js'

const TOLERANCE = 1e-9

/** Watches a candidate on its way from the evidence of an earlier run to its own. */
export interface Continuity {
  /**
   * Takes the next pair before it is pushed. False where it is the first answer of another snapshot than the earlier ones came from.
   * @throws AuditError `continue/differs` where an earlier case comes out otherwise than it did
   */
  readonly holds: (pair: PushedCase, difference: PairedDifference) => boolean
}

/** `earlier`: what the earlier run pushed to the test, in order; empty where there is none. */
export function createContinuity(plan: TaskPlan, model: string, earlier: readonly PairedDifference[]): Continuity {
  const served = new Set<string>()
  let next = 0
  return {
    holds: ({ trial: { outcome }, one }, difference) => {
      const before = earlier[next]
      next += 1
      const snapshot = outcome.status === 'answered' ? outcome.responseModel : undefined
      if (before === undefined) return earlier.length === 0 || snapshot === undefined || served.size === 0 || served.has(snapshot)
      if (snapshot !== undefined) served.add(snapshot)
      if (Math.abs(before.nonInferiority - difference.nonInferiority) > TOLERANCE || Math.abs(before.reverse - difference.reverse) > TOLERANCE) throw differs(plan, model, one.source)
      return true
    },
  }
}

function differs({ continues, summary }: TaskPlan, model: string, { file, line }: { readonly file: string; readonly line: number }): AuditError {
  return new AuditError(
    'continue/differs',
    `--continue ${continues?.runId ?? ''}: task "${summary.label}": the answer of ${model} to ${file}:${line} counts otherwise than it did, because it is no longer on record or is scored otherwise. A past that is decided again is no evidence to go on with`,
    'Restore the files of that run and the validator as it was, or run without --continue: the log is then audited by itself.',
  )
}
