import type { Plan, TaskPlan } from '../../domain/plan.js'

/** Earlier horizons, then the next where it lies beyond them. */
export function horizonsOn(past: readonly number[], next: number): readonly number[] {
  return next > (past.at(-1) ?? 0) ? [...past, next] : past
}

function goOn(task: TaskPlan, earlier: TaskPlan | undefined): TaskPlan {
  if (!earlier) return task
  return {
    ...task,
    horizons: horizonsOn(earlier.horizons, task.rule.maxSamples),
    ladder: task.ladder.map((candidate) => {
      const past = earlier.ladder.find(({ model }) => model.ref === candidate.model.ref)?.horizons
      return past && candidate.horizons ? { ...candidate, horizons: horizonsOn(past, candidate.horizons.at(-1) ?? 0) } : candidate
    }),
  }
}

/**
 * The plan of a run that was begun before, perhaps with another cap on samples. Its bets stand: it aims at the earlier horizons
 * first. To bet anew on the same cases for every cap that is tried would spend the level again each time.
 */
export function continueHorizons(plan: Plan, earlier: Plan | undefined): Plan {
  if (!earlier || earlier.runId !== plan.runId) return plan
  return { ...plan, tasks: plan.tasks.map((task) => goOn(task, earlier.tasks.find(({ summary }) => summary.id === task.summary.id))) }
}
