import type { Case } from '../domain/case.js'
import type { AuditEvent } from '../domain/event.js'
import type { Plan, PlannedFdr } from '../domain/plan.js'
import { barFor, claimOf, firstBar } from './fdr.js'
import type { RunContext } from './run-context.js'
import { runTask, type TaskLadder } from './task/task-ladder.js'

/** Runs a task but keeps back what it says of a model that it moves to: whether it may is known once all tasks are. */
export async function* holdVerdicts<R>(ladder: AsyncGenerator<AuditEvent, R>, held: AuditEvent[]): AsyncGenerator<AuditEvent, R> {
  for (;;) {
    const step = await ladder.next()
    if (step.done) return step.value
    if (step.value.type === 'decision' || (step.value.type === 'verdict' && step.value.verdict === 'non-inferior')) held.push(step.value)
    else yield step.value
  }
}

export interface Standing {
  readonly cases: ReadonlyMap<string, readonly Case[]>
  readonly context: RunContext
  /** By task id; what goes on is replaced. */
  readonly ladders: Map<string, TaskLadder>
  readonly held: AuditEvent[]
}

/** Goes over a task again on its recorded answers and on from there; says only what is new. */
async function* goOn(ladder: AsyncGenerator<AuditEvent, TaskLadder>, before: TaskLadder, held: AuditEvent[]): AsyncGenerator<AuditEvent, TaskLadder> {
  const seen = new Map([...before.evidence].map(([model, pushed]) => [model, pushed.length]))
  const again = holdVerdicts(ladder, held)
  for (;;) {
    const step = await again.next()
    if (step.done) return step.value
    const event = step.value
    const repeated = event.type === 'task-started' || event.type === 'control' || (event.type === 'evidence' && event.trials <= (seen.get(event.model) ?? 0))
      || (event.type === 'verdict' && before.result.candidates.some(({ model, verdict, trials }) => model === event.model && verdict === event.verdict && trials === event.trials))
    if (!repeated) yield event
  }
}

/**
 * The second pass of a false discovery rate: tasks that are certified each by itself go on until their e-values suffice to be declared together by
 * e-BH, r of them at tasks/(level·r). Where one falls short for want of samples, r falls and the others must reach more. Ends when all that are
 * moved have what so many need.
 */
export async function* declareTogether(plan: Plan, fdr: PlannedFdr, { cases, context, ladders, held }: Standing): AsyncGenerator<AuditEvent, void> {
  const { aim } = firstBar(fdr)
  const quiet: RunContext = { ...context, onReplayed: (event) => { if (!event.cached) context.onReplayed(event) } }
  const isOpen = (ladder: TaskLadder, bar: number): boolean => {
    const claim = claimOf(ladder.result)
    return claim !== undefined && claim * (1 + 1e-12) < bar
  }
  // While a batch is gathered, what the others will come to is not known yet.
  const incomplete = context.gather !== undefined && [...ladders.values()].some(({ missing }) => missing)
  for (; !incomplete;) {
    const bar = barFor(fdr, [...ladders.values()].filter(({ result }) => claimOf(result) !== undefined).length)
    const open = plan.tasks.filter(({ summary }) => isOpen(ladders.get(summary.id) ?? never(summary.id), bar))
    if (open.length === 0) break
    for (const task of open) {
      context.signal.throwIfAborted()
      const { id } = task.summary
      const before = ladders.get(id) ?? never(id)
      held.splice(0, held.length, ...held.filter((event) => !('taskId' in event && event.taskId === id)))
      ladders.set(id, yield* goOn(runTask(task, cases.get(id) ?? [], quiet, { bar, aim }), before, held))
    }
  }
  yield* held.splice(0)
}

function never(id: string): never {
  throw new Error(`the task ${id} has not been run`)
}
