import { kindLosses } from './kinds.js'
import type { ResolvedLabel, ResolvedStep } from './resolve.js'
import type { ExportTarget, Loss } from './target.js'

const slug = (label: string): string => label.toLowerCase().replace(/[^a-z0-9-]+/g, '-').replace(/^-+|-+$/g, '') || 'default'

/** The maker's prefix that the marketplace wants; a model id that has one keeps it. */
const MAKERS: Readonly<Record<string, string>> = { anthropic: 'anthropic', gemini: 'google' }
const modelName = (step: ResolvedStep): string => (step.model.id.includes('/') ? step.model.id : `${MAKERS[step.provider.type] ?? 'openai'}/${step.model.id}`)

/** A preset a label: the application asks for the model `@preset/<slug>`. An unknown preset is refused. */
export const openrouter: ExportTarget = {
  name: 'openrouter', refusesUnknown: true, holds: ['fallback', 'params'],
  write: (policy, { labels, fallback }) => {
    const elsewhere = 'its models are named as if OpenAI had made them: give each the name under which the marketplace lists it'
    const losses: Loss[] = [...kindLosses(policy, { compatible: elsewhere, bedrock: elsewhere, azure: 'the marketplace hosts these models itself, not your Azure deployments' })]
    const all: readonly ResolvedLabel[] = fallback === undefined ? labels : [...labels, { ...fallback, label: 'default' }]
    const presets = all.map((label) => {
      const chain = label.percent < 100 ? label.otherwise : label.chain
      if (label.percent > 0 && label.percent < 100) losses.push({ field: `routes.${label.route.id}.rollout`, how: 'application', message: `presets do not split traffic: ${label.label} holds what serves outside the canary` })
      const compliance = new Set(label.constraints.flatMap((id) => (policy.constraints ?? []).find((one) => one.id === id)?.require.compliance ?? []))
      const names = chain.map(modelName)
      const price = chain[0].model.price_per_1m
      return {
        slug: slug(label.label),
        body: {
          model: names[0], ...(names.length > 1 ? { models: names } : {}), ...label.route.target.params,
          ...(label.route.target.max_output_tokens === undefined ? {} : { max_tokens: label.route.target.max_output_tokens }),
          provider: {
            allow_fallbacks: label.constraints.length === 0, require_parameters: true,
            ...(label.constraints.length === 0 ? {} : { data_collection: 'deny' }), ...(compliance.has('zdr') ? { zdr: true } : {}),
            ...(names.length > 1 || price?.input === undefined || price.output === undefined ? {} : { max_price: { prompt: String(price.input), completion: String(price.output) } }),
          },
        },
      }
    })
    for (const label of all) if (label.constraints.length > 0) losses.push({ field: `constraints.${label.constraints.join('+')}`, how: 'application', message: `${label.label}: a preset cannot pin a region; restrict "only" to hosts that keep the requirement before it is used` })
    return { files: [{ name: 'openrouter.presets.json', text: `${JSON.stringify({ policy: policy.metadata.id, version: policy.metadata.version, valid_until: policy.metadata.valid_until, presets }, null, 2)}\n` }], losses }
  },
}
