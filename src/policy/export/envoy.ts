import { stringify } from 'yaml'
import { AuditError } from '../../domain/error.js'
import { kindLosses } from './kinds.js'
import type { KindNames } from './kinds.js'
import type { ResolvedLabel, ResolvedStep } from './resolve.js'
import type { ExportTarget, Loss } from './target.js'

/** The resource definition allows no more rules in one route. */
const RULES = 15
const SCHEMAS: KindNames = { openai: 'OpenAI', compatible: 'OpenAI', 'openai-responses': 'OpenAI', anthropic: 'Anthropic', azure: 'AzureOpenAI', bedrock: 'AWSBedrock', gemini: 'OpenAI' }
const CODES = [401, 403, 408, 429, 500, 502, 503, 504]

/** Kubernetes names: lower case, digits and dashes. */
const kubeName = (text: string): string => text.toLowerCase().replace(/[^a-z0-9-]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 63) || 'policy'

function backends(label: ResolvedLabel): object[] {
  const backend = (step: ResolvedStep, more: object): object => ({ name: kubeName(step.model.provider), modelNameOverride: step.model.id, ...more })
  if (label.percent > 0 && label.percent < 100) return [backend(label.chain[0], { weight: Math.round(label.percent) }), backend(label.otherwise[0], { weight: 100 - Math.round(label.percent) })]
  return (label.percent <= 0 ? label.otherwise : label.chain).map((step, at) => backend(step, { priority: at }))
}

/** AIGatewayRoutes over the header `x-task`, at most 15 rules each; a request that no rule matches is refused. */
export const envoy: ExportTarget = {
  name: 'envoy', refusesUnknown: true, holds: ['rollout', 'fallback', 'timeout'],
  write: (policy, { labels, fallback }) => {
    const losses: Loss[] = [...kindLosses(policy, Object.fromEntries(Object.entries(SCHEMAS).map(([kind, schema]) => [kind, `needs an AIServiceBackend of the schema ${schema}`])))]
    if (labels.some((label) => label.label.length > 4096)) throw new AuditError('export/envoy', 'A label is too long for a header.', 'Shorten the ids of routes and constraints.')
    const rules = labels.map((label, at): object => {
      if (label.percent > 0 && label.percent < 100) {
        if (!Number.isInteger(label.percent)) losses.push({ field: `routes.${label.route.id}.rollout.percent`, how: 'approximated', message: `weights are whole numbers: ${label.percent} % became ${Math.round(label.percent)} %` })
        if (label.chain.length > 1) losses.push({ field: `routes.${label.route.id}.fallback`, how: 'dropped', message: `a rule has weights or priorities: ${label.label} has a canary and no fallback` })
      }
      return {
        name: `${kubeName(label.label).slice(0, 55)}-${at}`, matches: [{ headers: [{ type: 'Exact', name: 'x-task', value: label.label }] }], backendRefs: backends(label),
        ...(label.route.target.timeout_ms === undefined ? {} : { timeouts: { request: `${label.route.target.timeout_ms}ms` } }),
      }
    })
    if (fallback !== undefined) rules.push({ name: 'default', backendRefs: backends(fallback) })
    const name = kubeName(policy.metadata.id)
    const parts = Array.from({ length: Math.ceil(rules.length / RULES) }, (_, at) => rules.slice(at * RULES, (at + 1) * RULES))
    const routes = parts.flatMap((part, at) => {
      const own = at === 0 ? name : `${name.slice(0, 60)}-${at + 1}`
      return [{
        apiVersion: 'aigateway.envoyproxy.io/v1beta1', kind: 'AIGatewayRoute',
        metadata: { name: own, namespace: 'default', annotations: { 'llm-routing-policy/id': policy.metadata.id, 'llm-routing-policy/version': String(policy.metadata.version), 'llm-routing-policy/valid-until': policy.metadata.valid_until } },
        spec: { parentRefs: [{ name: 'llm-gateway', kind: 'Gateway', group: 'gateway.networking.k8s.io' }], rules: part },
      }, {
        apiVersion: 'gateway.envoyproxy.io/v1alpha1', kind: 'BackendTrafficPolicy', metadata: { name: own, namespace: 'default' },
        spec: { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: own }], retry: { numAttemptsPerPriority: 1, numRetries: 5, retryOn: { httpStatusCodes: CODES, triggers: ['connect-failure', 'retriable-status-codes'] } } },
      }]
    })
    losses.push({ field: 'providers', how: 'application', message: `backends named ${[...new Set(labels.flatMap((label) => label.chain.map((step) => kubeName(step.model.provider))))].join(', ')} and the gateway llm-gateway must exist in the cluster` })
    if (labels.some((label) => label.chain.length > 1)) losses.push({ field: 'routes', how: 'approximated', message: `falls back after ${CODES.join(', ')} and broken connections on every route, whatever its fallbacks list` })
    return { files: [{ name: 'envoy-ai-gateway.yaml', text: routes.map((one) => stringify(one, { lineWidth: 120, aliasDuplicateObjects: false, compat: 'yaml-1.1', version: '1.2' })).join('---\n') }], losses }
  },
}
