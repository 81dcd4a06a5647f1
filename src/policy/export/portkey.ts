import type { JsonObject, JsonValue } from '../../domain/json.js'
import type { FallbackReason } from '../document.js'
import { addressOf, kindLosses, kindName } from './kinds.js'
import type { KindNames } from './kinds.js'
import type { ResolvedLabel, ResolvedStep } from './resolve.js'
import type { ExportTarget, Loss } from './target.js'

const KINDS: KindNames = { openai: 'openai', compatible: 'openai', anthropic: 'anthropic', azure: 'azure-openai', bedrock: 'bedrock', gemini: 'google', unknown: 'openai' }
const STATUS: Readonly<Partial<Record<FallbackReason, readonly number[]>>> = { rate_limit: [429], timeout: [408, 504], server_error: [500, 502, 503, 504], auth_error: [401, 403], context_length: [413] }
/** The config travels in a header, and Node refuses headers above 16 KiB. */
const HEADER_BYTES = 14_000

/** By assignment, for the gateway's word for where a request goes is what makes an object look like a promise. */
function condition({ label }: ResolvedLabel): JsonObject {
  const entries = new Map<string, JsonValue>([['query', { 'metadata.task': { $eq: label } }]])
  entries.set('then', label)
  return Object.fromEntries(entries)
}

function leaf(name: string, step: ResolvedStep, label: ResolvedLabel): JsonObject {
  const { provider, model } = step
  const { params, timeout_ms: timeoutMs, max_output_tokens: maxTokens } = label.route.target
  return {
    name, provider: kindName(step, KINDS, 'portkey'),
    // The gateway wants a key in each leaf; whoever sends the config puts the variable's value here.
    api_key: `\${${provider.api_key_env ?? 'NO_KEY'}}`,
    ...(addressOf(step) === undefined || provider.type === 'azure' ? {} : { custom_host: addressOf(step) }),
    ...(provider.type === 'azure' ? { azure_deployment_id: model.id, ...(provider.api_version === undefined ? {} : { azure_api_version: provider.api_version }) } : {}),
    override_params: { ...params, ...(maxTokens === undefined ? {} : { max_tokens: maxTokens }), model: model.id },
    ...(timeoutMs === undefined ? {} : { request_timeout: timeoutMs }),
  }
}

/** A chain as a node: its target alone, or targets with the statuses after which the next one serves. */
function chainNode(name: string, chain: readonly ResolvedStep[], label: ResolvedLabel): JsonObject {
  const [first, ...rest] = chain.map((step, at) => leaf(`${name}-${at}`, step, label))
  const statuses = [...new Set(chain.flatMap((step) => step.on.flatMap((reason) => STATUS[reason] ?? [])))].toSorted((a, b) => a - b)
  if (first === undefined || rest.length === 0 || statuses.length === 0) return { ...first, name }
  return { name, strategy: { mode: 'fallback', on_status_codes: statuses }, targets: [first, ...rest] }
}

function labelNode(label: ResolvedLabel): JsonObject {
  const own = chainNode(label.label, label.chain, label)
  if (label.percent >= 100) return own
  const rest = chainNode(`${label.label}-otherwise`, label.otherwise, label)
  if (label.percent <= 0) return { ...rest, name: label.label }
  return { name: label.label, strategy: { mode: 'loadbalance' }, targets: [{ ...own, name: `${label.label}-canary`, weight: label.percent / 100 }, { ...rest, weight: 1 - label.percent / 100 }] }
}

/**
 * A conditional config over `metadata.task`: one operator a key, `$eq` alone, because `$or`, `$and` and `$regex` ignore what stands after
 * them and `$ne` is true of absent keys. Every fallback lists its statuses: without them even a 400 would fall back. Without a default an unknown
 * label is refused with 400.
 */
export const portkey: ExportTarget = {
  name: 'portkey', refusesUnknown: true, holds: ['rollout', 'fallback', 'params', 'timeout'],
  write: (policy, { labels, fallback }) => {
    const losses: Loss[] = [...kindLosses(policy, { azure: 'each of its targets needs azure_resource_name', bedrock: 'each of its targets needs aws_access_key_id, aws_secret_access_key and aws_region' })]
    const usual = fallback === undefined ? undefined : (labels.find((one) => one.label === fallback.label) ?? fallback)
    const config: JsonObject = {
      strategy: {
        mode: 'conditional',
        conditions: labels.map(condition),
        ...(usual === undefined ? {} : { default: usual.label }),
      },
      targets: [...labels, ...(usual === undefined || labels.includes(usual) ? [] : [usual])].map(labelNode),
      policy: { id: policy.metadata.id, version: policy.metadata.version, valid_until: policy.metadata.valid_until },
    }
    const line = JSON.stringify(config)
    if (Buffer.byteLength(line) > HEADER_BYTES) losses.push({ field: 'document', how: 'application', message: `the config is ${Buffer.byteLength(line)} bytes: as a header it needs a gateway started with node --max-http-header-size=131072, or a stored config` })
    for (const one of policy.routes) for (const step of one.fallback ?? []) if (step.on.includes('context_length')) losses.push({ field: `routes.${one.id}.fallback`, how: 'approximated', message: 'a prompt that is too long falls back only where the provider says so with 413, not with 400' })
    return { files: [{ name: 'portkey.config.json', text: `${line}\n` }], losses }
  },
}
