import { rmSync } from 'node:fs'
import { isJsonObject } from '../domain/json.js'
import type { MonitorAlert, MonitorResult } from '../domain/monitor.js'
import { keyOf } from '../monitor/alert-text.js'
import { readStored, writeStored } from '../monitor/stored-state.js'

interface Unsent {
  readonly schemaVersion: 1
  readonly kind: 'monitor-unsent'
  readonly policyId: string
  readonly alerts: readonly MonitorAlert[]
}

const isUnsent = (value: unknown): value is Unsent => isJsonObject(value) && value['schemaVersion'] === 1 && value['kind'] === 'monitor-unsent' && typeof value['policyId'] === 'string' && Array.isArray(value['alerts'])

/** Alerts that a receiver is still owed, beside the state of a monitor. */
export interface UnsentAlerts {
  /** What is to be posted now: what is new in a result, and what could not be posted before; undefined where nothing is owed. It is on disk before it is returned. */
  readonly owed: (result: MonitorResult) => MonitorResult | undefined
  readonly sent: () => void
}

/** Opens them. @throws AuditError for a file that is none, or damaged: an alert would be forgotten in silence */
export function openUnsentAlerts(statePath: string, policyId: string): UnsentAlerts {
  const path = `${statePath}.unsent`
  const before = readStored(path, policyId, { kind: 'monitor-unsent', owner: 'the alerts of a monitor', version: 1, isState: isUnsent })?.alerts ?? []
  return {
    owed: (result) => {
      const told = new Set(result.alerts.map(keyOf))
      const over = before.filter((alert) => !told.has(keyOf(alert))).map((alert): MonitorAlert => ({ ...alert, isNew: false, isOver: true }))
      const fresh = result.alerts.filter(({ isNew }) => isNew)
      if (fresh.length + before.length === 0) return undefined
      const known = new Set(fresh.map(keyOf))
      writeStored(path, { schemaVersion: 1, kind: 'monitor-unsent', policyId, alerts: [...fresh, ...before.filter((alert) => !known.has(keyOf(alert)))] } satisfies Unsent)
      return { ...result, status: 'alert', alerts: [...result.alerts, ...over.map((alert) => ({ ...alert, message: `${alert.message} (it could not be posted then, and fires no more)` }))] }
    },
    sent: () => rmSync(path, { force: true }),
  }
}
