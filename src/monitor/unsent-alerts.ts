import { rmSync } from 'node:fs'
import { isJsonObject } from '../domain/json.js'
import type { MonitorAlert, MonitorNotice, MonitorResult } from '../domain/monitor.js'
import { keyOf } from './alert-text.js'
import { readStored, writeStored } from './stored-state.js'

interface Unsent {
  readonly schemaVersion: 1
  readonly kind: 'monitor-unsent'
  readonly policyId: string
  readonly alerts: readonly MonitorAlert[]
  /** Absent in files of before they were kept. */
  readonly notices?: readonly MonitorNotice[]
}

const isUnsent = (value: unknown): value is Unsent => isJsonObject(value) && value['schemaVersion'] === 1 && value['kind'] === 'monitor-unsent' && typeof value['policyId'] === 'string' && Array.isArray(value['alerts'])
const KIND = { kind: 'monitor-unsent', owner: 'the alerts of a monitor', version: 1, isState: isUnsent } as const
const pathOf = (statePath: string): string => `${statePath}.unsent`
const ANSWER = /the share of answers ".*"(?= went from|$)/su

/** Takes answers out of what a receiver is still owed. Returns whether there were any. */
export function purgeUnsent(statePath: string): boolean {
  const unsent = readStored(pathOf(statePath), undefined, KIND)
  if (unsent === undefined || !unsent.alerts.some(({ metric }) => ANSWER.test(metric))) return false
  const bare = (text: string): string => text.replace(ANSWER, 'the share of one of its usual answers')
  writeStored(pathOf(statePath), { ...unsent, alerts: unsent.alerts.map((alert) => ({ ...alert, metric: bare(alert.metric), message: bare(alert.message) })) } satisfies Unsent)
  return true
}


/** Alerts and notices that a receiver is still owed, beside the state of a monitor. */
export interface UnsentAlerts {
  /** What is to be posted now: what is new in a result, and what could not be posted before; undefined where nothing is owed. It is on disk before it is returned. */
  readonly owed: (result: MonitorResult) => MonitorResult | undefined
  readonly sent: () => void
}

/** Opens them. @throws AuditError for a file that is none, or damaged: an alert would be forgotten in silence */
export function openUnsentAlerts(statePath: string, policyId: string): UnsentAlerts {
  const path = pathOf(statePath)
  const unsent = readStored(path, policyId, KIND)
  const before = unsent?.alerts ?? []
  return {
    owed: (result) => {
      const told = new Set(result.alerts.map(keyOf))
      const over = before.filter((alert) => !told.has(keyOf(alert))).map((alert): MonitorAlert => ({ ...alert, isNew: false, isOver: true }))
      const fresh = result.alerts.filter(({ isNew }) => isNew)
      const said = result.notices.filter(({ isNew }) => isNew)
      const notices = [...said, ...(unsent?.notices ?? []).filter(({ message }) => !said.some((one) => one.message === message))]
      if (fresh.length + before.length + notices.length === 0) return undefined
      const known = new Set(fresh.map(keyOf))
      writeStored(path, { schemaVersion: 1, kind: 'monitor-unsent', policyId, alerts: [...fresh, ...before.filter((alert) => !known.has(keyOf(alert)))], notices } satisfies Unsent)
      return { ...result, status: fresh.length + before.length > 0 ? 'alert' : result.status, notices, alerts: [...result.alerts, ...over.map((alert) => ({ ...alert, message: `${alert.message} (it could not be posted then, and fires no more)` }))] }
    },
    sent: () => rmSync(path, { force: true }),
  }
}
