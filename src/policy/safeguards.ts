import type { TaskResult } from '../domain/result.js'
import type { Alert, ModelEntry, PolicyDocument, Rollout, Route } from './document.js'

/** Percent of the traffic that the budget tier serves to begin with. */
const BUDGET_SHARE = 60
const SHADOW_PERCENT = 5
const STEPS = [1, 10, 50, 100] as const

/** What an operator is told of: money that creeps up, quality that slips, slow answers, failures. The same as `audit monitor` watches by itself. */
export const ALERTS: readonly Alert[] = [
  { id: 'cost-up', metric: 'cost_per_request', change_percent: { above: 20 }, baseline: 'evidence', window: '1d', min_n: 200 },
  { id: 'quality-down', metric: 'quality', change_percent: { below: -5 }, baseline: 'evidence', window: '7d', min_n: 100 },
  { id: 'latency-up', metric: 'latency_p99', change_percent: { above: 100 }, window: '1d', min_n: 200 },
  { id: 'errors-up', metric: 'error_rate', change_percent: { above: 100 }, window: '1d', min_n: 200 },
]

/** How a route is rolled out: where it stands, when it may go on, when it must go back. Keys are request ids. */
export function rolloutOf(stage: Rollout['stage'], salt: string, otherwise: string): Rollout {
  return {
    stage,
    percent: stage === 'shadow' ? SHADOW_PERCENT : stage === 'canary' ? STEPS[0] : 100,
    key: 'request.id', salt, otherwise,
    cutover: { steps: STEPS, min_n: 400, min_quality_ratio: 0.95, max_cost_ratio: 1, window: '7d' },
    rollback: { quality_drop: 0.05, error_rate: 0.02, keep_previous: '14d' },
  }
}

/** The cap on the budget tier where a route uses it, with a warning of what it holds back of the logged traffic. */
export function shareCap(moved: readonly Route[], tasks: readonly TaskResult[], models: Readonly<Record<string, ModelEntry>>, percent: number | null | undefined, warn: (text: string) => void): Pick<PolicyDocument, 'limits'> {
  const cap = percent === undefined ? BUDGET_SHARE : percent
  const budget = moved.filter((route) => models[route.target.model]?.tier === 'budget')
  if (cap === null || cap >= 100 || budget.length === 0) return {}
  const shares = new Map(tasks.map((task) => [task.id, task.share]))
  const share = 100 * budget.reduce((sum, route) => sum + (shares.get(String(route.evidence?.['task_id'])) ?? 0), 0)
  if (share > cap) warn(`The budget tier would serve ${share.toFixed(0)} % of traffic like the logged; the policy’s share cap holds it at ${cap} % to begin with, and the rest stays on the incumbent. Raise limits.max_share, or policy: { max_budget_share: … } in the configuration, when the first weeks look right.`)
  return { limits: { max_share: [{ tier: 'budget', percent: cap, window: '1h' }] } }
}
