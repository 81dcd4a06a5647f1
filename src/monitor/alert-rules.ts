import type { Alert, PolicyDocument } from '../policy/document.js'
import { meanRise, scoreFall, shareShift, tailRise } from './quantity.js'
import type { Quantity } from './quantity.js'

/** Where the value of a watched quantity comes from. */
export type Source = 'cost' | 'usable' | 'feedback' | 'latency' | 'error'

export interface AlertRule {
  readonly id: string
  readonly source: Source
  readonly quantity: Quantity
}

/** What is watched where the policy says nothing of it. */
const BUILT_IN: readonly Alert[] = [
  { id: 'cost-up', metric: 'cost_per_request', change_percent: { above: 20 }, window: '1d', min_n: 200 },
  { id: 'quality-down', metric: 'quality', change_percent: { below: -5 }, window: '7d', min_n: 100 },
  { id: 'latency-up', metric: 'latency_p99', change_percent: { above: 100 }, window: '1d', min_n: 200 },
  { id: 'errors-up', metric: 'error_rate', change_percent: { above: 100 }, window: '1d', min_n: 200 },
]

const METRICS: readonly Alert['metric'][] = ['cost_per_request', 'quality', 'error_rate', 'latency_p95', 'latency_p99']

const LEAST_N = 50
/** A doubled error rate of next to nothing is next to nothing: so many points at least. */
const LEAST_ERROR_POINTS = 0.01

function rulesOf({ id, metric, change_percent: change = {}, min_n: own = 100 }: Alert): readonly AlertRule[] {
  const minN = Math.max(LEAST_N, own)
  const up = (change.above ?? 0) / 100
  const down = (change.below ?? 0) / 100
  switch (metric) {
    case 'cost_per_request': return up > 0 ? [{ id, source: 'cost', quantity: meanRise({ name: id, by: up, minN }) }] : []
    case 'quality': return down < 0 ? [{ id, source: 'usable', quantity: scoreFall({ name: id, by: down, minN }) }, { id, source: 'feedback', quantity: scoreFall({ name: `${id}:feedback`, by: down, minN }) }] : []
    case 'latency_p95': return up > 0 ? [{ id, source: 'latency', quantity: tailRise({ name: id, by: up, minN }, 'p95') }] : []
    case 'latency_p99': return up > 0 ? [{ id, source: 'latency', quantity: tailRise({ name: id, by: up, minN }, 'p99') }] : []
    case 'error_rate': return up > 0 ? [{ id, source: 'error', quantity: { ...shareShift({ name: id, by: up, minN }), kind: 'relative', least: LEAST_ERROR_POINTS } }] : []
  }
}

/** The policy's alerts as quantities to watch, with the built-in ones for what it does not name. What cannot be watched is named in `unknown`. */
export function alertRules(policy: PolicyDocument): { readonly rules: readonly AlertRule[]; readonly unknown: readonly string[] } {
  const own = policy.alerts ?? []
  const group = (metric: string): string => metric.replace(/_p9[59]$/u, '')
  const named = new Set(own.map(({ metric }) => group(metric)))
  const known: ReadonlySet<string> = new Set(METRICS)
  const all = [...own, ...BUILT_IN.filter(({ metric }) => !named.has(group(metric)))]
  return { rules: all.filter(({ metric }) => known.has(metric)).flatMap((alert) => rulesOf(alert)), unknown: own.filter(({ metric }) => !known.has(metric)).map(({ id, metric }) => `${id} (${metric})`) }
}
