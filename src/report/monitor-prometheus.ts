import type { MonitorResult, MonitorShare } from '../domain/monitor.js'

type Labels = Readonly<Record<string, string>>
type Sample = readonly [labels: Labels, value: number | null | undefined]

/** Label values in the text format: backslash, quote and line feed escaped; other control characters are dropped. */
const labelValue = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replace(/\p{Cc}/gu, '')

function family(name: string, type: 'gauge' | 'counter', help: string, samples: readonly Sample[]): readonly string[] {
  const lines = samples.flatMap(([labels, value]) => {
    if (value === null || value === undefined || !Number.isFinite(value)) return []
    const list = Object.entries(labels).map(([label, text]) => `${label}="${labelValue(text)}"`).join(',')
    return [`${name}${list === '' ? '' : `{${list}}`} ${value}`]
  })
  return lines.length === 0 ? [] : [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines]
}

const latencies = (labels: Labels, { latencyMs }: MonitorShare): readonly Sample[] => (latencyMs === null ? [] : (['p50', 'p95', 'p99'] as const).map((quantile) => [{ ...labels, quantile: `0.${quantile.slice(1)}` }, latencyMs[quantile] / 1000]))

/**
 * The state of monitoring in Prometheus' text format (version 0.0.4), for the node exporter's directory of text files or a push gateway. Counters run since
 * monitoring began; what is not known is left out.
 */
export function renderMonitorPrometheus({ total, alerts, policy }: MonitorResult): string {
  const { routes } = total
  const models = routes.flatMap(({ route, models: own }) => own.map((one) => ({ labels: { route, model: one.model }, one })))
  const firing = new Map<string, Sample>()
  for (const { id, route, metric, isOver } of alerts) if (!isOver) firing.set(`${id}/${route}/${metric}`, [{ alert: id, route, metric }, 1])
  return [
    ...family('llm_routing_policy_info', 'gauge', 'The policy that traffic is held against.', [[{ policy: policy.id, version: String(policy.version) }, 1]]),
    ...family('llm_routing_requests_total', 'counter', 'Logged calls.', models.map(({ labels, one }) => [labels, one.calls])),
    ...family('llm_routing_cost_usd_total', 'counter', 'What logged calls cost, where known.', models.map(({ labels, one }) => [labels, one.costUsd])),
    ...family('llm_routing_cost_per_request_usd', 'gauge', 'Mean cost of a call.', models.map(({ labels, one }) => [labels, one.costPerCallUsd])),
    ...family('llm_routing_saving_usd', 'gauge', 'What always asking the incumbent would have cost, less what was paid.', routes.map(({ route, savingUsd }) => [{ route }, savingUsd])),
    ...family('llm_routing_latency_seconds', 'gauge', 'Latency of calls by quantile, within one percent.', models.flatMap(({ labels, one }) => latencies(labels, one))),
    ...family('llm_routing_route_share', 'gauge', 'Share of the calls that a route serves.', routes.map(({ route, share }) => [{ route }, share])),
    ...family('llm_routing_fallback_ratio', 'gauge', 'Share of a route’s calls that a fallback answered.', routes.map(({ route, fallbackRate }) => [{ route }, fallbackRate])),
    ...family('llm_routing_escalation_ratio', 'gauge', 'Share of a route’s calls that were escalated.', routes.map(({ route, escalationRate }) => [{ route }, escalationRate])),
    ...family('llm_routing_usable_ratio', 'gauge', 'Share of usable answers.', routes.map(({ route, usableRate }) => [{ route }, usableRate])),
    ...family('llm_routing_feedback_mean', 'gauge', 'Mean of what users said, from 0 to 1.', routes.map(({ route, feedback }) => [{ route }, feedback.mean])),
    ...family('llm_routing_error_ratio', 'gauge', 'Share of failed calls.', [[{}, total.errorRate]]),
    ...family('llm_routing_alert_firing', 'gauge', 'Alerts that are firing.', [...firing.values()]),
    ...family('llm_routing_alerts', 'gauge', 'How many alerts are firing.', [[{}, alerts.filter(({ isOver }) => !isOver).length]]),
  ].join('\n') + '\n'
}
