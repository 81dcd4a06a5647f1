import type { MonitorAlert } from '../domain/monitor.js'
import { moved } from './watch.js'
import type { Alarm } from './watch.js'
import type { BrokenPromise } from './promise-watch.js'
import type { Watched } from './route-watch.js'

/** One alert as it is known from run to run. */
export const keyOf = ({ route, id, metric }: Pick<MonitorAlert, 'route' | 'id' | 'metric'>): string => `${route}/${id}/${metric}`

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
const usd = (value: number): string => `$${value.toPrecision(3)}`
const ms = (value: number): string => (value < 1000 ? `${value.toFixed(0)} ms` : `${(value / 1000).toFixed(1)} s`)

const METRICS = { cost: 'cost_per_request', usable: 'quality (usable answers)', feedback: 'quality (user feedback)', latency: 'latency', error: 'error_rate', behaviour: 'behaviour', share: 'share' } as const

function figure({ source, watch: { quantity } }: Watched): (value: number) => string {
  if (source === 'cost') return usd
  if (source === 'latency') return ms
  return quantity.scale === 'size' ? (value) => value.toFixed(0) : percent
}

function subjectOf({ source, subject, watch: { quantity } }: Watched): string {
  switch (source) {
    case 'cost': return 'the cost per request'
    case 'usable': return 'the share of usable answers'
    case 'feedback': return 'the mean of what users said'
    case 'latency': return `the ${quantity.measure} of the latency`
    case 'error': return 'the share of failed calls'
    case 'behaviour':
    case 'share': return subject
  }
}

/** A change that was shown, in one sentence. */
export function alertOf(route: string, watched: Watched, alarm: Alarm, isOver: boolean, firing: ReadonlySet<string>): MonitorAlert {
  const { source, subject, alert: id, watch } = watched
  const metric = source === 'latency' ? `latency_${watch.quantity.measure}` : source === 'behaviour' ? `behaviour: ${subject}` : METRICS[source]
  const show = figure(watched)
  const change = watch.quantity.kind === 'points' || alarm.before === 0 ? '' : ` (${alarm.after > alarm.before ? '+' : '−'}${Math.abs((alarm.after / alarm.before - 1) * 100).toFixed(0)} %)`
  const key = { id, route, metric }
  return {
    ...key, isNew: !firing.has(keyOf(key)), isOver, before: alarm.before, after: alarm.after, began: alarm.began, shown: alarm.at, time: alarm.time ?? null,
    evidence: watch.evidence,
    message: `${subjectOf(watched)} went from ${show(alarm.before)} to ${show(alarm.after)}${change}, ${moved(watch.quantity, alarm.before, alarm.after) < 1 ? 'about' : 'at least'} what the alert asks for; it began about ${alarm.at - alarm.began} calls before it was shown${isOver ? `, and is back at ${show(alarm.now ?? alarm.before)}` : ''}`,
  }
}

/** A promise that the traffic did not keep, in one sentence. */
export function brokenPromise(promise: { readonly alert: string; readonly route: string; readonly kind: 'share' | 'cost'; readonly subject: string; readonly declared: number }, alarm: BrokenPromise, isOver: boolean, evidence: number, firing: ReadonlySet<string>): MonitorAlert {
  const { alert: id, route, kind, subject, declared } = promise
  const key = { id, route, metric: kind === 'share' ? `share of the ${subject} tier` : 'cost_per_request (against the evidence)' }
  return {
    ...key, isNew: !firing.has(keyOf(key)), isOver, before: declared, after: alarm.after, began: alarm.began, shown: alarm.at, time: alarm.time ?? null, evidence,
    message: `${kind === 'share'
      ? `the ${subject} tier served ${percent(alarm.after)} of the calls, and the policy allows it ${percent(declared)}`
      : `a request costs ${usd(alarm.after)}, and the route was certified at ${usd(declared)} (+${((alarm.after / declared - 1) * 100).toFixed(0)} %)`}${isOver ? '; it is back within that' : ''}`,
  }
}
