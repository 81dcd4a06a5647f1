import type { Together } from '../decide/index.js'
import { AuditError } from '../domain/error.js'
import type { PlannedFdr, TaskPlan } from '../domain/plan.js'
import type { TaskResult } from '../domain/result.js'
import { decidedStrategy } from '../domain/decided-strategy.js'

/**
 * The false discovery rate of a plan, over all its tasks that are audited; undefined when there are none.
 * @throws AuditError `fdr/task` where a task cannot take part
 */
export function plannedFdr(tasks: readonly TaskPlan[], level: number): PlannedFdr | undefined {
  const able = tasks.filter(({ unfit }) => !unfit)
  const refuse = (task: TaskPlan, why: string, way: string): never => {
    throw new AuditError('fdr/task', `--fdr: task "${task.summary.label}" ${why}`, way)
  }
  for (const task of able) {
    if (task.rule.design === 'fixed') refuse(task, 'has a fixed design, which yields no e-value', 'Leave the design sequential, or decide each task by itself.')
    if (task.rule.alpha !== level) refuse(task, `has a level of its own (${task.rule.alpha}); the false discovery rate has one for all (${level})`, 'Take alpha out of the task.')
    if (task.judge) refuse(task, 'is settled by a judge, whose calibration may fail in each task by itself', 'Take the judge out, or decide each task by itself.')
  }
  return able.length === 0 ? undefined : { level, tasks: able.length }
}

/** What a claim needs before it is known how the others stand: no more than by itself. */
export const firstBar = ({ level, tasks }: PlannedFdr): Together => ({ bar: 1 / level, aim: tasks / level })

/** e-value of the candidate that a task moves to; undefined where it keeps its incumbent. */
export function claimOf(task: TaskResult): number | undefined {
  const { decision, candidates } = task
  if (decision.strategy === 'cascade' || decision.strategy === 'split') return decidedStrategy(task)?.eValue
  return decision.strategy === 'incumbent' ? undefined : candidates.find(({ model }) => model === decision.model)?.eValue
}

/**
 * The wealth that r tasks need to be declared together by e-BH: tasks/(level·r). Of each task one claim is made, for the candidate that it moves
 * to: whichever that is, its e-value is at most the sum over the task's candidates, whose wealth began at 1/K each.
 */
export function barFor({ level, tasks }: PlannedFdr, declared: number): number {
  return tasks / (level * Math.max(1, declared))
}
