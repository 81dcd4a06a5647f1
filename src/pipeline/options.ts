import type { Readable } from 'node:stream'
import type { Plan } from '../domain/plan.js'
import type { AuditConfig } from '../config/schema.js'
import type { Clock } from '../replay/limiter.js'
import type { Steering } from './steering.js'

/** Everything that a run needs to know, resolved once; flags have already won over the file. */
export interface AuditOptions {
  readonly inputs: readonly string[]
  readonly config: AuditConfig
  readonly seed: number
  /** Only this many tasks, the dearest, are replayed. */
  readonly topTasks: number
  readonly concurrency: number
  /** Directory that holds all runs. */
  readonly auditDir: string
  /** Directory of this run; undefined for `<auditDir>/<run id>`. */
  readonly runDir: string | undefined
  /** Neither resume nor reuse recorded answers. */
  readonly fresh: boolean
  /** Recorded answers only; a missing one is an error. */
  readonly offline: boolean
  readonly members: boolean
  /** Only what changed since the last finished run is audited; the rest keeps its decision. */
  readonly sinceLast?: boolean
  /** Directory of the run whose evidence this one goes on with. */
  readonly continues?: string
  /** Calls go through the batch APIs of the providers, at half price. */
  readonly batch?: boolean
  /** With batches: false to end once they are handed in; the same command collects them later. */
  readonly wait?: boolean
  readonly env: NodeJS.ProcessEnv
  readonly clock: Clock
  readonly signal: AbortSignal
  /** True when somebody looks at the evidence while it grows: its interval is kept up to date. */
  readonly watched?: boolean
  /** A person's hand on the run; undefined where nobody steers. */
  readonly steering?: Steering
  /** Asked once, before the first paid call; false ends the run. */
  readonly confirm?: (plan: Plan) => Promise<boolean>
  readonly stdin?: Readable
  /** Threads that read large logs beside this one; none when undefined. */
  readonly workers?: number
}
