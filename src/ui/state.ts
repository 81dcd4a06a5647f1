import type { AuditEvent } from '../domain/event.js'
import type { Verdict, VerdictReason } from '../domain/verdict.js'

export interface CandidateView {
  readonly model: string
  readonly trials: number
  readonly maxSamples: number
  readonly difference: number
  readonly eValue: number
  readonly threshold: number
  /** Largest accepted loss, in (0,1). */
  readonly margin?: number
  /** Of the difference as it stands, in [-1,1]. */
  readonly interval?: readonly [number, number]
  readonly verdict?: Verdict
  readonly reason?: VerdictReason
}

export interface TaskView {
  readonly id: string
  readonly label: string
  readonly incumbent: string
  readonly candidates: readonly CandidateView[]
  readonly control?: { readonly done: number; readonly of: number }
  readonly decision?: string
  readonly kept?: boolean
  /** True when a person skipped it: what is undecided stays so. */
  readonly skipped?: boolean
}

/** What the live view shows: a fold over the events so far. */
export interface ViewState {
  readonly tasks: readonly TaskView[]
  readonly planned: number
  readonly calls: number
  readonly cached: number
  readonly failed: number
  readonly spentUsd: number
  readonly budgetUsd: number | null
  readonly note: string
  /** Of the last failed call, blocked candidate or warning. */
  readonly lastError?: string
}

export const initialState: ViewState = { tasks: [], planned: 0, calls: 0, cached: 0, failed: 0, spentUsd: 0, budgetUsd: null, note: 'reading the log' }

function updateTask(state: ViewState, id: string, change: (task: TaskView) => TaskView): ViewState {
  return { ...state, tasks: state.tasks.map((task) => (task.id === id ? change(task) : task)) }
}

function updateCandidate(state: ViewState, id: string, model: string, change: Partial<CandidateView>): ViewState {
  return updateTask(state, id, (task) => ({ ...task, candidates: task.candidates.map((candidate) => (candidate.model === model ? { ...candidate, ...change } : candidate)) }))
}

const fresh = (model: string): CandidateView => ({ model, trials: 0, maxSamples: 0, difference: 0, eValue: 0, threshold: 20 })

/** The state after one more event. Pure. */
export function reduce(state: ViewState, event: AuditEvent): ViewState {
  switch (event.type) {
    case 'ingested': return { ...state, note: `${event.input.calls} records read` }
    case 'tasks-found': return { ...state, note: `${event.tasks.length} tasks found` }
    case 'planned': return { ...state, planned: event.tasks, budgetUsd: event.budgetUsd, note: '' }
    case 'task-started': return { ...state, tasks: [...state.tasks, { id: event.taskId, label: event.label, incumbent: event.incumbent, candidates: event.candidates.map(fresh) }] }
    case 'control': return updateTask(state, event.taskId, (task) => ({ ...task, control: { done: event.done, of: event.of } }))
    case 'trial': return {
      ...state,
      calls: state.calls + (event.cached ? 0 : 1),
      cached: state.cached + (event.cached ? 1 : 0),
      failed: state.failed + (event.status === 'failed' ? 1 : 0),
      ...(event.status === 'failed' ? { lastError: `a call of ${event.model} failed` } : {}),
      spentUsd: event.spentUsd,
    }
    case 'batch': return {
      ...state,
      calls: state.calls + (event.state === 'collected' || event.state === 'one-by-one' ? event.done : 0),
      note: event.state === 'handed-in' ? `${event.calls} calls handed in as batches` : `batch: ${event.done} of ${event.calls}`,
    }
    case 'evidence': {
      const { trials, maxSamples, difference, eValue, threshold, margin, interval } = event
      return updateCandidate(state, event.taskId, event.model, { trials, maxSamples, difference, eValue, threshold, ...(margin === undefined ? {} : { margin }), ...(interval === undefined ? {} : { interval }) })
    }
    case 'verdict': {
      const verdict = updateCandidate(state, event.taskId, event.model, { verdict: event.verdict, reason: event.reason })
      const next = event.verdict === 'inconclusive' && event.reason === 'skipped' ? updateTask(verdict, event.taskId, (task) => ({ ...task, skipped: true })) : verdict
      return event.reason === 'blocked' ? { ...next, lastError: `${event.model}: ${event.message}` } : next
    }
    case 'decision': return updateTask(state, event.taskId, (task) => ({ ...task, decision: event.model, kept: event.strategy === 'incumbent' }))
    case 'warning': return { ...state, note: event.message, lastError: event.message }
    case 'finished': return { ...state, spentUsd: event.spentUsd, note: event.stoppedBy ? `stopped by the ${event.stoppedBy}` : '' }
  }
}
