import { stringify } from 'yaml'
import { kindLosses, kindName } from './kinds.js'
import type { KindNames } from './kinds.js'
import type { ResolvedLabel, ResolvedStep } from './resolve.js'
import type { ExportTarget, Loss } from './target.js'

const KINDS: KindNames = { openai: 'openai', compatible: 'openai', anthropic: 'anthropic', gemini: 'openai', azure: 'openai', unknown: 'openai' }
const nameOf = (step: ResolvedStep): string => step.key

/**
 * Config of version v0.3: a metadata signal a label (key `task`), a decision each, higher priority first. An unknown label goes to the default
 * model. What its validator passes in silence (unknown keys of a decision, annotations that are no texts) is not written.
 */
export const vllmSemanticRouter: ExportTarget = {
  name: 'vllm-semantic-router', refusesUnknown: false, holds: ['evidence'],
  write: (policy, { labels, fallback }) => {
    const losses: Loss[] = [...kindLosses(policy, { azure: 'the router speaks plain Chat Completions: the address must be that of the deployment, with its api-version', gemini: 'asked over its OpenAI-compatible address' })]
    const steps = new Map([...labels, ...(fallback === undefined ? [] : [fallback])].flatMap((label) => [...label.chain, ...label.otherwise]).map((step) => [step.key, step]))
    const signal = (label: ResolvedLabel): string => `label-${label.label}`
    for (const label of labels) if (label.percent > 0 && label.percent < 100) losses.push({ field: `routes.${label.route.id}.rollout`, how: 'dropped', message: `static decisions do not split traffic: ${label.label} goes to what serves outside the canary` })
    const config = {
      version: 'v0.3',
      listeners: [{ name: 'http-8899', address: '127.0.0.1', port: 8899, timeout: '300s' }],
      providers: {
        defaults: { default_model: fallback === undefined ? '' : nameOf(fallback.chain[0]) },
        models: [...steps.values()].map((step) => ({
          name: nameOf(step), provider_model_id: step.model.id, api_format: kindName(step, KINDS, 'vllm-semantic-router'),
          ...(step.model.price_per_1m?.input === undefined || step.model.price_per_1m.output === undefined ? {} : { pricing: { currency: 'USD', prompt_per_1m: step.model.price_per_1m.input, completion_per_1m: step.model.price_per_1m.output } }),
          backend_refs: [{ name: step.model.provider, ...(step.provider.base_url === undefined ? {} : { base_url: step.provider.base_url }), provider: kindName(step, KINDS, 'vllm-semantic-router'), ...(step.provider.api_key_env === undefined ? {} : { api_key_env: step.provider.api_key_env }), weight: 100 }],
        })),
      },
      routing: {
        strategy: 'priority',
        modelCards: [...steps.values()].map((step) => ({ name: nameOf(step), ...(step.model.context_window === undefined ? {} : { context_window_size: step.model.context_window }), capabilities: [...(step.model.capabilities ?? [])], tags: [step.model.tier, ...(step.provider.regions ?? []).map((region) => `region-${region}`)] })),
        signals: { metadata: labels.map((label) => ({ name: signal(label), description: 'set by the application', key: 'task', predicate: { equals: label.label } })) },
        decisions: labels.map((label, at) => ({
          name: label.label, description: `route ${label.route.id}`, priority: labels.length - at,
          annotations: { policy_id: policy.metadata.id, route_id: label.route.id, valid_until: policy.metadata.valid_until, ...(label.route.evidence === undefined ? {} : { evidence: JSON.stringify(label.route.evidence) }) },
          rules: { operator: 'OR', conditions: [{ type: 'metadata', name: signal(label) }] },
          modelRefs: [{ model: nameOf((label.percent < 100 ? label.otherwise : label.chain)[0]), use_reasoning: false }],
          algorithm: { type: 'static' },
        })),
      },
    }
    return { files: [{ name: 'vllm-sr.config.yaml', text: stringify(config, { lineWidth: 120, aliasDuplicateObjects: false, compat: 'yaml-1.1', version: '1.2' }) }], losses }
  },
}
