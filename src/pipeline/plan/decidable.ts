import { fewestTrials } from '../../decide/index.js'
import type { Plan, TaskPlan } from '../../domain/plan.js'

type Sized = Pick<TaskPlan, 'rule' | 'declared' | 'target' | 'horizons'>

/** Fewest cases that a task would need for any certificate, where it has less; undefined where it has enough, or where its cases are all there are. */
export function lackOf({ rule, declared, target, horizons }: Sized): number | undefined {
  const needed = fewestTrials(rule.alpha / declared, rule.margin)
  // A horizon beyond this log says that the run is meant to go on with a later one.
  return target === 'log' || Math.max(rule.maxSamples, ...horizons) >= needed ? undefined : needed
}

/** Why a task is left out with `decidable_only`; undefined where it is not. */
export function beyondReachOf(task: Sized): string | undefined {
  const needed = lackOf(task)
  return needed === undefined ? undefined : `fewer cases than the ${needed} that a candidate which never loses needs: left out (decidable_only) until the log holds more`
}

/** Said before the first paid call: what is spent on these tasks cannot end in a certificate, unless a later run goes on from it. */
export function decidableWarning({ tasks }: Plan): string | undefined {
  const short = tasks.flatMap((task) => {
    const needed = task.unfit || task.continues ? undefined : lackOf(task)
    return needed === undefined ? [] : [`${task.summary.label} (${task.rule.maxSamples} of ${needed})`]
  })
  const named = short.length > MOST_NAMED ? `${short.slice(0, MOST_NAMED).join(', ')} and ${short.length - MOST_NAMED} more` : short.join(', ')
  return short.length === 0 ? undefined : `too few cases to certify even a candidate that never loses: ${named}; what is spent on them decides nothing unless a later run goes on with it (--continue). --decidable-only leaves them out.`
}

const MOST_NAMED = 5
