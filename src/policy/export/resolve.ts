import { AuditError } from '../../domain/error.js'
import { chainOf, unfit } from '../candidates.js'
import type { FallbackReason, ModelEntry, PolicyDocument, ProviderEntry, Requirement, Route } from '../document.js'

/** A model of a chain, with where it is served. */
export interface ResolvedStep {
  readonly key: string
  readonly model: ModelEntry
  readonly provider: ProviderEntry
  readonly on: readonly FallbackReason[]
}

/** What a gateway does with requests of one label. */
export interface ResolvedLabel {
  /** The route's id, and after `@` the constraints that apply, e.g. `labels@eu`. */
  readonly label: string
  readonly route: Route
  readonly constraints: readonly string[]
  readonly chain: readonly [ResolvedStep, ...ResolvedStep[]]
  /** Percent of the traffic that goes to the chain; the rest to `otherwise`. 100 but for a canary, 0 for a shadow. */
  readonly percent: number
  readonly otherwise: readonly [ResolvedStep, ...ResolvedStep[]]
  /** Who serves once the policy has expired; empty where nobody may. */
  readonly expired: readonly ResolvedStep[]
}

export interface Resolved {
  readonly labels: readonly ResolvedLabel[]
  /** For requests without a label; undefined where they must be refused. */
  readonly fallback: ResolvedLabel | undefined
  /** Labels under which no model may serve. */
  readonly refused: readonly string[]
}

const MOST_CONSTRAINTS = 4

const answersDoubt = ({ on }: { readonly on: readonly FallbackReason[] }): boolean => on.includes('low_confidence')

/** A cascade was certified with its second look: without it the first model alone would serve what nobody showed it can. */
export function cascades({ escalate, fallback }: Route): boolean {
  return escalate?.low_confidence !== undefined && (fallback ?? []).some(answersDoubt)
}

/**
 * Decides beforehand what a gateway cannot: for each route and each set of constraints which models may serve. A gateway that sends what it
 * does not know to a default gets one that meets every constraint at once, or, where there is none, no export at all. Where a gateway cannot doubt an
 * answer, a cascade becomes the model that it ends with.
 * Throws AuditError then, and where there are too many constraints.
 */
export function resolveLabels(policy: PolicyDocument, target: { readonly name: string; readonly refusesUnknown: boolean; readonly holds: readonly string[] }): Resolved {
  const constraints = policy.constraints ?? []
  if (constraints.length > MOST_CONSTRAINTS) throw new AuditError('export/constraints', `${target.name} cannot hold ${constraints.length} constraints: each doubles the labels.`, `Export a policy with at most ${MOST_CONSTRAINTS}, or evaluate it in the application with cheapest-viable/policy.`)
  const models = new Map(Object.entries(policy.models))
  const byId = new Map(policy.routes.map((route) => [route.id, route]))
  const late = byId.get(policy.defaults.on_expired ?? policy.defaults.route)
  const classes = Array.from({ length: 2 ** constraints.length }, (_, bits) => constraints.filter((__, at) => (bits >> at) % 2 === 1))
  const chain = (route: Route, required: readonly Requirement[]): readonly ResolvedStep[] => chainOf(route, {}, models).flatMap(({ model: key, on }): readonly ResolvedStep[] => {
    const model = models.get(key)
    const provider = model === undefined ? undefined : policy.providers[model.provider]
    if (model === undefined || provider === undefined || unfit(key, required, {}, { models, providers: policy.providers }) !== undefined) return []
    return [{ key, model, provider, on }]
  })
  const refused: string[] = []
  const label = (route: Route, applying: typeof constraints): ResolvedLabel | undefined => {
    const name = applying.length === 0 ? route.id : `${route.id}@${applying.map((one) => one.id).join('+')}`
    const required = [...applying.map((one) => one.require), ...(route.require === undefined ? [] : [route.require])]
    const whole = chain(route, required)
    const own = cascades(route) && !target.holds.includes('confidence') ? whole.slice(whole.findIndex(answersDoubt)).filter((_, __, all) => all.some(answersDoubt)) : whole
    const back = byId.get(route.rollout?.otherwise ?? policy.defaults.route) ?? route
    const rest = chain(back, [...required, ...(back.require === undefined ? [] : [back.require])])
    const [first, ...others] = own
    const percent = route.rollout?.stage === 'canary' ? route.rollout.percent : route.rollout?.stage === 'shadow' ? 0 : 100
    const [restFirst, ...restOthers] = percent < 100 ? rest : own
    if (first === undefined || restFirst === undefined) {
      refused.push(name)
      return undefined
    }
    return { label: name, route, constraints: applying.map((one) => one.id), chain: [first, ...others], percent, otherwise: [restFirst, ...restOthers], expired: late === undefined ? [] : chain(late, [...applying.map((one) => one.require), ...(late.require === undefined ? [] : [late.require])]) }
  }
  const labels = policy.routes.flatMap((route) => classes.flatMap((applying) => label(route, applying) ?? []))
  if (target.refusesUnknown && constraints.length > 0) return { labels, fallback: undefined, refused }
  const usual = byId.get(policy.defaults.route)
  const strictest = usual === undefined ? undefined : label(usual, constraints)
  if (strictest === undefined || (!target.refusesUnknown && refused.length > 0)) {
    const what = refused.filter((one, at) => refused.indexOf(one) === at).join(', ')
    throw new AuditError('export/constraint', `${target.name} cannot refuse a request, but no model may serve ${what}: it would send such requests to a model that a constraint forbids.`, 'Add an eligible fallback to these routes, choose a target that refuses unknown labels (litellm, portkey, flagd, envoy, openrouter), or evaluate the policy in the application.')
  }
  return { labels, fallback: strictest, refused }
}
