import { stringify } from 'yaml'
import { addressOf, kindLosses, kindName } from './kinds.js'
import type { KindNames } from './kinds.js'
import type { ResolvedLabel, ResolvedStep } from './resolve.js'
import type { ExportTarget, Loss } from './target.js'

const KINDS: KindNames = { openai: 'openai', 'openai-responses': 'openai/responses', compatible: 'openai', anthropic: 'anthropic', azure: 'azure', bedrock: 'bedrock', gemini: 'gemini', unknown: 'openai' }
const HTTP = ['rate_limit', 'timeout', 'server_error', 'auth_error'] as const
const round = (value: number): number => Number(value.toPrecision(12))

function deployment(group: string, id: string, step: ResolvedStep, label: ResolvedLabel, weight: number | undefined): object {
  const { provider, model } = step
  const { params, timeout_ms: timeoutMs, max_output_tokens: maxTokens } = label.route.target
  const price = model.price_per_1m
  return {
    model_name: group,
    litellm_params: {
      ...params,
      model: `${kindName(step, KINDS, 'litellm')}/${model.id}`,
      ...(addressOf(step) === undefined ? {} : { api_base: addressOf(step) }),
      ...(provider.api_version === undefined ? {} : { api_version: provider.api_version }),
      ...(provider.api_key_env === undefined ? {} : { api_key: `os.environ/${provider.api_key_env}` }),
      ...(weight === undefined ? {} : { weight }),
      ...(timeoutMs === undefined ? {} : { timeout: timeoutMs / 1000 }),
      ...(maxTokens === undefined ? {} : { max_tokens: maxTokens }),
      ...(provider.budget === undefined ? {} : { max_budget: provider.budget.limit_usd, budget_duration: provider.budget.period }),
      ...(price?.input === undefined || price.output === undefined ? {} : { input_cost_per_token: round(price.input / 1e6), output_cost_per_token: round(price.output / 1e6) }),
    },
    model_info: { id, ...(label.route.evidence === undefined ? {} : { evidence: label.route.evidence }) },
  }
}

/**
 * One model group a label, `task/<label>`, which the application asks for as the model: tag filtering would apply to fallback groups, too,
 * and OR its tags. Weights are whole numbers, honoured by `simple-shuffle`. An unknown group is refused.
 */
export const litellm: ExportTarget = {
  name: 'litellm', refusesUnknown: true, holds: ['rollout', 'budget', 'fallback', 'evidence', 'params', 'timeout'],
  write: (policy, { labels, fallback }) => {
    const models: object[] = []
    const [errors, long]: [Record<string, string[]>[], Record<string, string[]>[]] = [[], []]
    const losses: Loss[] = [...kindLosses(policy, { bedrock: 'the proxy asks Bedrock by AWS credentials or a bearer token, in the region of its environment' })]
    for (const label of fallback === undefined || labels.includes(fallback) ? labels : [...labels, { ...fallback, label: 'default' }]) {
      const group = `task/${label.label}`
      const whole = Math.round(label.percent)
      if (whole !== label.percent) losses.push({ field: `routes.${label.route.id}.rollout.percent`, how: 'approximated', message: `weights are whole numbers: ${label.percent} % became ${whole} %` })
      if (whole > 0) models.push(deployment(group, `${label.label}--target`, label.chain[0], label, whole < 100 ? whole : undefined))
      if (whole < 100) models.push(deployment(group, `${label.label}--otherwise`, label.otherwise[0], label, 100 - whole))
      const back = label.chain.slice(1).map((step, at) => {
        const name = `fallback/${label.label}/${at + 1}`
        models.push(deployment(name, `${label.label}--fallback-${at + 1}`, step, label, undefined))
        return { name, on: step.on }
      })
      const named = (reasons: readonly string[]): string[] => back.filter(({ on }) => on.some((reason) => reasons.includes(reason))).map(({ name }) => name)
      if (named(HTTP).length > 0) errors.push({ [group]: named(HTTP) })
      if (named(['context_length']).length > 0) long.push({ [group]: named(['context_length']) })
      for (const { name, on } of back) if (HTTP.some((reason) => on.includes(reason)) && !HTTP.every((reason) => on.includes(reason))) losses.push({ field: `routes.${label.route.id}.fallback`, how: 'approximated', message: `${name} serves after any error of the call, not only after ${on.join(', ')}` })
    }
    const text = stringify({
      model_list: models,
      router_settings: { routing_strategy: 'simple-shuffle', num_retries: 0, ...(errors.length === 0 ? {} : { fallbacks: errors }), ...(long.length === 0 ? {} : { context_window_fallbacks: long }), enable_pre_call_checks: true },
    }, { lineWidth: 120, aliasDuplicateObjects: false, compat: 'yaml-1.1', version: '1.2' })
    return { files: [{ name: 'litellm.config.yaml', text: `# Policy ${policy.metadata.id}, version ${policy.metadata.version}, valid until ${policy.metadata.valid_until}. Ask for the model task/<label>.\n${text}` }], losses }
  },
}
