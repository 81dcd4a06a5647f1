import { readFileSync } from 'node:fs'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { AuditError } from '../domain/error.js'
import { isJsonObject } from '../domain/json.js'
import { writeWhole } from '../pipeline/run-files.js'
import { shortHash } from '../text/fingerprint.js'
import type { FrequentState } from './frequent.js'
import type { LogPosition } from './log-position.js'
import type { PromiseState } from './promise-watch.js'
import type { RouteWatchState } from './route-watch.js'
import type { SnapshotState } from './snapshots.js'
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
  /** Alerts that were firing, as `route/alert/subject`. */
  readonly firing: readonly string[]
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

interface Stored {
  readonly sha: string
  readonly state: unknown
}

/**
 * Reads what the last run left; undefined where there was none. Throws AuditError for a file that is not a state of this monitor, or that was damaged: to begin anew in silence
 * would forget where it stopped and what it had learnt.
 */
export function readState(path: string, policyId: string): MonitorState | undefined {
  const bad = (cause: string): AuditError => new AuditError('monitor/state', `${path}: ${cause}`, 'Name another file with --state, or move this one away to begin anew.')
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw bad(code === 'EISDIR' ? 'it is a directory' : (code ?? 'it cannot be read'))
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw bad('it is not JSON: it was cut short or is another file')
  }
  const stored = isJsonObject(value) ? (value as unknown as Stored) : undefined
  if (stored === undefined || !isState(stored.state)) throw bad('it is not the state of a monitor of this version')
  if (stored.sha !== shortHash(JSON.stringify(stored.state), 16)) throw bad('it was changed by hand or damaged')
  if (stored.state.policyId !== policyId) throw bad(`it belongs to the policy ${JSON.stringify(stored.state.policyId)}, not to ${JSON.stringify(policyId)}`)
  return stored.state
}

/** Writes the state, whole or not at all, readable to its owner only. */
export function writeState(path: string, state: MonitorState): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new AuditError('monitor/state', `${path}: ${(error as NodeJS.ErrnoException).code ?? 'its directory cannot be made'}`, 'Name another file with --state.')
  }
  writeWhole(path, `${JSON.stringify({ sha: shortHash(JSON.stringify(state), 16), state } satisfies Stored)}\n`)
}
