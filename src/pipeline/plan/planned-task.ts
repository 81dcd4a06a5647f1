import type { Case } from '../../domain/case.js'
import type { TaskPlan } from '../../domain/plan.js'

/** A task as it is fixed before the first paid call. */
export interface PlannedTask {
  readonly plan: TaskPlan
  readonly cases: readonly Case[]
  /** What makes it this task and no other: all eligible cases, models, margin, level and validator; not how many samples are allowed. */
  readonly identity: string
}
