/** How a monitored alert stands: it fires until it is acknowledged or the measure has come back. */
export interface MonitorAlert {
  /** Id of the policy's alert, or of a built-in one. */
  readonly id: string
  /** A route, or `all`. */
  readonly route: string
  readonly metric: string
  /** True when it was not firing at the end of the last run. */
  readonly isNew: boolean
  /** True when its measure came back by itself in this run, which tells it once more; it no longer fires. */
  readonly isOver: boolean
  readonly before: number
  readonly after: number
  /** Calls of the route up to the beginning of the change by the best estimate, and up to where it was shown. */
  readonly began: number
  readonly shown: number
  /** ISO 8601 of the call that showed it; null where the log has no times. */
  readonly time: string | null
  /** Wealth of the test as a multiple of what an alarm takes. */
  readonly evidence: number
  /** One sentence for people. */
  readonly message: string
}

/** Something to know that is no alarm. */
export interface MonitorNotice {
  /** True when no earlier run has told it; `--json` lists those that still hold as well. */
  readonly isNew: boolean
  readonly kind: 'input-mix' | 'new-task' | 'fallback-rate' | 'price' | 'snapshot' | 'candidate' | 'expiry' | 'log' | 'unfollowed' | 'state'
  readonly route: string | null
  readonly message: string
}

export interface MonitorPercentiles {
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

/** What calls of a route, or of a model in it, were; null is unknown. Rates and means in [0,1] are null where there was nothing to count. */
export interface MonitorShare {
  readonly calls: number
  readonly share: number
  readonly costUsd: number | null
  readonly costPerCallUsd: number | null
  readonly latencyMs: MonitorPercentiles | null
}

export interface MonitorRoute extends MonitorShare {
  readonly route: string
  /** The policy's target. */
  readonly target: string
  readonly models: readonly (MonitorShare & { readonly model: string })[]
  readonly servedBy: { readonly target: number; readonly fallback: number; readonly heldBack: number; readonly other: number }
  readonly fallbackRate: number | null
  readonly escalationRate: number | null
  readonly usableRate: number | null
  readonly feedback: { readonly calls: number; readonly mean: number | null }
  /** What always asking the incumbent would have cost, less what was paid, over the calls of which both are known. */
  readonly savingUsd: number | null
}

export interface MonitorPeriod {
  /** ISO 8601; null where the log has no times. */
  readonly from: string | null
  readonly to: string | null
  readonly records: number
  readonly calls: number
  readonly excluded: Readonly<Record<string, number>>
  readonly errorRate: number | null
  readonly costUsd: number | null
  readonly incumbentUsd: number | null
  readonly savingUsd: number | null
  readonly routes: readonly MonitorRoute[]
  readonly models: readonly (MonitorShare & { readonly model: string })[]
  readonly tiers: Readonly<Record<string, number>>
}

/** What `monitor --json` writes. */
export interface MonitorResult {
  readonly schemaVersion: 1
  readonly kind: 'monitor'
  readonly status: 'ok' | 'alert'
  readonly policy: { readonly file: string; readonly id: string; readonly version: number; readonly validUntil: string }
  /** Level of all alarms together: the chance that traffic without change ever raises one. */
  readonly alpha: number
  /** Records read by this run. */
  readonly period: MonitorPeriod
  /** Since monitoring began. */
  readonly total: MonitorPeriod
  readonly alerts: readonly MonitorAlert[]
  readonly notices: readonly MonitorNotice[]
  readonly inputs: readonly { readonly file: string; readonly state: 'new' | 'grown' | 'unchanged' | 'rotated' | 'truncated' | 'stream'; readonly records: number }[]
}
