import type { PairedDifference } from '../decide/index.js'
import type { AuditEvent } from '../domain/event.js'
import type { Plan } from '../domain/plan.js'
import type { ReplayCall, Replayer } from '../replay/replayer.js'
import type { Steering } from './steering.js'
import type { Waste } from './waste.js'

/** How calls are made and what happens around them, the same for all tasks of a run. */
export interface RunContext {
  readonly plan: Plan
  readonly replayer: Replayer
  /** How many cases run ahead of the one that is decided next. */
  readonly window: () => number
  /** Aborted once a task is to be left for now. */
  readonly skipped?: Steering['skipped']
  readonly signal: AbortSignal
  readonly spentUsd: () => number
  /** True when money is limited: then nothing of unknown price is called. */
  readonly budgeted: boolean
  /** With `--offline` an answer that is not on record is an error; in `decide` it is the end of the evidence. */
  readonly missingIsError: boolean
  readonly waste: Waste
  /** True when somebody looks at the evidence while it grows. */
  readonly watched?: boolean
  /** Set while calls are gathered for a batch: takes what would be asked next, and nothing is asked. */
  readonly gather?: (calls: readonly ReplayCall[]) => void
  /** Set where the run goes on from another: what that one pushed to the test of a candidate, which must come out the same. */
  readonly earlier?: (taskId: string, model: string) => readonly PairedDifference[] | undefined
  readonly onReplayed: (event: Extract<AuditEvent, { type: 'trial' }>) => void
}
