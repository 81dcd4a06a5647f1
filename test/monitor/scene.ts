import { configSchema } from '../../src/config/schema.js'
import type { JsonObject } from '../../src/domain/json.js'
import type { MonitorResult } from '../../src/domain/monitor.js'
import { runMonitor } from '../../src/monitor/run-monitor.js'
import { readPolicyFile } from '../../src/policy/policy-file.js'
import { workspace } from '../support/workspace.js'
import type { Workspace } from '../support/workspace.js'
import { createGenerator } from '../../src/decide/generator.js'
import { logRecord } from '../support/log.js'
import type { RecordChanges } from '../support/log.js'

/** Seconds between two calls of a made log. */
const EVERY_S = 60

/** A policy with one route that moved from `prod/big` to `prod/small`, and a catch-all. */
export const policyText = (more: { readonly alerts?: string; readonly limits?: string; readonly rollout?: string } = {}): string => `apiVersion: llm-routing-policy/v1
kind: RoutingPolicy
metadata: { id: sorting, version: 1, created_at: "2026-01-01T00:00:00Z", valid_until: "2036-01-01T00:00:00Z", generator: { name: cheapest-viable, version: 0.1.0 } }
defaults: { route: incumbent }
providers: { prod: { type: openai } }
models:
  big: { provider: prod, id: big, tier: premium, price_per_1m: { input: 10, output: 30 } }
  small: { provider: prod, id: small, tier: budget, price_per_1m: { input: 1, output: 3 } }
routes:
  - id: sort
    task_type: classification
    priority: 100
    match: { field: prompt.system, starts_with: "Sort the message" }
    target: { model: small }
    fallback: [{ model: big, on: [rate_limit, server_error] }]
    rollout: ${more.rollout ?? '{ stage: full, percent: 100, key: request.id, otherwise: incumbent }'}
    evidence: { n: 400, metric: label@1, candidate: 0.97, incumbent: 0.97, difference: 0, interval: [-0.02, 0.02], e_value: 30, margin: 0.03, alpha: 0.05 }
  - { id: incumbent, priority: 1000, match: { always: true }, target: { model: big, as_asked: true } }
${more.limits ?? ''}
${more.alerts ?? ''}
`

/** How calls from some place on are. */
export interface Phase {
  readonly calls: number
  /** Share of answers that are labels; the others are empty. */
  readonly usable?: number
  /** Share of answers that users liked; nobody is asked when absent. */
  readonly liked?: number
  readonly inputTokens?: number
  readonly latencyMs?: number
  readonly changes?: (n: number) => RecordChanges
  readonly metadata?: (n: number) => JsonObject
  readonly snapshot?: string
}

/** JSON lines of a log in phases; the same seed gives the same bytes. */
export function phasedLog(seed: number, phases: readonly Phase[], firstCall = 0): string {
  const uniform = createGenerator(seed)
  let n = firstCall
  return phases.flatMap((phase) => Array.from({ length: phase.calls }, () => {
    const at = n++
    const record = logRecord(at, { model: 'small', ...(uniform() < (phase.usable ?? 1) ? {} : { answer: '' }), ...phase.changes?.(at) })
    const response = record['response'] as JsonObject | null
    const spread = Math.exp(0.5 * (uniform() + uniform() + uniform() - 1.5))
    const liked = phase.liked === undefined ? undefined : uniform() < phase.liked
    return `${JSON.stringify({
      ...record,
      timestamp: new Date(Date.UTC(2026, 0, 1) + at * EVERY_S * 1000).toISOString(),
      latency_ms: Math.round((phase.latencyMs ?? 400) * spread),
      ...(liked === undefined && phase.metadata === undefined ? {} : { metadata: { ...(liked === undefined ? {} : { thumbs: liked ? 'up' : 'down' }), ...phase.metadata?.(at) } }),
      response: response === null ? null : { ...response, model: (response['model'] === 'small' ? phase.snapshot : undefined) ?? response['model'], usage: { prompt_tokens: Math.round((phase.inputTokens ?? 40) * spread), completion_tokens: 2, total_tokens: 0 } },
    })}\n`
  })).join('')
}

/** A directory with a policy `p.yaml` and a log `calls.jsonl`. */
export function scene(phases: readonly Phase[], policy = policyText()): Workspace {
  const space = workspace()
  space.write('p.yaml', policy)
  space.write('calls.jsonl', phasedLog(1, phases))
  return space
}

/** What `audit monitor` does, in this process. */
export async function monitored(space: Workspace, more: { readonly logs?: readonly string[]; readonly acknowledge?: readonly string[]; readonly alpha?: number; readonly state?: string } = {}): Promise<MonitorResult> {
  return runMonitor({
    inputs: (more.logs ?? ['calls.jsonl']).map((name) => space.path(name)), policy: await readPolicyFile(space.path('p.yaml')), policyFile: 'p.yaml', config: configSchema.parse({ version: 1 }),
    statePath: space.path(more.state ?? 'state.json'), alpha: more.alpha ?? 0.05, acknowledge: more.acknowledge ?? [], now: new Date('2026-06-01T00:00:00Z'), signal: new AbortController().signal,
  })
}
