import { kindLosses, kindName } from './kinds.js'
import type { KindNames } from './kinds.js'
import type { ResolvedLabel, ResolvedStep } from './resolve.js'
import type { ExportTarget, Loss } from './target.js'

const KINDS: KindNames = { openai: 'openai', 'openai-responses': 'openai', compatible: 'openai', anthropic: 'anthropic', azure: 'azure', bedrock: 'bedrock', gemini: 'gemini', unknown: 'openai' }
const providerName = (step: ResolvedStep): string => kindName(step, KINDS, 'bifrost')
/** CEL text in double quotes; labels are ids, `@` and `+`. */
const quoted = (text: string): string => JSON.stringify(text)

function targets(label: ResolvedLabel): object[] {
  const target = (step: ResolvedStep, weight: number): object => ({ provider: providerName(step), model: step.model.id, weight })
  if (label.percent >= 100) return [target(label.chain[0], 1)]
  if (label.percent <= 0) return [target(label.otherwise[0], 1)]
  const share = Number((label.percent / 100).toFixed(6))
  return [target(label.chain[0], share), target(label.otherwise[0], Number((1 - share).toFixed(6)))]
}

/**
 * A governance rule a label over the header `x-task`, by one positive comparison: a negated one would not match an absent header either. Weights
 * sum to 1, `scope_id` is left out for global rules, fallbacks are texts. What matches no rule goes where it asks, so that the last rule takes everything.
 */
export const bifrost: ExportTarget = {
  name: 'bifrost', refusesUnknown: false, holds: ['rollout', 'fallback', 'budget'],
  write: (policy, { labels, fallback }) => {
    const losses: Loss[] = [...kindLosses(policy, { compatible: 'a custom provider with its address must be configured, and the rules renamed to it', azure: 'its endpoint, deployments and api version are configured with its key', bedrock: 'its region and AWS keys are configured' })]
    const hostOf = (type: string): string => KINDS[type as keyof typeof KINDS] ?? type
    const hosts = new Map<string, Set<string>>()
    for (const [name, provider] of Object.entries(policy.providers)) hosts.set(hostOf(provider.type), (hosts.get(hostOf(provider.type)) ?? new Set()).add(name))
    for (const [type, names] of hosts) if (names.size > 1) losses.push({ field: 'providers', how: 'approximated', message: `${[...names].join(', ')} are one provider here, ${type}: configure the others as custom providers and rename them in the rules` })
    const rule = (label: ResolvedLabel, at: number, expression: string): object => ({
      id: `${policy.metadata.id}-${label.label}`, name: label.label, description: `route ${label.route.id}, policy ${policy.metadata.id} version ${policy.metadata.version}, valid until ${policy.metadata.valid_until}`, enabled: true, scope: 'global', priority: at + 1,
      cel_expression: expression, targets: targets(label), fallbacks: label.chain.slice(1).map((step) => `${providerName(step)}/${step.model.id}`),
    })
    for (const label of labels) if (label.chain.length > 1) losses.push({ field: `routes.${label.route.id}.fallback`, how: 'approximated', message: `${label.label} falls back after any error that the gateway retries, not only after those listed` })
    const config = {
      $schema: 'https://www.getbifrost.ai/schema',
      governance: {
        budgets: Object.entries(policy.providers).flatMap(([name, { budget }]) => (budget === undefined ? [] : [{ id: `provider-${name}`, max_limit: budget.limit_usd, reset_duration: budget.period }])),
        routing_rules: [...labels.map((label, at) => rule(label, at, `headers["x-task"] == ${quoted(label.label)}`)), ...(fallback === undefined ? [] : [rule({ ...fallback, label: 'default' }, labels.length, 'true')])],
      },
    }
    return { files: [{ name: 'bifrost.config.json', text: `${JSON.stringify(config, null, 2)}\n` }], losses }
  },
}
