import type { MonitorAlert } from '../domain/monitor.js'
import type { PolicyDocument, Route } from '../policy/document.js'
import { canonicalJson } from '../text/canonical.js'
import { shortHash } from '../text/fingerprint.js'
import { alertRules } from './alert-rules.js'
import { alertOf, brokenPromise, keyOf } from './alert-text.js'
import { createFrequent } from './frequent.js'
import type { MonitorState } from './monitor-state.js'
import { mixNotices, snapshotNotices, unknownNotices } from './notices.js'
import type { Observation } from './observe.js'
import { createPromiseWatch } from './promise-watch.js'
import type { PromiseWatch } from './promise-watch.js'
import { shareShift } from './quantity.js'
import { createRouteWatch } from './route-watch.js'
import type { RouteWatch } from './route-watch.js'
import { createSnapshots } from './snapshots.js'
import type { Noticed } from './tell-once.js'
import { createTraffic } from './traffic.js'
import type { TrafficState } from './traffic.js'
import { createWatch } from './watch.js'
import type { Watch } from './watch.js'

/** What was found, once everything was read. */
export interface Findings {
  readonly period: TrafficState
  readonly total: TrafficState
  readonly alerts: readonly MonitorAlert[]
  readonly notices: readonly Noticed[]
}

export interface Monitor {
  push(observation: Observation): void
  exclude(reason: string): void
  /** Takes what an alert found as the way it is from now on; `all` for all of a route. False where there is no such alert or route. */
  acknowledge(alert: string, route: string | undefined): boolean
  readonly isFiring: boolean
  findings(): Findings
  state(): Omit<MonitorState, 'positions' | 'listed' | 'runs' | 'told' | 'seen' | 'textsSince'>
}

export const ALL = 'all'
const LEAST_CALLS = 50
const UNKNOWN_ROOM = 200
/** Part of the level of what holds of all traffic that goes to its share caps. */
const FOR_CAPS = 0.2
/** A promise of cost is tested half way to where it matters: the evidence that it rests on was measured on a sample. */
const HALF_WAY = 0.5

interface Promise {
  readonly key: string
  readonly alert: string
  readonly route: string
  readonly kind: 'share' | 'cost'
  readonly subject: string
  readonly declared: number
  readonly watch: PromiseWatch
  readonly valueOf: (observation: Observation) => number | undefined
}

const identityOf = ({ id, match, target, evidence, task_type: taskType }: Route): string => shortHash(canonicalJson({ id, match, target, evidence, taskType }), 16)

/**
 * A monitor of one policy: a fold over the calls of its logs, in bounded memory. All its alarms together have the level `alpha`: each route and the whole get an equal part of it,
 * and each watch of a route a part of that, so that traffic that does not change raises any alarm at all, ever, with a chance of `alpha` at most.
 */
export function createMonitor(policy: PolicyDocument, alpha: number, from: MonitorState | undefined): Monitor {
  const { rules } = alertRules(policy)
  const identities = Object.fromEntries(policy.routes.map((route) => [route.id, identityOf(route)]))
  const kept = (route: string): boolean => route === ALL || from?.identities[route] === identities[route]
  const each = alpha / (policy.routes.length + 1)
  const period = createTraffic()
  const total = createTraffic(from?.total)
  const caps = policy.limits?.max_share ?? []
  const start = (name: string, level: number, behaviour: boolean): RouteWatch => createRouteWatch(name, rules.filter(({ source }) => name === ALL || source !== 'error'), level, behaviour, kept(name) ? from?.watches[name] : undefined)
  const watches = new Map<string, RouteWatch>([[ALL, start(ALL, each * (caps.length > 0 ? 1 - FOR_CAPS : 1), false)], ...policy.routes.map((route) => [route.id, start(route.id, each * (1 - FOR_CAPS), true)] as const)])
  const promises = [...capPromises(), ...costPromises()]
  const shares = new Map<string, Watch>()
  const shareWatch = (key: string, by: number, kind: 'relative' | 'points'): Watch => {
    const known = shares.get(key) ?? createWatch({ ...shareShift({ name: key, by, minN: 200 }), kind, learn: 200 }, alpha / (3 * Math.max(1, policy.routes.length)), key, from?.shares[key])
    shares.set(key, known)
    return known
  }
  const mix = policy.routes.map(({ id }) => ({ id, grown: shareWatch(`grown ${id}`, 0.25, 'relative'), shrunk: shareWatch(`shrunk ${id}`, -0.2, 'relative'), fallback: shareWatch(`fallback ${id}`, 0.05, 'points') }))
  const unknown = createFrequent(UNKNOWN_ROOM, from?.unknown)
  const snapshots = createSnapshots(from?.snapshots)

  function capPromises(): readonly Promise[] {
    return caps.map(({ tier, percent }, at) => ({
      key: `cap ${tier} ${at}`, alert: 'share-cap', route: ALL, kind: 'share', subject: tier, declared: percent / 100, valueOf: ({ tier: own }) => Number(own === tier),
      watch: createPromiseWatch({ bound: Math.max(1e-6, percent / 100), matters: Math.max(1e-6, percent / 100), minN: LEAST_CALLS }, (each * FOR_CAPS) / caps.length, from?.promises[`cap ${tier} ${at}`]),
    }))
  }

  /** What a route was certified to cost, from the first call on that its target served: tested where the policy's alert names the evidence as its baseline. */
  function costPromises(): readonly Promise[] {
    const alerts = (policy.alerts ?? []).filter(({ metric, baseline, change_percent: change }) => metric === 'cost_per_request' && baseline === 'evidence' && (change?.above ?? 0) > 0)
    return policy.routes.flatMap((route) => alerts.slice(0, 1).flatMap(({ id, change_percent: change, min_n: minN = LEAST_CALLS }): readonly Promise[] => {
      const declared = route.evidence?.cost_per_request_usd?.candidate
      if (declared === undefined || !(declared > 0) || !Number.isFinite(declared)) return []
      const rise = (change?.above ?? 0) / 100
      const key = `cost ${route.id}`
      return [{
        key, alert: id, route: route.id, kind: 'cost', subject: 'evidence', declared, valueOf: ({ route: own, servedBy, costUsd }) => (own === route.id && (servedBy === 'target' || (servedBy === 'fallback' && total.switched(own))) ? costUsd : undefined),
        watch: createPromiseWatch({ bound: declared * (1 + HALF_WAY * rise), matters: declared * (1 + rise), minN: Math.max(LEAST_CALLS, minN) }, each * FOR_CAPS, kept(route.id) ? from?.promises[key] : undefined),
      }]
    }))
  }

  const alerts = (): readonly MonitorAlert[] => {
    const firing = new Set(from?.firing)
    const changes = [...watches].flatMap(([route, watch]) => watch.watched().flatMap((one) => {
      const alarm = one.watch.alarm ?? one.watch.over
      return alarm === undefined ? [] : [alertOf(route, one, alarm, one.watch.alarm === undefined, firing)]
    }))
    const broken = promises.flatMap((one) => {
      const alarm = one.watch.alarm ?? one.watch.over
      return alarm === undefined ? [] : [brokenPromise(one, alarm, one.watch.alarm === undefined, one.watch.evidence, firing)]
    })
    return [...broken, ...changes]
  }

  return {
    push(observation) {
      const { startedAt } = observation
      period.add(observation)
      total.add(observation)
      const calls = total.calls
      const ownCalls = total.callsOf(observation.route)
      watches.get(ALL)?.push(observation)
      watches.get(observation.route)?.push(observation)
      for (const { route, watch, valueOf } of promises) {
        const value = valueOf(observation)
        if (value !== undefined) watch.push(value, route === ALL ? calls : ownCalls, startedAt)
      }
      for (const { id, grown, shrunk, fallback } of mix) {
        const own = Number(id === observation.route)
        grown.push(own, calls, startedAt)
        shrunk.push(own, calls, startedAt)
        if (own === 1 && (observation.servedBy === 'target' || observation.servedBy === 'fallback')) fallback.push(Number(observation.servedBy === 'fallback'), ownCalls, startedAt)
      }
      if (observation.unknown !== undefined) unknown.add(observation.unknown)
      snapshots.add(observation.requestModel, observation.responseModel)
    },
    exclude(reason) {
      period.exclude(reason)
      total.exclude(reason)
      if (reason === 'error') watches.get(ALL)?.failed()
    },
    acknowledge(alert, route) {
      const chosen = [...watches].filter(([name]) => route === undefined || name === route)
      const known = alert === ALL || [...rules.map(({ id }) => id), 'behaviour', 'share-cap'].includes(alert)
      if (!known || chosen.length === 0) return false
      for (const [, watch] of chosen) watch.acknowledge(alert)
      for (const one of promises) if ((alert === ALL || one.alert === alert) && (route === undefined || one.route === route)) one.watch.acknowledge()
      return true
    },
    get isFiring() { return alerts().some(({ isOver }) => !isOver) },
    findings: () => ({ period: period.state(), total: total.state(), alerts: alerts(), notices: [...mixNotices(mix), ...unknownNotices(unknown.state(), total.state().whole.all.calls), ...snapshotNotices(snapshots, policy)] }),
    state: () => ({
      schemaVersion: 1, kind: 'monitor-state', policyId: policy.metadata.id, alpha, identities,
      total: total.state(),
      watches: Object.fromEntries([...watches].map(([name, watch]) => [name, watch.state()])),
      promises: Object.fromEntries(promises.map(({ key, watch }) => [key, watch.state()])),
      shares: Object.fromEntries([...shares].map(([key, watch]) => [key, watch.state()])),
      unknown: unknown.state(), snapshots: snapshots.state(),
      firing: alerts().filter(({ isOver }) => !isOver).map(keyOf),
    }),
  }
}
