import type { Case } from '../../domain/case.js'
import type { PlannedEmbeddings, TaskPlan } from '../../domain/plan.js'
import { chrf } from '../../validators/index.js'
import type { RunContext } from '../run-context.js'
import { createTextVectors, MOST_TEXT, type TextVectors } from './text-vectors.js'

/** The vectors of a task's texts. */
export interface TaskEmbeddings extends TextVectors {
  readonly planned: PlannedEmbeddings
}

/** The embeddings of a task, paid from the run's budget; only of cases that may be sent to their model. */
export function taskEmbeddings(plan: TaskPlan, cases: readonly Case[], context: RunContext, allowed: (one: Case) => boolean): TaskEmbeddings | undefined {
  const { embeddings } = plan
  if (!embeddings) return undefined
  const { model } = embeddings
  const { prepare, likeness } = createTextVectors({
    planned: embeddings, provider: context.plan.providers[model.provider], cases: cases.filter(allowed), replayer: context.replayer, signal: context.signal,
    onReplayed: ({ trial, cached }) => context.onReplayed({ type: 'trial', taskId: plan.summary.id, model: model.ref, status: trial.outcome.status, cached, costUsd: cached ? 0 : trial.costUsd, spentUsd: context.spentUsd() }),
  })
  return {
    planned: embeddings,
    prepare,
    // While calls are only gathered for a batch nothing is decided: a likeness that needs no call says which will be wanted.
    likeness: (given, expected) => likeness(given, expected) ?? (context.gather ? Math.min(0.99, chrf(given.slice(0, MOST_TEXT), expected.slice(0, MOST_TEXT))) : undefined),
  }
}
