import type { Plan, TaskPlan } from '../domain/plan.js'

function goOn(task: TaskPlan, earlier: TaskPlan | undefined): TaskPlan {
  const past = earlier?.horizons ?? []
  const own = task.rule.maxSamples
  return { ...task, horizons: past.length === 0 ? [own] : own > (past.at(-1) ?? 0) ? [...past, own] : past }
}

/**
 * The plan of a run that was begun before, perhaps with another cap on samples. Its bets stand: it aims at the earlier horizons
 * first. To bet anew on the same cases for every cap that is tried would spend the level again each time.
 */
export function continueHorizons(plan: Plan, earlier: Plan | undefined): Plan {
  if (!earlier || earlier.runId !== plan.runId) return plan
  return { ...plan, tasks: plan.tasks.map((task) => goOn(task, earlier.tasks.find(({ summary }) => summary.id === task.summary.id))) }
}
