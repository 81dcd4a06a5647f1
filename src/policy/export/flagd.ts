import type { JsonObject, JsonValue } from '../../domain/json.js'
import type { ResolvedLabel, ResolvedStep } from './resolve.js'
import type { ExportTarget, Loss } from './target.js'

const ref = (step: ResolvedStep): string => `${step.model.provider}/${step.model.id}`

function variant(label: ResolvedLabel, chain: readonly ResolvedStep[]): JsonObject {
  const { params, timeout_ms: timeoutMs, max_output_tokens: maxTokens } = label.route.target
  const [first, ...rest] = chain
  return {
    model: first === undefined ? null : ref(first), fallbacks: rest.map(ref), fallback_on: rest.map((step) => step.on.join(',')), params: params ?? {}, timeout_ms: timeoutMs ?? null,
    max_output_tokens: maxTokens ?? null, escalate: (label.route.escalate ?? null) as JsonValue, shadow: label.route.rollout?.shadow?.model ?? null,
  }
}

/** Minutes since midnight, UTC. */
const MINUTE: JsonValue = { '/': [{ '%': [{ var: '$flagd.timestamp' }, 86_400] }, 60] }
const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

function flag(label: ResolvedLabel, until: number, losses: Loss[]): JsonObject {
  const tenths = Math.floor(label.percent)
  const { schedule, id, evidence } = label.route
  if (tenths !== label.percent) losses.push({ field: `routes.${id}.rollout.percent`, how: 'approximated', message: `fractional weights are whole numbers: ${label.percent} % became ${tenths} %` })
  const rules: JsonValue[] = [{ '>=': [{ var: '$flagd.timestamp' }, until] }, 'expired']
  if (schedule !== undefined && (schedule.timezone ?? 'UTC') === 'UTC' && schedule.days === undefined) {
    const [from, to] = [minutes(schedule.from ?? '00:00'), minutes(schedule.to ?? '24:00')]
    const inside: JsonValue = from < to ? { and: [{ '>=': [MINUTE, from] }, { '<': [MINUTE, to] }] } : { or: [{ '>=': [MINUTE, from] }, { '<': [MINUTE, to] }] }
    rules.push({ '!': [inside] }, 'expired')
  } else if (schedule !== undefined) losses.push({ field: `routes.${id}.schedule`, how: 'application', message: 'the target knows times of day in UTC alone, no zones and no days of the week' })
  const split: JsonValue = tenths >= 100 ? 'target' : tenths <= 0 ? 'otherwise' : { fractional: [{ cat: [{ var: '$flagd.flagKey' }, { var: 'targetingKey' }] }, ['target', tenths], ['otherwise', 100 - tenths]] }
  return {
    state: 'ENABLED', defaultVariant: 'expired',
    variants: { target: variant(label, label.chain), otherwise: variant(label, label.otherwise), expired: variant(label, label.expired) },
    targeting: { if: [...rules, split] },
    // Nested metadata would be accepted and mean nothing: texts and numbers only.
    metadata: { route: id, ...(evidence === undefined ? {} : { n: evidence.n, metric: evidence.metric, ...(evidence.difference === undefined ? {} : { difference: evidence.difference }) }) },
  }
}

/**
 * One flag a label, `llm-route.<label>`, whose variants are what to call; the application resolves it with the user as targeting key and makes the
 * call. Outside a schedule, and after the policy's end, `expired` serves. An unknown flag resolves to an error.
 */
export const flagd: ExportTarget = {
  name: 'flagd', refusesUnknown: true, holds: ['confidence', 'rollout', 'sticky', 'expiry', 'schedule', 'evidence', 'params', 'timeout', 'shadow'],
  write: (policy, { labels, fallback }) => {
    const losses: Loss[] = []
    const until = Math.ceil(Date.parse(policy.metadata.valid_until) / 1000)
    const all = fallback === undefined ? labels : [...labels, { ...fallback, label: 'default' }]
    const text = JSON.stringify({
      $schema: 'https://flagd.dev/schema/v0/flags.json',
      metadata: { flagSetId: policy.metadata.id, version: String(policy.metadata.version), valid_until: policy.metadata.valid_until },
      flags: Object.fromEntries(all.map((label) => [`llm-route.${label.label}`, flag(label, until, losses)])),
    }, null, 2)
    return { files: [{ name: 'flagd.flags.json', text: `${text}\n` }], losses }
  },
}
