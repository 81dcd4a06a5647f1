import { statSync } from 'node:fs'
import type { Readable } from 'node:stream'
import type { AuditConfig } from '../config/schema.js'
import { AuditError } from '../domain/error.js'
import type { MonitorPeriod, MonitorResult } from '../domain/monitor.js'
import { readLots, type Input } from '../ingest/index.js'
import type { PolicyDocument } from '../policy/document.js'
import { createPriceBook } from '../prices/book.js'
import { alertRules } from './alert-rules.js'
import { lengthMs } from './length.js'
import { logPart } from './log-position.js'
import type { LogPart, LogPosition } from './log-position.js'
import { ALL, createMonitor } from './monitor.js'
import { readState, writeState } from './monitor-state.js'
import { nothingUsable } from './nothing-usable.js'
import { createObserver } from './observe.js'
import { plausibleTimes, withPlausibleTime } from './plausible-time.js'
import { candidateNotices, listedModels, priceNotices } from './price-notices.js'
import { lockState } from './purge-states.js'
import { createSeenCalls } from './seen-calls.js'
import { tellOnce, type Noticed } from './tell-once.js'
import { periodOf } from './traffic.js'

export interface MonitorOptions {
  readonly inputs: readonly string[]
  readonly policy: PolicyDocument
  readonly policyFile: string
  readonly config: AuditConfig
  readonly statePath: string
  /** Level of all alarms together. */
  readonly alpha: number
  /** `ALERT`, or `ROUTE/ALERT`. */
  readonly acknowledge: readonly string[]
  readonly now: Date
  readonly signal: AbortSignal
  readonly stdin?: Readable
}

/** Positions of logs that did not come again are kept so long as there are no more than these. */
const MOST_POSITIONS = 1_000
const SOON_DAYS = 14
const DAY_MS = 86_400_000

/** An empty log is one that was just rotated: no reason to stop. */
function isEmpty(name: string): boolean {
  const found = name === '-' ? undefined : statSync(name, { throwIfNoEntry: false })
  return found?.isFile() === true && found.size === 0
}

/** Calls that all failed are what a monitor is for. */
const onlyFailures = (excluded: Readonly<Record<string, number>>): boolean => (excluded['error'] ?? 0) > 0

/** Part of the new records that may be no calls before it is said. */
const MANY_EXCLUDED = 0.1
const LEAST_EXCLUDED = 20

function exclusionNotices({ records, excluded }: MonitorPeriod, repeats: number): readonly Noticed[] {
  const other = Object.entries({ ...excluded, duplicate: (excluded['duplicate'] ?? 0) - repeats }).filter(([reason, count]) => reason !== 'error' && count > 0).toSorted(([, a], [, b]) => b - a)
  const n = other.reduce((sum, [, count]) => sum + count, 0)
  const isMany = (count: number): boolean => count >= LEAST_EXCLUDED && count >= MANY_EXCLUDED * records
  const again: readonly Noticed[] = isMany(repeats) ? [{ kind: 'log', route: null, about: 'repeats', message: `${repeats} of ${records} new records say again what was counted before (the same call with the same answer), and are left out: a log was given twice, or exports overlap` }] : []
  return isMany(n) ? [...again, { kind: 'log', route: null, about: 'excluded', message: `${n} of ${records} new records are no usable calls (${other.map(([reason, count]) => `${count} ${reason}`).join(', ')}): the figures are of the others` }] : again
}

const timeNotices = (count: number): readonly Noticed[] => (count === 0 ? [] : [{ kind: 'log', route: null, about: 'time', message: `${count} new calls carry a time before 2000 or more than a day ahead: the time is left out, the calls count` }])

function expiryNotices(policy: PolicyDocument, now: Date): readonly Noticed[] {
  const left = (Date.parse(policy.metadata.valid_until) - now.getTime()) / DAY_MS
  if (left <= 0) return [{ kind: 'expiry', route: null, about: 'expired', message: `the policy expired on ${policy.metadata.valid_until}: every request gets the route ${policy.defaults.on_expired ?? policy.defaults.route}. Run the audit again` }]
  return left < SOON_DAYS ? [{ kind: 'expiry', route: null, about: 'soon', message: `the policy expires on ${policy.metadata.valid_until}, in ${Math.ceil(left)} days: run the audit again before` }] : []
}

/** Routes of which fewer calls than an alert asks for come within its window: a change there takes longer to be found than the policy means it to. */
function slowNotices({ alerts = [] }: PolicyDocument, { from, to, routes }: MonitorPeriod): readonly Noticed[] {
  const spanMs = from === null || to === null ? 0 : Date.parse(to) - Date.parse(from)
  if (spanMs < DAY_MS) return []
  return alerts.flatMap(({ id, window, min_n: minN = 0 }): readonly Noticed[] => {
    const lengthOf = lengthMs(window) ?? 0
    const slow = routes.filter(({ calls }) => calls > 0 && (calls * lengthOf) / spanMs < minN)
    return slow.length === 0 ? [] : [{ kind: 'state', route: null, about: `slow ${id}`, message: `the alert ${id} asks for ${minN} calls within ${window}, and fewer come on ${slow.map(({ route }) => route).join(', ')}: a change there is found once as many came` }]
  })
}

function unfollowedNotices(result: Pick<MonitorResult, 'period'>): readonly Noticed[] {
  return result.period.routes.flatMap(({ route, calls, servedBy: { other } }): readonly Noticed[] => (other >= 20 && other >= 0.05 * calls
    ? [{ kind: 'unfollowed', route, about: '', message: `${((other / calls) * 100).toFixed(1)} % of its calls were served by a model that the policy does not name for it: the gateway does not follow this policy there` }] : []))
}

/**
 * Reads what is new in the logs, and says how the traffic stands against the policy. The state is written last, whole: a run that is stopped is made again by the next. Two runs at once would both
 * count the same calls, so that the second is refused.
 */
export async function runMonitor(options: MonitorOptions): Promise<MonitorResult> {
  const unlock = lockState(options.statePath)
  try {
    return await monitored(options)
  } finally {
    unlock()
  }
}

async function monitored(options: MonitorOptions): Promise<MonitorResult> {
  const { policy, config, statePath, alpha, signal } = options
  const before = readState(statePath, policy.metadata.id)
  if (before !== undefined && before.alpha !== alpha) throw new AuditError('monitor/alpha', `--alpha ${alpha}: this state was begun at ${before.alpha}, and a level is fixed beforehand`, `Leave --alpha away, or begin anew with another --state.`)
  const book = createPriceBook(config)
  const monitor = createMonitor(policy, alpha, before)
  for (const one of options.acknowledge) {
    const slash = one.indexOf('/')
    const [route, alert] = slash < 0 ? [undefined, one] : [one.slice(0, slash), one.slice(slash + 1)]
    if (!monitor.acknowledge(alert, route)) throw new AuditError('monitor/acknowledge', `--acknowledge ${one}: there is no such alert`, `Write the id of an alert as the report shows it, ROUTE/ALERT for one route, or ${ALL} for all.`)
  }
  const observe = createObserver(policy, config, book)
  const parts = new Map<string, LogPart>()
  const counted = new Map<string, number>()
  const part = async (input: Input): Promise<Input | undefined> => {
    // A copy of a log that this very run has read, as a rotation leaves it for a moment, is not read again.
    const read = [...parts].flatMap(([file, { next: place }]) => place(counted.get(file) ?? 0) ?? [])
    const found = await logPart(input, [...(before?.positions ?? []), ...read])
    parts.set(input.file, found)
    return found.input
  }
  const seen = createSeenCalls(before?.seen)
  const isPlausible = plausibleTimes(options.now)
  let [repeats, mistimed] = [0, 0]
  const inputs = options.inputs.filter((name) => !isEmpty(name))
  if (inputs.length > 0) {
    for await (const lot of readLots(inputs, { signal, redact: config.redact, part, ...(options.stdin === undefined ? {} : { stdin: options.stdin }) })) {
      signal.throwIfAborted()
      for (const record of lot) {
        const { file } = record.kind === 'call' ? record.call.source : record.source
        const n = (counted.get(file) ?? 0) + 1
        counted.set(file, n)
        if (n <= (parts.get(file)?.skip ?? 0)) continue
        if (record.kind !== 'call') {
          monitor.exclude(record.reason)
          continue
        }
        if (seen.isRepeat(record.call)) {
          repeats += 1
          monitor.exclude('duplicate')
          continue
        }
        const call = withPlausibleTime(record.call, isPlausible)
        if (call !== record.call) mistimed += 1
        monitor.push(observe(call))
      }
    }
  }
  const findings = monitor.findings()
  const period = periodOf(findings.period, policy)
  // A log of which nothing can be read is the wrong log, or in a new format: its place is not kept, so that it is read again. One in which nothing is new, or that was just rotated, is none.
  const isBlind = period.records > 0 && period.calls === 0 && repeats === 0 && !onlyFailures(period.excluded)
  if (isBlind && (findings.total.whole.all.calls === 0 || period.records >= LEAST_EXCLUDED)) throw nothingUsable('monitor', period.records, period.excluded)
  const total = periodOf(findings.total, policy)
  const listed = listedModels(policy)
  const logs = [...parts].map(([file, { state, skip }]) => ({ file, state: state === 'grown' && (counted.get(file) ?? 0) <= skip ? 'unchanged' as const : state, records: Math.max(0, (counted.get(file) ?? 0) - skip) }))
  const found: readonly Noticed[] = [
    ...findings.notices, ...exclusionNotices(period, repeats), ...timeNotices(mistimed), ...unfollowedNotices({ period }), ...priceNotices(policy, book), ...candidateNotices(policy, before?.listed ?? null, listed, book), ...expiryNotices(policy, options.now), ...slowNotices(policy, total),
    ...alertRules(policy).unknown.map((name): Noticed => ({ kind: 'state', route: null, about: name, message: `the policy's alert ${name} names a metric that is not watched` })),
    ...logs.filter(({ state }) => state === 'truncated').map(({ file }): Noticed => ({ kind: 'log', route: null, message: `${file} is shorter than it was: it was read from its beginning` })),
  ]
  const next: readonly LogPosition[] = [...parts].flatMap(([file, { next: place }]) => place(counted.get(file) ?? 0) ?? [])
  const fresh = new Set(next.map(({ file }) => file))
  const positions = [...next, ...(before?.positions ?? []).filter(({ file, head }) => !fresh.has(file) || !next.some((one) => one.head === head))].slice(0, MOST_POSITIONS)
  const { notices, told } = tellOnce(found, before?.told ?? [], period.records)
  writeState(statePath, { ...monitor.state(), runs: (before?.runs ?? 0) + 1, listed, positions, told, seen: seen.state(), textsSince: before?.textsSince ?? options.now.toISOString() })
  return {
    schemaVersion: 1, kind: 'monitor', status: findings.alerts.some(({ isNew, isOver }) => isNew || !isOver) ? 'alert' : 'ok',
    policy: { file: options.policyFile, id: policy.metadata.id, version: policy.metadata.version, validUntil: policy.metadata.valid_until },
    alpha, period, total, alerts: findings.alerts, notices, inputs: logs,
  }
}
