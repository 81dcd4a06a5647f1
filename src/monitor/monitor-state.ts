import { isJsonObject } from '../domain/json.js'
import type { FrequentState } from './frequent.js'
import type { LogPosition } from './log-position.js'
import type { PromiseState } from './promise-watch.js'
import type { RouteWatchState } from './route-watch.js'
import type { SnapshotState } from './snapshots.js'
import { readStored, writeStored } from './stored-state.js'
import type { TrafficState } from './traffic.js'
import type { WatchState } from './watch.js'

/** All that a monitor remembers between two runs. It holds sums, counts and names; of texts only answers of a few words that a route gives again and again. */
export interface MonitorState {
  readonly schemaVersion: 1
  readonly kind: 'monitor-state'
  readonly policyId: string
  readonly alpha: number
  /** By route: a digest of what it is; watches of a route that was changed begin anew. */
  readonly identities: Readonly<Record<string, string>>
  readonly runs: number
  readonly total: TrafficState
  readonly watches: Readonly<Record<string, RouteWatchState>>
  readonly promises: Readonly<Record<string, PromiseState>>
  /** Shares of the routes and their fallbacks; notices, not alarms. */
  readonly shares: Readonly<Record<string, WatchState>>
  readonly unknown: FrequentState
  readonly snapshots: SnapshotState
  /** Models that the price library listed at the providers of the policy. */
  readonly listed: readonly string[] | null
  readonly positions: readonly LogPosition[]
  /** Calls that were counted of late, see seen-calls; absent in states of before. */
  readonly seen?: string
  /** Notices that were told; absent in states of before they were kept. */
  readonly told?: readonly string[]
  /** Alerts that were firing, as `route/alert/subject`. */
  readonly firing: readonly string[]
  /** ISO 8601: since when it holds answers; absent where they were purged, and in states of before. */
  readonly textsSince?: string
}

const isMap = (value: unknown): boolean => isJsonObject(value)

function isState(value: unknown): value is MonitorState {
  if (!isJsonObject(value)) return false
  const { total, unknown, snapshots } = value
  return value['schemaVersion'] === 1 && value['kind'] === 'monitor-state' && typeof value['policyId'] === 'string' && typeof value['alpha'] === 'number'
    && ['identities', 'watches', 'promises', 'shares'].every((key) => isMap(value[key]))
    && isJsonObject(total) && Array.isArray(total['routes']) && isJsonObject(total['whole'])
    && isJsonObject(unknown) && Array.isArray(unknown['counts']) && isJsonObject(snapshots) && Array.isArray(snapshots['asked'])
    && Array.isArray(value['positions']) && Array.isArray(value['firing'])
}

/** What the last run left; undefined where there was none. @throws AuditError for a file that is not the state of this policy's monitor, or of any policy's where none is named */
export function readState(path: string, policyId?: string): MonitorState | undefined {
  return readStored(path, policyId, { kind: 'monitor-state', owner: 'a monitor', version: 1, isState })
}

/** Writes the state, whole or not at all, readable to its owner only. */
export const writeState = (path: string, state: MonitorState): void => writeStored(path, state)
