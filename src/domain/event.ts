import type { InputSummary, TaskSummary } from './result.js'
import type { Verdict, VerdictReason } from './verdict.js'

/**
 * What the pipeline says while it works, in order; the terminal view is a fold over these. `wastedCalls` were paid for
 * after the decision that they were meant for had fallen; their answers are on record. Of `spentUsd`, `unsureUsd` is booked for
 * `unsureAttempts` whose answers were lost (a reset, a timeout, a kill): they may have been charged or not. The `interval` of evidence is the confidence
 * sequence as it stands, in [-1,1]; it is there when somebody watches.
 */
export type AuditEvent =
  | { readonly type: 'ingested'; readonly input: InputSummary }
  | { readonly type: 'tasks-found'; readonly tasks: readonly TaskSummary[] }
  | { readonly type: 'planned'; readonly runId: string; readonly tasks: number; readonly maxCalls: number; readonly budgetUsd: number }
  | { readonly type: 'task-started'; readonly taskId: string; readonly label: string; readonly incumbent: string; readonly candidates: readonly string[]; readonly validator: string }
  | { readonly type: 'control'; readonly taskId: string; readonly done: number; readonly of: number; readonly agreed: number }
  | { readonly type: 'batch'; readonly state: 'handed-in' | 'working' | 'collected' | 'one-by-one'; readonly model: string; readonly calls: number; readonly done: number; readonly costUsd: number }
  | { readonly type: 'trial'; readonly taskId: string; readonly model: string; readonly status: 'answered' | 'failed'; readonly cached: boolean; readonly costUsd: number; readonly spentUsd: number }
  | { readonly type: 'evidence'; readonly taskId: string; readonly model: string; readonly trials: number; readonly maxSamples: number; readonly difference: number; readonly eValue: number; readonly threshold: number; readonly margin?: number; readonly interval?: readonly [number, number] }
  | { readonly type: 'verdict'; readonly taskId: string; readonly model: string; readonly verdict: Verdict; readonly reason: VerdictReason; readonly trials: number; readonly message: string }
  | { readonly type: 'decision'; readonly taskId: string; readonly model: string; readonly strategy: string; readonly reason: string; readonly notTried?: true }
  | { readonly type: 'warning'; readonly message: string }
  | { readonly type: 'finished'; readonly runId: string; readonly spentUsd: number; readonly stoppedBy: 'budget' | null; readonly wastedCalls: number; readonly unsureAttempts: number; readonly unsureUsd: number }
